//! Writing files: all of them or none, each replaced at once, an identical one left untouched.

use std::borrow::Cow;
use std::fs::{self, Permissions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::{Builder, NamedTempFile};

use crate::project::files::shown;
use crate::report::{Problem, Source};

/// A file that shall have this text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Where it is.
    pub path: PathBuf,
    /// Its whole text.
    pub text: String,
    /// What it was when somebody decided that it may be replaced.
    pub seen: Seen,
}

/// What a file was when it was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Seen {
    /// Nobody looked: it is replaced in any case.
    #[default]
    Anything,
    /// It was not there.
    Missing,
    /// It had this text, a byte order mark aside.
    Text(String),
}

impl Seen {
    /// What was read of a file.
    pub fn of(source: Option<&Arc<Source>>) -> Self {
        source.map_or(Self::Missing, |source| Self::Text(source.text.clone()))
    }

    /// Whether the file is still that.
    fn is_still(&self, bytes: Option<&[u8]>) -> bool {
        let mark: &[u8] = b"\xEF\xBB\xBF";
        match (self, bytes) {
            (Self::Anything, _) | (Self::Missing, None) => true,
            (Self::Text(text), Some(bytes)) => bytes.strip_prefix(mark).unwrap_or(bytes) == text.as_bytes(),
            _ => false,
        }
    }
}

/// What happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// It has been written.
    Written,
    /// It had this text before.
    Unchanged,
    /// It would be written, in a run that writes nothing.
    Planned,
}

/// Writes the files, making their folders. Symbolic links stay links, and an existing file keeps its mode.
///
/// Fails, with the files and folders as they were, if one of them cannot be written or is read-only.
pub fn write(wanted: &[Wanted]) -> Result<Vec<Done>, Problem> {
    let mut undo = Undo::default();
    let staged = wanted.iter().map(|file| stage(file, &mut undo)).collect::<Result<Vec<_>, _>>();
    let result = staged.and_then(|staged| staged.into_iter().map(|file| file.put(&mut undo)).collect());
    if result.is_err() {
        undo.all();
    }
    result
}

/// A file whose text lies ready beside it, or which has that text already.
enum Staged {
    Ready { target: PathBuf, before: Option<Vec<u8>>, file: NamedTempFile },
    Unchanged,
}

/// What there was before.
#[derive(Default)]
struct Undo {
    folders: Vec<PathBuf>,
    files: Vec<(PathBuf, Option<Vec<u8>>)>,
}

impl Undo {
    /// Puts everything back as far as that is possible: the failure itself is what is told.
    fn all(self) {
        for (path, before) in self.files.into_iter().rev() {
            let _ = match before {
                Some(bytes) => fs::write(&path, bytes),
                None => fs::remove_file(&path),
            };
        }
        for folder in self.folders.into_iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

fn stage(wanted: &Wanted, undo: &mut Undo) -> Result<Staged, Problem> {
    let failed = |error: io::Error| cannot_write(&wanted.path, &error);
    // A link is followed, so that it stays a link.
    let target = match fs::canonicalize(&wanted.path) {
        Ok(target) => target,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if fs::symlink_metadata(&wanted.path).is_ok() {
                let problem = Problem::error(format!("{} is a link to a file that is not there", shown(&wanted.path)));
                return Err(problem.help("make the file that it leads to, or remove the link"));
            }
            wanted.path.clone()
        }
        Err(error) => return Err(failed(error)),
    };
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut text = Cow::Borrowed(wanted.text.as_str());
    let (before, mode) = match fs::read(&target) {
        Ok(before) => {
            text = with_line_ends_of(&before, &wanted.text);
            if before == text.as_bytes() {
                return Ok(Staged::Unchanged);
            }
            if !wanted.seen.is_still(Some(&before)) {
                return Err(changed(&wanted.path));
            }
            let mode = fs::metadata(&target).map_err(failed)?.permissions();
            if mode.readonly() {
                let problem = Problem::error(format!("{} is read-only", shown(&wanted.path)));
                return Err(problem.help("make it writable, or check it out for editing"));
            }
            (Some(before), Some(mode))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if !wanted.seen.is_still(None) {
                return Err(changed(&wanted.path));
            }
            make_folder(folder, undo).map_err(failed)?;
            (None, None)
        }
        Err(error) => return Err(failed(error)),
    };
    let file = temporary(folder, &text, mode).map_err(failed)?;
    Ok(Staged::Ready { target, before, file })
}

/// The text with the line ends that the file has: git gives Windows users files with theirs.
fn with_line_ends_of<'a>(before: &[u8], text: &'a str) -> Cow<'a, str> {
    let has_windows_ends = before.split(|byte| *byte == b'\n').next().is_some_and(|line| line.ends_with(b"\r"));
    if has_windows_ends { Cow::Owned(text.replace('\n', "\r\n")) } else { Cow::Borrowed(text) }
}

