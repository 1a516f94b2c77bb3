//! Files as a commit has them. Git is asked for its own objects; it neither fetches nor changes anything.
//!
//! A file is absent only where git reads the tree and the path is not in it. Whatever else git cannot do (an object that a
//! partial clone left out, a broken pack, a repository of another user) is an error with its words: an absent schema means
//! that every table is new, and a change that removes a table would pass.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use super::files;
use super::store::Store;
use crate::report::{Problem, Source};

/// A commit of the repository around a folder.
#[derive(Clone, Debug)]
pub struct Commit {
    folder: PathBuf,
    /// As it was named.
    name: String,
    hash: String,
}

impl Commit {
    /// The commit that a reference names. Fails if there is no git, no repository, or no such commit.
    pub fn find(name: &str, folder: &Path) -> Result<Self, Problem> {
        let inside = run(folder, &["rev-parse", "--is-inside-work-tree"])?;
        if !inside.status.success() {
            let is_none = words(&inside).is_some_and(|words| words.contains("not a git repository"));
            let folder = files::shown(folder);
            let problem = match is_none {
                true => Problem::error(format!("{folder} is in no git repository")),
                false => said(Problem::error(format!("git cannot read the repository around {folder}")), &inside),
            };
            return Err(problem.help("compare with a file instead: --against FILE"));
        }
        let commit = format!("{name}^{{commit}}");
        let found = run(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        if !found.status.success() {
            let problem = Problem::error(format!("git knows no commit `{name}`"));
            let problem = if words(&found).is_some() { said(problem, &found) } else { problem };
            return Err(problem
                .help("`git branch --all` lists the branches that are here; `git fetch` gets more")
                .help("in a GitHub workflow, check out with `fetch-depth: 0`"));
        }
        let hash = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        Ok(Self { folder: folder.to_owned(), name: name.to_owned(), hash })
    }

    fn shown(&self, path: &Path) -> String {
        format!("{}:{}", self.name, files::shown(path))
    }

    /// The object of a file in the commit's tree, or none if the tree has no file at the path. Fails if git cannot read
    /// the tree.
    fn blob(&self, path: &Path) -> Result<Option<String>, Problem> {
        // What the tree is read for is a name and no pattern, and is taken from this folder on.
        let name = files::with_slashes(&files::relative(&self.folder, path));
        let listed =
            run(&self.folder, &["--literal-pathspecs", "ls-tree", "-z", "--full-name", &self.hash, "--", &name])?;
        if !listed.status.success() {
            // No tree of the repository has what is outside of it.
            let is_outside = words(&listed).is_some_and(|words| words.contains("outside repository"));
            return if is_outside { Ok(None) } else { Err(self.unreadable(path, &listed)) };
        }
        // `<mode> <type> <object>\t<path>\0`
        let line = String::from_utf8_lossy(&listed.stdout);
        let mut words = line.split(['\t', '\0']).next().unwrap_or_default().split(' ').skip(1);
        Ok(match (words.next(), words.next()) {
            (Some("blob"), Some(object)) => Some(object.to_owned()),
            _ => None,
        })
    }

    fn unreadable(&self, path: &Path, output: &Output) -> Problem {
        let problem = said(Problem::error(format!("git cannot read {}", self.shown(path))), output);
        problem
            .help("fetch what is missing: git fetch --refetch --no-filter")
            .help("in a GitHub workflow, check out with `fetch-depth: 0` and without `filter`")
    }
}

impl Store for Commit {
    fn read(&self, path: &Path) -> Result<Option<Arc<Source>>, Problem> {
        let Some(object) = self.blob(path)? else { return Ok(None) };
        let found = run(&self.folder, &["cat-file", "blob", &object])?;
        if !found.status.success() {
            return Err(self.unreadable(path, &found));
        }
        match String::from_utf8(found.stdout) {
            Ok(text) => Ok(Some(Source::new(self.shown(path), text))),
            Err(_) => Err(Problem::error(format!("{} is not valid UTF-8", self.shown(path)))),
        }
    }

    /// Where git cannot tell, reading it fails with the reason.
    fn has(&self, path: &Path) -> bool {
        !matches!(self.blob(path), Ok(None))
    }
}

/// What git says of its failure, in a line.
fn words(output: &Output) -> Option<String> {
    let words = String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

fn said(problem: Problem, output: &Output) -> Problem {
    match words(output) {
        Some(words) => problem.note(format!("git says: {words}")),
        None => problem.note(format!("git ended with {}", output.status)),
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Result<Output, Problem> {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(arguments).stdin(Stdio::null());
    git.env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    git.output().map_err(|error| {
        let problem = Problem::error(format!("git cannot be run: {}", error.kind()));
        problem.help("install git, or compare with a file: --against FILE")
    })
}
