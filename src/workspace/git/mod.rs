//! Files in a commit. Git reads its own objects; it neither fetches nor changes anything.
//!
//! A file is absent only if git can read the tree and the path is not in it. Every other failure (an object that a
//! partial clone left out, a broken pack, a repository of another user) is an error with git's message: an absent
//! schema means that every table is new, and a change that removes a table would pass.
//!
//! Links are followed in the commit's tree, not on disk, where they may have changed since.

mod objects;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

use super::provider::{self, Disk, FileProvider, Kind};
use super::{files, plain};
use crate::diagnostic::codes::files as codes;
use crate::diagnostic::{Diagnostic, Source};
use objects::{EntryKind, Failure, Objects, run};

/// The largest number of links that are followed to one file, as in Linux.
const MAX_LINKS: usize = 40;

/// The largest target of a link.
const MAX_TARGET: u64 = 64 << 10;

/// Files that git reads before anything else. It would wait for one that is a named pipe.
const GIT_FILES: [&str; 6] = ["HEAD", "config", "packed-refs", "shallow", "info/grafts", "objects/info/alternates"];

/// Fails if a file of the repository around a folder is not a plain file.
fn check_files(folder: &Path) -> Result<(), Diagnostic> {
    let Some(git) = folder.ancestors().map(|around| around.join(".git")).find(|git| git.is_dir()) else {
        return Ok(());
    };
    let head = plain::read(&git.join("HEAD"), MAX_TARGET).ok();
    let head = head.and_then(|content| match content {
        plain::Content::Bytes(bytes) => String::from_utf8(bytes).ok(),
        _ => None,
    });
    let of_head = head.as_deref().and_then(|head| head.strip_prefix("ref: ")).map(str::trim);
    for name in GIT_FILES.into_iter().chain(of_head) {
        let path = git.join(name);
        if let Some(other) = fs::metadata(&path).ok().and_then(|found| plain::other(found.file_type())) {
            let title = format!("git cannot read {}: it is {other}", Disk.display_path(&path));
            return Err(Diagnostic::new(&codes::GIT_FAILED, title).help("compare with a file instead: --against FILE"));
        }
    }
    Ok(())
}

/// A commit of the repository around a folder.
#[derive(Clone, Debug)]
pub struct Commit {
    /// The revision, as the user names it.
    name: String,
    /// The id of the commit's tree, as a revision.
    tree: String,
    objects: Arc<Objects>,
}