/// Makes the folder and those around it that are not there, and notes which.
fn make_folder(folder: &Path, undo: &mut Undo) -> io::Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|at| !at.exists()).collect();
    for at in missing.into_iter().rev() {
        fs::create_dir(at)?;
        undo.folders.push(at.to_owned());
    }
    Ok(())
}

fn temporary(folder: &Path, text: &str, mode: Option<Permissions>) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".sigma-schema-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // What a new file is made with; the umask takes its part.
        builder.permissions(Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    if let Some(mode) = mode {
        file.as_file().set_permissions(mode)?;
    }
    Ok(file)
}

impl Staged {
    fn put(self, undo: &mut Undo) -> Result<Done, Problem> {
        match self {
            Self::Unchanged => Ok(Done::Unchanged),
            Self::Ready { target, before, file } => {
                file.persist(&target).map_err(|error| cannot_write(&target, &error.error))?;
                undo.files.push((target, before));
                Ok(Done::Written)
            }
        }
    }
}

/// The problem of a file that somebody else changes at the same time.
fn changed(path: &Path) -> Problem {
    let title = format!("{} was changed while sigma-schema was running: nothing was written", shown(path));
    Problem::error(title).help("run it again")
}

fn cannot_write(path: &Path, error: &io::Error) -> Problem {
    let problem = Problem::error(format!("{} cannot be written: {}", shown(path), error.kind()));
    match error.kind() {
        io::ErrorKind::PermissionDenied => problem.help("give yourself the right to write in its folder"),
        io::ErrorKind::IsADirectory => problem.help("a folder is where the file should be: move it away"),
        io::ErrorKind::NotADirectory => problem.help("a file is where a folder should be: move it away"),
        _ => problem.note("nothing was written").help("look at the folder and at the space on the disk"),
    }
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn wanted(path: &Path, text: &str) -> Wanted {
        Wanted { path: path.to_owned(), text: text.to_owned(), seen: Seen::Anything }
    }

    #[test]
    fn a_file_that_was_changed_meanwhile_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let (file, new) = (folder.path().join("file.ts"), folder.path().join("new.ts"));
        let seen = |path: &Path, seen: Seen| Wanted { seen, ..wanted(path, "text") };
        fs::write(&file, "\u{feff}theirs").unwrap();
        let cases = [
            seen(&file, Seen::Text("before".to_owned())),
            seen(&file, Seen::Missing),
            seen(&new, Seen::Text("before".to_owned())),
        ];
        for case in cases {
            let problem = write(&[wanted(&folder.path().join("other.ts"), "x"), case]).unwrap_err();
            assert!(problem.title.ends_with("was changed while sigma-schema was running: nothing was written"));
            assert!(!folder.path().join("other.ts").exists() && !new.exists());
        }
        let done = write(&[seen(&file, Seen::Text("theirs".to_owned())), seen(&new, Seen::Missing)]).unwrap();
        assert_eq!(done, [Done::Written, Done::Written]);
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn links_and_modes_are_kept_and_identical_files_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link, new) =
            (folder.path().join("real.ts"), folder.path().join("link.ts"), folder.path().join("a/b/new.ts"));
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, Permissions::from_mode(0o640)).unwrap();
        symlink("real.ts", &link).unwrap();
        let files = [wanted(&link, "new"), wanted(&new, "text")];
        assert_eq!(write(&files).unwrap(), [Done::Written, Done::Written]);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!((fs::read_to_string(&real).unwrap(), mode(&real)), ("new".to_owned(), 0o640));
        // As any program makes a file: 0666 without what the umask takes.
        let plain = folder.path().join("plain");
        fs::write(&plain, "").unwrap();
        assert_eq!(mode(&new), mode(&plain));
        let before = fs::metadata(&real).unwrap().modified().unwrap();
        assert_eq!(write(&files).unwrap(), [Done::Unchanged, Done::Unchanged]);
        assert_eq!(fs::metadata(&real).unwrap().modified().unwrap(), before);
    }

    #[test]
    fn all_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("first.ts"), folder.path().join("second.ts"));
        fs::write(&first, "old").unwrap();
        fs::write(&second, "").unwrap();
        fs::set_permissions(&second, Permissions::from_mode(0o444)).unwrap();
        let new = folder.path().join("deep/er/new.ts");
        let problem = write(&[wanted(&first, "new"), wanted(&new, "new"), wanted(&second, "new")]).unwrap_err();
        assert!(problem.title.ends_with("second.ts is read-only"), "{}", problem.title);
        assert_eq!(fs::read_to_string(&first).unwrap(), "old");
        let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["first.ts", "second.ts"]);
    }

    #[test]
    fn line_ends_are_those_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file.ts");
        fs::write(&file, "a\r\nb\r\n").unwrap();
        assert_eq!(write(&[wanted(&file, "a\nb\n")]).unwrap(), [Done::Unchanged]);
        assert_eq!(write(&[wanted(&file, "a\nc\n")]).unwrap(), [Done::Written]);
        assert_eq!(fs::read_to_string(&file).unwrap(), "a\r\nc\r\n");
    }
}
