//! Plain files: the largest size of each kind, and reading without waiting. Only a plain file is ever opened to be read:
//! a FIFO or a device could make a command wait forever, or have no end.

use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::files as codes;

/// The largest sizes in bytes, by the names of files or their ends: the first row that fits. Each is several times that of
/// the largest file of its kind in public projects.
const LARGEST: [(&[&str], u64); 4] = [
    (&["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"], 8 << 20),
    (&["package.json"], 1 << 20),
    (&[".json", ".toml"], 256 << 10),
    (&[""], 1 << 20),
];

/// The largest size of a file in bytes. Code of this size can be searched; what is parsed has the smaller limit of
/// `syntax::limits`.
pub(super) fn largest(path: &Path) -> u64 {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let fits = |(ends, _): &&(&[&str], u64)| ends.iter().any(|end| name.ends_with(end));
    LARGEST.iter().find(fits).map_or(0, |(_, size)| *size)
}

/// The diagnostic of a file that is larger than the limit.
pub(super) fn too_large(shown: &str, size: u64, largest: u64) -> Diagnostic {
    let kib = |bytes: u64| bytes.div_ceil(1024);
    let title = format!("{shown} is too large to read: {} KiB, and the limit is {} KiB", kib(size), kib(largest));
    Diagnostic::new(&codes::FILE_TOO_LARGE, title)
}

/// The result of reading a path.
pub(super) enum Content {
    /// All bytes of a plain file.
    Bytes(Vec<u8>),
    /// A plain file of this size, which is larger than the limit.
    TooLarge(u64),
    /// Something else, in words with an article. A folder is an error of the system instead.
    Other(&'static str),
}

/// Reads a plain file of at most this size. Never waits, and never reads more.
pub(super) fn read(path: &Path, largest: u64) -> io::Result<Content> {
    // Opening a device can have effects, so its type comes first.
    if let Some(other) = other(fs::metadata(path)?.file_type()) {
        return Ok(Content::Other(other));
    }
    let file = open(path)?;
    let found = file.metadata()?;
    // It may have been replaced in between.
    if let Some(other) = other(found.file_type()) {
        return Ok(Content::Other(other));
    }
    if found.len() > largest {
        return Ok(Content::TooLarge(found.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(found.len()).unwrap_or_default() + 1);
    // It may grow meanwhile, and some file systems report no size.
    file.take(largest + 1).read_to_end(&mut bytes)?;
    let size = bytes.len() as u64;
    Ok(if size > largest { Content::TooLarge(size) } else { Content::Bytes(bytes) })
}

/// The kind of a path that is neither a plain file nor a folder, in words.
pub(super) fn other(found: FileType) -> Option<&'static str> {
    if found.is_file() || found.is_dir() {
        return None;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if found.is_fifo() {
            return Some("a named pipe");
        }
        if found.is_socket() {
            return Some("a socket");
        }
    }
    Some("a device")
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn limits_by_name() {
        let cases = [
            ("/app/package-lock.json", 8 << 20),
            ("/app/bun.lock", 8 << 20),
            ("/app/sigma-schema.json", 256 << 10),
            ("/app/specs/mine.toml", 256 << 10),
            ("/app/package.json", 1 << 20),
            ("/app/tsconfig.json", 256 << 10),
            ("/app/convex/auth.ts", 1 << 20),
            ("/", 1 << 20),
        ];
        for (path, expected) in cases {
            assert_eq!(largest(Path::new(path)), expected, "{path}");
        }
    }

    #[test]
    fn nothing_is_read_beyond_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ts");
        for (size, expected) in [(9, None), (10, None), (11, Some(11)), (1000, Some(1000))] {
            fs::write(&path, "x".repeat(size)).unwrap();
            let found = match read(&path, 10).unwrap() {
                Content::Bytes(bytes) => {
                    assert_eq!(bytes.len(), size);
                    None
                }
                Content::TooLarge(size) => Some(size),
                Content::Other(other) => panic!("{other}"),
            };
            assert_eq!(found, expected, "{size}");
        }
    }

    /// A device without an end, and one that reports no size.
    #[cfg(target_os = "linux")]
    #[test]
    fn devices_are_not_opened() {
        assert!(matches!(read(Path::new("/dev/zero"), 10), Ok(Content::Other("a device"))));
        assert!(matches!(read(Path::new("/proc/self/maps"), 10), Ok(Content::TooLarge(11))));
    }
}
