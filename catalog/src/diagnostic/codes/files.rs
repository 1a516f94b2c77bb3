//! Usage, files and git: problems that stop a command before it reads any tables.

use crate::diagnostic::code::Code;

/// The command line is wrong.
pub static USAGE: Code = Code {
    steps: &["Run `sigma-schema help` for the commands, and add `--help` to a command for its flags"],
    ..Code::error(
        "SS001",
        "usage",
        "the command line is wrong",
        "An unknown command or flag, a missing value, or two flags that exclude each other.",
    )
};

/// The folder to work in cannot be entered.
pub static WORKING_FOLDER: Code = Code {
    steps: &["Name an existing folder"],
    ..Code::error(
        "SS002",
        "working-folder",
        "the folder to work in cannot be entered",
        "`--dir` names a folder that does not exist, or the working folder cannot be read.",
    )
};

/// The result cannot be printed.
pub static OUTPUT: Code = Code {
    steps: &["Free space, or redirect the output elsewhere"],
    ..Code::error(
        "SS003",
        "output-failed",
        "the result cannot be printed",
        "Standard output is closed for writing, for example because the disk is full.",
    )
};

/// A file that is needed does not exist.
pub static FILE_MISSING: Code = Code {
    steps: &["Correct the name, or create the file"],
    ..Code::error(
        "SS004",
        "file-missing",
        "a file that is needed does not exist",
        "A flag, the config file or another file names it.",
    )
};

/// A file cannot be read.
pub static FILE_UNREADABLE: Code = Code {
    steps: &["Check its permissions, and that it is a plain file"],
    ..Code::error(
        "SS005",
        "file-unreadable",
        "a file cannot be read",
        "The system refuses to read it, it is not a file, or a parser failed on it.",
    )
};

/// A file is not valid UTF-8.
pub static NOT_UTF8: Code = Code {
    steps: &["Save the file as UTF-8"],
    ..Code::error(
        "SS006",
        "not-utf8",
        "a file is not valid UTF-8",
        "Every file that sigma-schema reads is text in UTF-8.",
    )
};

/// A file has a merge conflict.
pub static MERGE_CONFLICT: Code = Code {
    steps: &["Keep what you need of both sides, and remove the markers"],
    ..Code::error(
        "SS007",
        "merge-conflict",
        "a file has a merge conflict",
        "Its conflict markers have to be resolved before it can be read. A generated file can be written again instead.",
    )
};

/// A file is not valid JSON.
pub static INVALID_JSON: Code = Code {
    steps: &["Correct the syntax at the marked place"],
    ..Code::error(
        "SS008",
        "invalid-json",
        "a file is not valid JSON",
        "Comments and trailing commas are accepted where the tool that owns the file accepts them.",
    )
};

/// A file is not valid TOML.
pub static INVALID_TOML: Code = Code {
    steps: &["Correct the syntax at the marked place"],
    ..Code::error("SS009", "invalid-toml", "a file is not valid TOML", "Spec files are written in TOML.")
};

/// A lock file or YAML file cannot be read.
pub static INVALID_LOCK_FILE: Code = Code {
    steps: &["Let the package manager write it again: install the packages"],
    ..Code::error(
        "SS010",
        "invalid-lock-file",
        "a lock file or YAML file cannot be read",
        "It is damaged, or has a form that no supported version of its package manager writes.",
    )
};

/// A file is not valid TypeScript.
pub static INVALID_TYPESCRIPT: Code = Code {
    steps: &["Correct the syntax at the marked place"],
    ..Code::error(
        "SS011",
        "invalid-typescript",
        "a file is not valid TypeScript",
        "The parser stops at the first error of syntax.",
    )
};

/// A file is too large to read.
pub static FILE_TOO_LARGE: Code = Code {
    steps: &["Move what sigma-schema needs into a smaller file"],
    ..Code::error(
        "SS012",
        "file-too-large",
        "a file is too large to read",
        "Files have a size limit, so that none can exhaust memory or stack.",
    )
};

/// A file takes too long to read.
pub static FILE_TOO_SLOW: Code = Code {
    steps: &["Write deeply nested code in smaller expressions"],
    ..Code::error(
        "SS013",
        "file-too-slow",
        "a file takes too long to read",
        "Parsing and following code have a time limit, so that no file can hang a command.",
    )
};