impl Commit {
    /// The commit that a revision names. Fails if git is missing, or finds no repository or no such commit.
    pub fn find(name: &str, folder: &Path) -> Result<Self, Diagnostic> {
        check_files(folder)?;
        let inside = run(folder, &["rev-parse", "--show-toplevel"])?;
        if !inside.status.success() {
            let is_none = error_text(&inside).is_some_and(|text| text.contains("not a git repository"));
            let folder = Disk.display_path(folder);
            let diagnostic = match is_none {
                true => Diagnostic::new(&codes::GIT_FAILED, format!("{folder} is not in a git repository")),
                false => {
                    let title = format!("git cannot read the repository around {folder}");
                    with_git_error(Diagnostic::new(&codes::GIT_FAILED, title), &inside)
                }
            };
            return Err(diagnostic.help("compare with a file instead: --against FILE"));
        }
        let commit = format!("{name}^{{commit}}");
        let found = run(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        if !found.status.success() {
            let diagnostic = Diagnostic::new(&codes::GIT_REVISION, format!("unknown git revision `{name}`"));
            let diagnostic = if error_text(&found).is_some() { with_git_error(diagnostic, &found) } else { diagnostic };
            return Err(diagnostic
                .help("run `git branch --all` to list the branches of this clone, or `git fetch` to get more")
                .help("in a GitHub workflow, check out with `fetch-depth: 0`"));
        }
        let hash = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        let root = PathBuf::from(String::from_utf8_lossy(&inside.stdout).trim_end_matches(['\r', '\n']));
        // Paths are compared with it, so it must be free of links.
        let root = fs::canonicalize(&root).unwrap_or(root);
        let tree = format!("{hash}^{{tree}}");
        Ok(Self { name: name.to_owned(), tree, objects: Arc::new(Objects::new(root)) })
    }

    /// The path with the revision in front, as git writes it.
    fn display_name(&self, path: &Path) -> String {
        format!("{}:{}", self.name, Disk.display_path(path))
    }

    /// The file or folder of the commit's tree at a path, links followed. None if the tree has neither. Fails if git
    /// cannot read the tree, or if a link leads out of it.
    fn lookup(&self, path: &Path) -> Result<Option<Found>, Diagnostic> {
        // A path outside of the repository is in none of its trees.
        let Some(mut name) = self.in_tree(path) else { return Ok(None) };
        for _ in 0..MAX_LINKS {
            match self.entry(&name).map_err(|failure| self.unreadable(path, failure))? {
                Entry::Missing => return Ok(None),
                Entry::File(id) => return Ok(Some(Found::File(id))),
                Entry::Folder(id) => return Ok(Some(Found::Folder(id))),
                Entry::Submodule(at) => {
                    let title =
                        format!("{} is in the submodule {at}, which has its own commits", self.display_name(path));
                    return Err(Diagnostic::new(&codes::GIT_LINK, title)
                        .help("run the command in the submodule, or compare with a file: --against FILE"));
                }
                Entry::Link { at, id } => {
                    let target =
                        self.objects.blob(&id, MAX_TARGET).map_err(|failure| self.unreadable(path, failure))?;
                    let target = String::from_utf8_lossy(&target).into_owned();
                    let rest = name[at.len()..].trim_start_matches('/').to_owned();
                    let Some(folder) = self.follow(&at, &target) else {
                        let title = format!("{}:{at} is a link that leads out of the repository: {target}", self.name);
                        let diagnostic = Diagnostic::new(&codes::GIT_LINK, title);
                        let diagnostic = diagnostic.note(format!("it is part of the path {}", self.display_name(path)));
                        return Err(diagnostic.help("compare with a file instead: --against FILE"));
                    };
                    name = [folder, rest].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
                }
            }
        }
        Err(Diagnostic::new(&codes::GIT_LINK, format!("the links of {} form a cycle", self.display_name(path))))
    }

    /// The name of a path in the work tree, with the links inside it unresolved. None if it is outside.
    fn in_tree(&self, path: &Path) -> Option<String> {
        let mut around: Vec<&Path> = path.ancestors().collect();
        around.reverse();
        around.into_iter().find_map(|folder| {
            let real = fs::canonicalize(folder).ok()?;
            let inside = real.strip_prefix(self.objects.root()).ok()?;
            Some(files::with_slashes(&inside.join(path.strip_prefix(folder).ok()?)).trim_end_matches('/').to_owned())
        })
    }

    /// The entry of the commit's tree at a name, or the first link or submodule on the way to it.
    fn entry(&self, name: &str) -> Result<Entry, Failure> {
        let mut tree = self.tree.clone();
        if name.is_empty() {
            return Ok(Entry::Folder(tree));
        }
        let ends = name.match_indices('/').map(|(at, _)| at).chain([name.len()]);
        let mut start = 0;
        for end in ends {
            let entries = self.objects.tree(&tree)?;
            let Some(found) = entries.iter().find(|entry| entry.name == name[start..end]) else { break };
            let (at, id) = (name[..end].to_owned(), found.id.clone());
            match found.kind {
                EntryKind::Link => return Ok(Entry::Link { at, id }),
                EntryKind::Submodule => return Ok(Entry::Submodule(at)),
                EntryKind::Folder if end == name.len() => return Ok(Entry::Folder(id)),
                EntryKind::File if end == name.len() => return Ok(Entry::File(id)),
                EntryKind::File => break,
                EntryKind::Folder => tree = id,
            }
            start = end + 1;
        }
        Ok(Entry::Missing)
    }

    /// The name of the target of a link at `at`. None if that is outside of the repository.
    fn follow(&self, at: &str, target: &str) -> Option<String> {
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

    fn unreadable(&self, path: &Path, failure: Failure) -> Diagnostic {
        let output = match failure {
            Failure::NoGit(diagnostic) => return *diagnostic,
            Failure::Refused(output) => output,
            Failure::TooLarge(size) => {
                return plain::too_large(&self.display_name(path), size, plain::largest(path));
            }
        };
        let diagnostic = Diagnostic::new(&codes::GIT_FAILED, format!("git cannot read {}", self.display_name(path)));
        with_git_error(diagnostic, &output)
            .help("fetch the missing objects: git fetch --refetch --no-filter")
            .help("in a GitHub workflow, check out with `fetch-depth: 0` and without `filter`")
    }
}

/// The result for a path, links followed, with the id of its object.
enum Found {
    File(String),
    Folder(String),
}

/// The entry of a tree at a name.
enum Entry {
    Missing,
    File(String),
    Folder(String),
    /// A link at the name, or at a folder above it.
    Link {
        at: String,
        id: String,
    },
    /// A submodule that contains the name.
    Submodule(String),
}

impl FileProvider for Commit {
    fn read_with_conflicts(&self, path: &Path) -> Result<Option<Arc<Source>>, Diagnostic> {
        let Some(Found::File(id)) = self.lookup(path)? else { return Ok(None) };
        let content = self.objects.blob(&id, plain::largest(path)).map_err(|failure| self.unreadable(path, failure))?;
        let name = self.display_name(path);
        match String::from_utf8(content) {
            Ok(text) => Ok(Some(Source::new(name, text))),
            Err(_) => Err(Diagnostic::new(&codes::NOT_UTF8, format!("{name} is not valid UTF-8"))),
        }
    }

    fn kind(&self, path: &Path) -> Option<Kind> {
        match self.lookup(path) {
            Ok(found) => found.map(|found| match found {
                Found::File(_) => Kind::File,
                Found::Folder(_) => Kind::Folder,
            }),
            // Reading it fails with the reason.
            Err(_) => Some(Kind::File),
        }
    }

    fn entries(&self, folder: &Path) -> Option<Vec<provider::Entry>> {
        let Ok(Some(Found::Folder(id))) = self.lookup(folder) else { return None };
        let entries = self.objects.tree(&id).ok()?;
        let kind = |kind| match kind {
            EntryKind::File => Kind::File,
            EntryKind::Folder => Kind::Folder,
            EntryKind::Link => Kind::Link,
            EntryKind::Submodule => Kind::Other,
        };
        Some(entries.iter().map(|one| provider::Entry { path: folder.join(&one.name), kind: kind(one.kind) }).collect())
    }

    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        self.exists(path).then(|| path.to_owned())
    }

    fn cwd(&self) -> Result<PathBuf, Diagnostic> {
        Disk.cwd()
    }
}

/// Git's error message, in one line.
fn error_text(output: &Output) -> Option<String> {
    let text = String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

fn with_git_error(diagnostic: Diagnostic, output: &Output) -> Diagnostic {
    match error_text(output) {
        Some(text) => diagnostic.note(format!("git says: {text}")),
        None => diagnostic.note(format!("git failed with {}", output.status)),
    }
}
