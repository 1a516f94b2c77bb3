//! Files on disk. The only place where the library reads them, apart from `git` and `commit`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs, io};

use super::{Entry, FileProvider, Kind};
use crate::diagnostic::codes::files as codes;
use crate::diagnostic::{Diagnostic, Source};
use crate::workspace::plain::{self, Content};

/// The files on disk, displayed from the working folder.
#[derive(Clone, Copy, Debug)]
pub struct Disk;

impl FileProvider for Disk {
    fn read_with_conflicts(&self, path: &Path) -> Result<Option<Arc<Source>>, Diagnostic> {
        let largest = plain::largest(path);
        let bytes = match plain::read(path, largest) {
            Ok(Content::Bytes(bytes)) => bytes,
            Ok(Content::TooLarge(size)) => return Err(plain::too_large(&self.display_path(path), size, largest)),
            Ok(Content::Other(other)) => {
                let title = format!("cannot read {}: it is {other}", self.display_path(path));
                return Err(Diagnostic::new(&codes::FILE_UNREADABLE, title).help("replace it with a file"));
            }
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(error) => return Err(unreadable(path, &error)),
        };
        let shown = self.display_path(path);
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(Source::new(shown, text))),
            Err(error) => {
                let valid = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
                let diagnostic = Diagnostic::new(&codes::NOT_UTF8, format!("{shown} is not valid UTF-8"));
                let source = Source::new(shown, valid);
                let end = source.text.len();
                Err(diagnostic
                    .at(&source.span(end..end), "the first invalid byte follows here")
                    .help("save the file as UTF-8"))
            }
        }
    }

    fn kind(&self, path: &Path) -> Option<Kind> {
        Some(kind_of(fs::metadata(path).ok()?.file_type()))
    }

    fn entries(&self, folder: &Path) -> Option<Vec<Entry>> {
        let entry =
            |entry: fs::DirEntry| Entry { path: entry.path(), kind: entry.file_type().map_or(Kind::Other, kind_of) };
        Some(fs::read_dir(folder).ok()?.flatten().map(entry).collect())
    }

    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        fs::canonicalize(path).ok()
    }

    fn cwd(&self) -> Result<PathBuf, Diagnostic> {
        env::current_dir().map_err(|error| {
            Diagnostic::new(&codes::WORKING_FOLDER, format!("cannot read the working folder: {}", error.kind()))
        })
    }
}

fn kind_of(found: fs::FileType) -> Kind {
    match found {
        found if found.is_dir() => Kind::Folder,
        found if found.is_file() => Kind::File,
        found if found.is_symlink() => Kind::Link,
        _ => Kind::Other,
    }
}

/// A diagnostic about a file that exists and cannot be read.
fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let title = format!("cannot read {}: {}", Disk.display_path(path), error.kind());
    let diagnostic = Diagnostic::new(&codes::FILE_UNREADABLE, title);
    match error.kind() {
        io::ErrorKind::PermissionDenied => diagnostic.help("check the permissions of the file"),
        io::ErrorKind::IsADirectory => diagnostic.help("replace the folder with a file"),
        _ => diagnostic,
    }
}
