//! Files as a commit has them. Git is asked for its own objects; it neither fetches nor changes anything.
//!
//! A file is absent only where git reads the tree and the path is not in it. Whatever else git cannot do (an object that a
//! partial clone left out, a broken pack, a repository of another user) is an error with its words: an absent schema means
//! that every table is new, and a change that removes a table would pass.
//!
//! Links are followed in the commit's tree, not on the disk: there they may lead elsewhere by now.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use super::files;
use super::provider::{self, Disk, FileProvider, Kind};
use crate::diagnostic::{Diagnostic, Source};

/// How many links are followed to one file: as many as Linux follows.
const MOST_LINKS: usize = 40;

/// A commit of the repository around a folder.
#[derive(Clone, Debug)]
pub struct Commit {
    /// The top of the work tree, without links.
    top: PathBuf,
    /// As it was named.
    name: String,
    hash: String,
}

impl Commit {
    /// The commit that a reference names. Fails if there is no git, no repository, or no such commit.
    pub fn find(name: &str, folder: &Path) -> Result<Self, Diagnostic> {
        let inside = run(folder, &["rev-parse", "--show-toplevel"])?;
        if !inside.status.success() {
            let is_none = words(&inside).is_some_and(|words| words.contains("not a git repository"));
            let folder = files::shown(folder);
            let diagnostic = match is_none {
                true => Diagnostic::error(format!("{folder} is in no git repository")),
                false => said(Diagnostic::error(format!("git cannot read the repository around {folder}")), &inside),
            };
            return Err(diagnostic.help("compare with a file instead: --against FILE"));
        }
        let commit = format!("{name}^{{commit}}");
        let found = run(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        if !found.status.success() {
            let diagnostic = Diagnostic::error(format!("git knows no commit `{name}`"));
            let diagnostic = if words(&found).is_some() { said(diagnostic, &found) } else { diagnostic };
            return Err(diagnostic
                .help("`git branch --all` lists the branches that are here; `git fetch` gets more")
                .help("in a GitHub workflow, check out with `fetch-depth: 0`"));
        }
        let hash = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        let top = PathBuf::from(String::from_utf8_lossy(&inside.stdout).trim_end_matches(['\r', '\n']));
        let top = fs::canonicalize(&top).unwrap_or(top);
        Ok(Self { top, name: name.to_owned(), hash })
    }

    fn shown(&self, path: &Path) -> String {
        format!("{}:{}", self.name, files::shown(path))
    }

    /// The file or folder of the commit's tree at a path, links followed. None if the tree has neither. Fails if git
    /// cannot read the tree, or if a link leads out of it.
    fn found(&self, path: &Path) -> Result<Option<Found>, Diagnostic> {
        // No tree of the repository has what is outside of it.
        let Some(mut name) = self.in_tree(path) else { return Ok(None) };
        for _ in 0..MOST_LINKS {
            match self.entry(path, &name)? {
                Entry::Missing => return Ok(None),
                Entry::File(object) => return Ok(Some(Found::File(object))),
                Entry::Folder => return Ok(Some(Found::Folder(name))),
                Entry::Submodule(at) => {
                    let title = format!("{} is in the submodule {at}, which has commits of its own", self.shown(path));
                    return Err(Diagnostic::error(title)
                        .help("run it in the submodule, or compare with a file: --against FILE"));
                }
                Entry::Link { at, object } => {
                    let output = run(&self.top, &["cat-file", "blob", &object])?;
                    if !output.status.success() {
                        return Err(self.unreadable(path, &output));
                    }
                    let target = String::from_utf8_lossy(&output.stdout).into_owned();
                    let rest = name[at.len()..].trim_start_matches('/').to_owned();
                    let Some(folder) = self.followed(&at, &target) else {
                        let title = format!("{}:{at} is a link that leads out of the repository: {target}", self.name);
                        let diagnostic = Diagnostic::error(title).note(format!("{} is behind it", self.shown(path)));
                        return Err(diagnostic.help("compare with a file instead: --against FILE"));
                    };
                    name = [folder, rest].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
                }
            }
        }
        Err(Diagnostic::error(format!("{} is behind links that lead in a circle", self.shown(path))))
    }

    /// The name of a path in the work tree, with the links as they are in it. None if it is outside.
    fn in_tree(&self, path: &Path) -> Option<String> {
        let mut around: Vec<&Path> = path.ancestors().collect();
        around.reverse();
        around.into_iter().find_map(|folder| {
            let real = fs::canonicalize(folder).ok()?;
            let inside = real.strip_prefix(&self.top).ok()?;
            Some(files::with_slashes(&inside.join(path.strip_prefix(folder).ok()?)).trim_end_matches('/').to_owned())
        })
    }

    /// What the commit's tree has at a name, or at a link above it.
    fn entry(&self, path: &Path, name: &str) -> Result<Entry, Diagnostic> {
        if name.is_empty() {
            return Ok(Entry::Folder);
        }
        let ends = name.match_indices('/').map(|(at, _)| at).chain([name.len()]);
        let above: Vec<&str> = ends.map(|end| &name[..end]).collect();
        // What the tree is read for are names and no patterns.
        let arguments =
            ["--literal-pathspecs", "ls-tree", "-z", &self.hash, "--"].into_iter().chain(above.iter().copied());
        let listed = run(&self.top, &arguments.collect::<Vec<_>>())?;
        if !listed.status.success() {
            return Err(self.unreadable(path, &listed));
        }
        // `<mode> <type> <object>\t<path>\0`, of each folder with what it has.
        let lines = String::from_utf8_lossy(&listed.stdout).into_owned();
        for line in lines.split('\0') {
            let Some((entry, at)) = line.split_once('\t').filter(|(_, at)| above.contains(at)) else { continue };
            match entry.split(' ').collect::<Vec<_>>().as_slice() {
                ["120000", _, object] => return Ok(Entry::Link { at: at.to_owned(), object: (*object).to_owned() }),
                [_, "commit", _] => return Ok(Entry::Submodule(at.to_owned())),
                [_, "tree", _] if at == name => return Ok(Entry::Folder),
                [_, "blob", object] if at == name => return Ok(Entry::File((*object).to_owned())),
                _ => {}
            }
        }
        Ok(Entry::Missing)
    }

    /// The name of what a link at `at` leads to. None if that is outside of the repository.
    fn followed(&self, at: &str, target: &str) -> Option<String> {
        if Path::new(target).is_absolute() {
            return self.in_tree(Path::new(target));
        }
        let mut parts: Vec<&str> = at.split('/').collect();
        parts.pop();
        for part in target.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(parts.join("/"))
    }

    fn unreadable(&self, path: &Path, output: &Output) -> Diagnostic {
        let diagnostic = said(Diagnostic::error(format!("git cannot read {}", self.shown(path))), output);
        diagnostic
            .help("fetch what is missing: git fetch --refetch --no-filter")
            .help("in a GitHub workflow, check out with `fetch-depth: 0` and without `filter`")
    }
}

/// What a path leads to in a tree.
enum Found {
    /// The object of a file.
    File(String),
    /// The name of a folder.
    Folder(String),
}

/// What a tree has at a name.
enum Entry {
    Missing,
    File(String),
    Folder,
    /// A link at the name, or at a folder above it.
    Link {
        at: String,
        object: String,
    },
    /// A submodule that the name is in.
    Submodule(String),
}

impl FileProvider for Commit {
    fn read_with_conflicts(&self, path: &Path) -> Result<Option<Arc<Source>>, Diagnostic> {
        let Some(Found::File(object)) = self.found(path)? else { return Ok(None) };
        let found = run(&self.top, &["cat-file", "blob", &object])?;
        if !found.status.success() {
            return Err(self.unreadable(path, &found));
        }
        match String::from_utf8(found.stdout) {
            Ok(text) => Ok(Some(Source::new(self.shown(path), text))),
            Err(_) => Err(Diagnostic::error(format!("{} is not valid UTF-8", self.shown(path)))),
        }
    }

