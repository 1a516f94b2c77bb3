//! Git's objects by their ids, read through one process of `git cat-file --batch`.
//!
//! That process reports a missing object in one word. So whatever it does not give is read again by a separate process,
//! whose error message says more.

use std::collections::HashMap;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::files as codes;

/// The objects of one repository.
#[derive(Debug)]
pub(super) struct Objects {
    root: PathBuf,
    batch: Mutex<Option<Batch>>,
    /// Trees that were read, by their ids.
    trees: Mutex<HashMap<String, Arc<[TreeEntry]>>>,
}

/// A failure to read an object.
pub(super) enum Failure {
    /// Git cannot be run.
    NoGit(Box<Diagnostic>),
    /// Git's answer.
    Refused(Output),
}

/// An entry of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TreeEntry {
    pub(super) name: String,
    pub(super) kind: EntryKind,
    pub(super) id: String,
}

/// The kind of a tree's entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    File,
    Folder,
    Link,
    Submodule,
}

impl Objects {
    /// The objects of the repository with this work tree.
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root, batch: Mutex::default(), trees: Mutex::default() }
    }

    /// The root of the work tree.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The content of a file or of a link.
    pub(super) fn blob(&self, id: &str) -> Result<Vec<u8>, Failure> {
        self.read("blob", id)
    }

    /// The entries of a tree.
    pub(super) fn tree(&self, id: &str) -> Result<Arc<[TreeEntry]>, Failure> {
        let known = |objects: &Self| objects.trees.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        if let Some(entries) = known(self) {
            return Ok(entries);
        }
        let entries: Arc<[TreeEntry]> = tree_entries(&self.read("tree", id)?, digest_length(id)).into();
        self.trees.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), Arc::clone(&entries));
        Ok(entries)
    }

    fn read(&self, kind: &str, id: &str) -> Result<Vec<u8>, Failure> {
        if let Some(content) = self.read_in_batch(kind, id) {
            return Ok(content);
        }
        let output =
            run(&self.root, &["cat-file", kind, id]).map_err(|diagnostic| Failure::NoGit(Box::new(diagnostic)))?;
        if output.status.success() { Ok(output.stdout) } else { Err(Failure::Refused(output)) }
    }

    /// The content of an object. None if the process does not give it, for whatever reason.
    fn read_in_batch(&self, kind: &str, id: &str) -> Option<Vec<u8>> {
        let mut batch = self.batch.lock().unwrap_or_else(PoisonError::into_inner);
        if batch.is_none() {
            *batch = Batch::start(&self.root).ok();
        }
        let answer = batch.as_mut()?.read(id);
        if answer.is_err() {
            // A process that ended, or whose answer is incomplete, cannot be used any more.
            *batch = None;
        }
        let (found, content) = answer.ok()??;
        (found == kind).then_some(content)
    }
}

/// The bytes of a digest in a tree, which are as many as in the id of the commit: 20 for SHA-1, 32 for SHA-256.
fn digest_length(id: &str) -> usize {
    id.bytes().take_while(u8::is_ascii_hexdigit).count() / 2
}

/// The entries of a tree object: `<mode> <name>\0<digest>` each. An incomplete entry ends them.
fn tree_entries(mut bytes: &[u8], digest_length: usize) -> Vec<TreeEntry> {
    let mut entries = Vec::new();
    while let Some(end) = bytes.iter().position(|byte| *byte == 0) {
        let header = String::from_utf8_lossy(&bytes[..end]);
        let Some((mode, name)) = header.split_once(' ') else { break };
        let Some(digest) = bytes.get(end + 1..end + 1 + digest_length) else { break };
        let kind = match mode {
            "40000" | "040000" => EntryKind::Folder,
            "120000" => EntryKind::Link,
            "160000" => EntryKind::Submodule,
            _ => EntryKind::File,
        };
        let id = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        entries.push(TreeEntry { name: name.to_owned(), kind, id });
        bytes = &bytes[end + 1 + digest_length..];
    }
    entries
}

/// A running `git cat-file --batch`.
#[derive(Debug)]
struct Batch {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Batch {
    fn start(root: &Path) -> io::Result<Self> {
        let mut process = command(root, &["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        match (process.stdin.take(), process.stdout.take()) {
            (Some(input), Some(output)) => Ok(Self { process, input, output: BufReader::new(output) }),
            _ => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    /// The kind and the content of an object. None if it is missing. Fails if the process does not answer as expected.
    fn read(&mut self, id: &str) -> io::Result<Option<(String, Vec<u8>)>> {
        writeln!(self.input, "{id}")?;
        self.input.flush()?;
        // `<id> <kind> <size>\n<content>\n`, or `<id> missing\n`.
        let mut header = String::new();
        self.output.read_line(&mut header)?;
        let size = match header.split_whitespace().collect::<Vec<_>>().as_slice() {
            [_, "missing"] => return Ok(None),
            [_, _, size] => size.parse::<u64>().ok(),
            _ => None,
        };
        let size = size.ok_or(io::ErrorKind::InvalidData)?;
        let mut content = Vec::new();
        (&mut self.output).take(size + 1).read_to_end(&mut content)?;
        if content.pop() != Some(b'\n') || content.len() as u64 != size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let kind = header.split_whitespace().nth(1).unwrap_or_default().to_owned();
        Ok(Some((kind, content)))
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // It only reads, so nothing is lost. It is waited for, so that no zombie process remains.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Runs git in a folder. Fails if it cannot be started.
pub(super) fn run(folder: &Path, arguments: &[&str]) -> Result<Output, Diagnostic> {
    command(folder, arguments).stdin(Stdio::null()).output().map_err(|error| {
        let diagnostic = Diagnostic::new(&codes::GIT_FAILED, format!("cannot run git: {}", error.kind()));
        diagnostic.help("install git, or compare with a file: --against FILE")
    })
}

/// Git with these arguments, without fetching, waiting for a lock, or translating its messages.
fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(arguments);
    git.env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    git
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_a_tree() {
        let entry = |name: &str, kind, id: &str| TreeEntry { name: name.to_owned(), kind, id: id.to_owned() };
        let cases: [(&[u8], &[TreeEntry]); 4] = [
            (b"", &[]),
            (
                b"100644 a b.ts\0\x01\xff40000 convex\0\x00\x0a",
                &[entry("a b.ts", EntryKind::File, "01ff"), entry("convex", EntryKind::Folder, "000a")],
            ),
            (
                b"120000 link\0\x00\x00160000 module\0\x00\x00100755 run\0\x00\x00",
                &[
                    entry("link", EntryKind::Link, "0000"),
                    entry("module", EntryKind::Submodule, "0000"),
                    entry("run", EntryKind::File, "0000"),
                ],
            ),
            (b"100644 a\0\x01\x02100644 b\0\x01", &[entry("a", EntryKind::File, "0102")]),
        ];
        for (bytes, expected) in cases {
            assert_eq!(tree_entries(bytes, 2), expected, "{bytes:?}");
        }
        assert_eq!((digest_length(&"a".repeat(40)), digest_length(&(("0".repeat(64)) + "^{tree}"))), (20, 32));
    }
}
