//! Files as a commit has them. Git is asked for its own objects; it neither fetches nor changes anything.

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
            let problem = Problem::error(format!("{} is in no git repository", files::shown(folder)));
            return Err(problem.help("compare with a file instead: --against FILE"));
        }
        let commit = format!("{name}^{{commit}}");
        let found = run(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        if !found.status.success() {
            let problem = Problem::error(format!("git knows no commit `{name}`"));
            return Err(problem
                .help("`git branch --all` lists the branches that are here; `git fetch` gets more")
                .help("in a GitHub workflow, check out with `fetch-depth: 0`"));
        }
        let hash = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        Ok(Self { folder: folder.to_owned(), name: name.to_owned(), hash })
    }

    /// Its name of a file, which git takes relative to the folder.
    fn object(&self, path: &Path) -> String {
        format!("{}:./{}", self.hash, files::with_slashes(&files::relative(&self.folder, path)))
    }
}

impl Store for Commit {
    fn read(&self, path: &Path) -> Result<Option<Arc<Source>>, Problem> {
        let shown = format!("{}:{}", self.name, files::shown(path));
        let found = run(&self.folder, &["cat-file", "blob", &self.object(path)])?;
        if !found.status.success() {
            return Ok(None);
        }
        match String::from_utf8(found.stdout) {
            Ok(text) => Ok(Some(Source::new(shown, text))),
            Err(_) => Err(Problem::error(format!("{shown} is not valid UTF-8"))),
        }
    }

    fn has(&self, path: &Path) -> bool {
        let kind = run(&self.folder, &["cat-file", "-t", &self.object(path)]);
        kind.is_ok_and(|kind| kind.stdout.starts_with(b"blob"))
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