/// A file cannot be written.
pub static NOT_WRITABLE: Code = Code {
    steps: &["Check the permissions of the file and of its folder"],
    ..Code::error(
        "SS014",
        "not-writable",
        "a file cannot be written",
        "Nothing was written: all files of a command are written, or none.",
    )
};

/// A file changed while the command was running.
pub static CHANGED_MEANWHILE: Code = Code {
    steps: &["Run the command again"],
    ..Code::error(
        "SS015",
        "changed-meanwhile",
        "a file changed while the command was running",
        "A file is replaced only while it is what it was when that was decided. Nothing was written.",
    )
};

/// Another run is writing to the same folder.
pub static CONCURRENT_RUN: Code = Code {
    steps: &["Wait for the other run to end, then run the command again"],
    ..Code::error(
        "SS016",
        "concurrent-run",
        "another run is writing to the same folder",
        "Two runs never write to a component at the same time.",
    )
};

/// An edit was saved beside a generated file.
pub static LEFTOVER_EDIT: Code = Code {
    steps: &["Compare the two files, copy the edits that you need, and remove the leftover"],
    ..Code::warning(
        "SS017",
        "leftover-edit",
        "an edit was saved beside a generated file",
        "A run was killed while an editor saved the file. The edit was kept under another name.",
    )
};

/// A file outside of the project would be written.
pub static OUTSIDE_PROJECT: Code = Code {
    steps: &[
        "Correct `--out`, the import or the link that leads out of the project",
        "If the file is to be written nevertheless, add `--allow-outside`",
    ],
    ..Code::error(
        "SS019",
        "outside-project",
        "a file is outside of the project",
        "The project is the git repository, or else the topmost folder with a package.json. Nothing outside of it is written unless you allow it, and no config file, lock file or imported JSON outside of it is read: its values would appear in the output, and in the log of your CI.",
    )
};

/// Git cannot read what is needed.
pub static GIT_FAILED: Code = Code {
    steps: &["Compare with a file instead: `--against FILE`"],
    ..Code::error(
        "SS031",
        "git-failed",
        "git cannot read what is needed",
        "Git is missing, the folder is not in a repository, or an object is not available, as in a partial clone.",
    )
};

/// Git does not know a revision.
pub static GIT_REVISION: Code = Code {
    steps: &["Fetch it first; in CI, check out with the full history"],
    ..Code::error(
        "SS032",
        "git-revision",
        "git does not know a revision",
        "The name after `git:` is not a commit, branch or tag of this clone.",
    )
};

/// A path leads out of what git stores.
pub static GIT_LINK: Code = Code {
    steps: &["Compare with a file instead: `--against FILE`"],
    ..Code::error(
        "SS033",
        "git-link",
        "a path leads out of what git stores",
        "A link that leads out of the repository, in a circle, or into a submodule cannot be followed in a commit.",
    )
};

/// A name that is neither a plugin nor a table nor a code.
pub static UNKNOWN_NAME: Code = Code {
    steps: &["Run `sigma-schema list` for the plugins, and see docs/diagnostics.md for the codes"],
    ..Code::error(
        "SS018",
        "unknown-name",
        "a name is unknown",
        "`explain` takes a plugin, a table of your project, and the code or the name of a diagnostic.",
    )
};

/// The codes of this group.
pub static ALL: &[&Code] = &[
    &USAGE,
    &WORKING_FOLDER,
    &OUTPUT,
    &FILE_MISSING,
    &FILE_UNREADABLE,
    &NOT_UTF8,
    &MERGE_CONFLICT,
    &INVALID_JSON,
    &INVALID_TOML,
    &INVALID_LOCK_FILE,
    &INVALID_TYPESCRIPT,
    &FILE_TOO_LARGE,
    &FILE_TOO_SLOW,
    &NOT_WRITABLE,
    &CHANGED_MEANWHILE,
    &CONCURRENT_RUN,
    &LEFTOVER_EDIT,
    &UNKNOWN_NAME,
    &OUTSIDE_PROJECT,
    &GIT_FAILED,
    &GIT_REVISION,
    &GIT_LINK,
];