    fn kind(&self, path: &Path) -> Option<Kind> {
        match self.found(path) {
            Ok(found) => found.map(|found| match found {
                Found::File(_) => Kind::File,
                Found::Folder(_) => Kind::Folder,
            }),
            // Reading it fails with the reason.
            Err(_) => Some(Kind::File),
        }
    }

    fn entries(&self, folder: &Path) -> Option<Vec<provider::Entry>> {
        let Ok(Some(Found::Folder(name))) = self.found(folder) else { return None };
        let inside = if name.is_empty() { name } else { name + "/" };
        let listed =
            run(&self.top, &["--literal-pathspecs", "ls-tree", "-z", &format!("{}:{inside}", self.hash)]).ok()?;
        let lines = listed.status.success().then(|| String::from_utf8_lossy(&listed.stdout).into_owned())?;
        let entry = |line: &str| {
            let (entry, name) = line.split_once('\t')?;
            let kind = match entry.split(' ').collect::<Vec<_>>().as_slice() {
                ["120000", ..] => Kind::Link,
                [_, "tree", _] => Kind::Folder,
                [_, "blob", _] => Kind::File,
                _ => Kind::Other,
            };
            Some(provider::Entry { path: folder.join(name), kind })
        };
        Some(lines.split('\0').filter_map(entry).collect())
    }

    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        self.exists(path).then(|| path.to_owned())
    }

    fn cwd(&self) -> Result<PathBuf, Diagnostic> {
        Disk.cwd()
    }
}

/// What git says of its failure, in a line.
fn words(output: &Output) -> Option<String> {
    let words = String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

fn said(diagnostic: Diagnostic, output: &Output) -> Diagnostic {
    match words(output) {
        Some(words) => diagnostic.note(format!("git says: {words}")),
        None => diagnostic.note(format!("git ended with {}", output.status)),
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Result<Output, Diagnostic> {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(arguments).stdin(Stdio::null());
    git.env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    git.output().map_err(|error| {
        let diagnostic = Diagnostic::error(format!("git cannot be run: {}", error.kind()));
        diagnostic.help("install git, or compare with a file: --against FILE")
    })
}
