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

/// The largest tree that is read: a folder with tens of thousands of entries.
const MAX_TREE: u64 = 4 << 20;

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
    /// The object has this size, which is larger than the limit.
    TooLarge(u64),
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

    /// The content of a file or of a link, of at most this size.
    pub(super) fn blob(&self, id: &str, largest: u64) -> Result<Vec<u8>, Failure> {
        self.read("blob", id, largest)
    }

    /// The entries of a tree.
    pub(super) fn tree(&self, id: &str) -> Result<Arc<[TreeEntry]>, Failure> {
        let known = |objects: &Self| objects.trees.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        if let Some(entries) = known(self) {
            return Ok(entries);
        }
        let entries: Arc<[TreeEntry]> = tree_entries(&self.read("tree", id, MAX_TREE)?, digest_length(id)).into();
        self.trees.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), Arc::clone(&entries));
        Ok(entries)
    }

    fn read(&self, kind: &str, id: &str, largest: u64) -> Result<Vec<u8>, Failure> {
        match self.read_in_batch(kind, id, largest) {
            Some(Answer::Content(content)) => return Ok(content),
            Some(Answer::TooLarge(size)) => return Err(Failure::TooLarge(size)),
            None => {}
        }
        let run = |arguments: &[&str]| {
            let output = run(&self.root, arguments).map_err(|diagnostic| Failure::NoGit(Box::new(diagnostic)))?;
            if output.status.success() { Ok(output.stdout) } else { Err(Failure::Refused(output)) }
        };
        // Its error message is that of reading the object.
        let size =
            String::from_utf8_lossy(&run(&["cat-file", "-s", id]).unwrap_or_default()).trim().parse().unwrap_or(0);
        if size > largest { Err(Failure::TooLarge(size)) } else { run(&["cat-file", kind, id]) }
    }

    /// The content of an object. None if the process does not give it, for whatever reason.
    fn read_in_batch(&self, kind: &str, id: &str, largest: u64) -> Option<Answer> {
        let mut batch = self.batch.lock().unwrap_or_else(PoisonError::into_inner);
        if batch.is_none() {
            *batch = Batch::start(&self.root).ok();
        }
        let answer = batch.as_mut()?.read(id, largest);
        if matches!(answer, Err(_) | Ok(Some((_, Answer::TooLarge(_))))) {
            // A process that ended, or whose answer was not read to its end, cannot be used any more.
            *batch = None;
        }
        let (found, answer) = answer.ok()??;
        (found == kind).then_some(answer)
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

/// The answer for an object that exists.
enum Answer {
    Content(Vec<u8>),
    /// Only its size was read.
    TooLarge(u64),
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
    fn read(&mut self, id: &str, largest: u64) -> io::Result<Option<(String, Answer)>> {
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
        let kind = header.split_whitespace().nth(1).unwrap_or_default().to_owned();
        if size > largest {
            return Ok(Some((kind, Answer::TooLarge(size))));
        }
        let mut content = Vec::new();
        (&mut self.output).take(size + 1).read_to_end(&mut content)?;
        if content.pop() != Some(b'\n') || content.len() as u64 != size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Some((kind, Answer::Content(content))))
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
