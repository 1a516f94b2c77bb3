//! What `strace` is used for: which system calls a command makes, and what happens at one of them.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::Failure;
use crate::fuzz::Dice;

/// The calls that change a disk, and those by which a lock is taken.
pub(crate) const WRITING: [&str; 13] = [
    "write",
    "fsync",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "unlink",
    "unlinkat",
    "mkdir",
    "fchmod",
    "flock",
    "openat",
];

/// Those that are slowed down.
pub(crate) const SLOW: [&str; 9] =
    ["fsync", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "fchmod"];

/// The calls of a command's main thread, in their order, each with how often it was made until then.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    all: Vec<(String, usize)>,
    /// The first one that writes a file of the project.
    first: usize,
}

impl Calls {
    /// Reads what `strace -f` has written of a command.
    pub(crate) fn read(log: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(log).map_err(|error| format!("{}: {error}", log.display()))?;
        let main = text.split_whitespace().next().unwrap_or_default().to_owned();
        let (mut calls, mut counts) = (Self::default(), HashMap::<String, usize>::new());
        for line in text.lines().filter_map(|line| line.strip_prefix(&main)) {
            let Some((name, rest)) = line.trim_start().split_once('(') else { continue };
            if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
                continue;
            }
            let count = counts.entry(name.to_owned()).or_default();
            *count += 1;
            if calls.first == 0 && (name == "flock" || rest.contains("O_CREAT")) {
                calls.first = calls.all.len();
            }
            calls.all.push((name.to_owned(), *count));
        }
        match calls.all.is_empty() {
            true => Err(format!("{} has no system calls", log.display())),
            false => Ok(calls),
        }
    }

    /// One of them; most often one of those from the first on that writes.
    pub(crate) fn any(&self, dice: &mut Dice) -> &(String, usize) {
        let from = if dice.below(5) == 0 { 1 } else { self.first };
        dice.one_of(&self.all[from.min(self.all.len() - 1)..])
    }

    /// All that can fail with an error of the disk.
    pub(crate) fn that_can_fail(&self) -> impl Iterator<Item = (&str, usize)> {
        const READING: [&str; 14] = [
            "read",
            "pread64",
            "close",
            "stat",
            "newfstatat",
            "statx",
            "fstat",
            "lstat",
            "getdents64",
            "readlink",
            "readlinkat",
            "getcwd",
            "fchown",
            "mkdirat",
        ];
        let can_fail = |name: &str| WRITING.contains(&name) || READING.contains(&name);
        self.all.iter().filter(move |(name, _)| can_fail(name)).map(|(name, number)| (name.as_str(), *number))
    }

    /// Whether a folder is synced after the last file got its name.
    pub(crate) fn has_synced_names(&self) -> bool {
        let last = |names: &[&str]| self.all.iter().rposition(|(name, _)| names.contains(&name.as_str()));
        last(&["fsync"]) > last(&["rename", "renameat", "renameat2", "link", "linkat"])
    }

    /// One that changes the disk.
    pub(crate) fn any_that_writes(&self, dice: &mut Dice) -> (&str, usize) {
        let from = &self.all[self.first..];
        let writing: Vec<&(String, usize)> = from.iter().filter(|(name, _)| WRITING.contains(&name.as_str())).collect();
        match writing.is_empty() {
            true => ("write", 1),
            false => {
                let (name, number) = *dice.one_of(&writing);
                (name.as_str(), *number)
            }
        }
    }
}

/// Whether strace can trace here: in some containers it is installed and not allowed to.
pub(crate) fn is_there() -> bool {
    let mut command = Command::new("strace");
    command.args(["-o", "/dev/null", "true"]).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// A command line, to which the command and its arguments are added: with what happens at a call, and with calls that are
/// slow before that.
pub(crate) fn traced(inject: &str, slow: Option<&str>, log: &Path) -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq"]);
    // Of two for the same call, the last one counts.
    for inject in slow.into_iter().chain([inject]) {
        command.args(["-e", &format!("inject={inject}")]);
    }
    command.args(["-e", "trace=all", "-o"]).arg(log);
    command
}

/// The calls that a command makes in a folder.
pub(crate) fn calls(command: &[&str], binary: &Path, folder: &Path, log: &Path) -> Result<Calls, Failure> {
    let mut traced = Command::new("strace");
    traced.args(["-f", "-o"]).arg(log).arg(binary).args(command).current_dir(folder);
    let output = traced.output().map_err(|error| format!("{traced:?}: {error}"))?;
    match output.status.success() {
        true => Calls::read(log),
        false => Err(format!("{traced:?}: {}", String::from_utf8_lossy(&output.stderr))),
    }
}
