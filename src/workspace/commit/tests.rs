//! The guarantees of writing, on real files.

use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::thread;
use std::time::Duration;

use super::*;

/// All features of a file system, and fewer of them.
const MEANS: [Means; 3] = [Means::ALL, Means { exchange: false, link: true }, Means { exchange: false, link: false }];

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
        let diagnostic = write(&[wanted(&folder.path().join("other.ts"), "x"), case]).unwrap_err();
        assert!(diagnostic.message.ends_with("was changed while sigma-schema was running: nothing was written"));
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
    // The mode of any new file: 0666, restricted by the umask.
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
    let diagnostic = write(&[wanted(&first, "new"), wanted(&new, "new"), wanted(&second, "new")]).unwrap_err();
    assert!(diagnostic.message.ends_with("second.ts is read-only"), "{}", diagnostic.message);
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

#[test]
fn a_byte_order_mark_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file.json");
    for (before, after) in
        [("\u{feff}old\r\n", "\u{feff}a\r\nb\r\n"), ("\u{feff}old\n", "\u{feff}a\nb\n"), ("old\n", "a\nb\n")]
    {
        fs::write(&file, before).unwrap();
        assert_eq!(write(&[wanted(&file, "a\nb\n")]).unwrap(), [Done::Written]);
        assert_eq!(fs::read_to_string(&file).unwrap(), after);
        assert_eq!(write(&[wanted(&file, "a\nb\n")]).unwrap(), [Done::Unchanged]);
    }
}

#[test]
fn the_owner_is_kept() {
    use std::os::unix::fs::{MetadataExt as _, chown};

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file.ts");
    fs::write(&file, "old").unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
    if chown(&file, Some(12345), Some(23456)).is_err() {
        // Only root can give files away.
        return;
    }
    for (number, means) in MEANS.into_iter().enumerate() {
        write_by(&[wanted(&file, &format!("new {number}"))], &[], means).unwrap();
        let found = fs::metadata(&file).unwrap();
        assert_eq!((found.uid(), found.gid(), mode(&file)), (12345, 23456, 0o640));
    }
}

#[test]
fn nothing_is_written_beside_a_file_that_was_changed_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let (file, other, new) =
        (folder.path().join("file.ts"), folder.path().join("other.ts"), folder.path().join("a/new.ts"));
    let expected = |path: &Path, seen: Seen| Expected { path: path.to_owned(), seen };
    fs::write(&other, "\u{feff}text").unwrap();
    for (path, seen) in
        [(&other, Seen::Missing), (&other, Seen::Text("before".into())), (&file, Seen::Text("x".into()))]
    {
        let diagnostic = write_if(&[wanted(&new, "new")], &[expected(path, seen)]).unwrap_err();
        assert_eq!(diagnostic.code.id, codes::CHANGED_MEANWHILE.id);
        assert_eq!(names(folder.path()), ["other.ts"]);
    }
    let expected = [expected(&other, Seen::Text("text".into())), expected(&file, Seen::Missing)];
    assert_eq!(write_if(&[wanted(&new, "new")], &expected).unwrap(), [Done::Written]);
    // A file that is written as well is compared by what is written.
    let files = [wanted(&file, "new"), wanted(&other, "text")];
    assert_eq!(write_if(&files, &expected).unwrap(), [Done::Written, Done::Unchanged]);
    assert_eq!(write_if(&files, &expected).unwrap(), [Done::Unchanged, Done::Unchanged]);
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn put(path: &Path, text: &str, means: Means) -> Result<Swapped, Diagnostic> {
    swap::put(stage::stage(&wanted(path, text), path.to_owned()).unwrap().unwrap(), means)
}

#[test]
fn with_less_of_a_file_system_the_same_is_written() {
    for means in MEANS {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old.ts"), folder.path().join("new.ts"));
        fs::write(&old, "old").unwrap();
        assert_eq!(write_by(&[wanted(&old, "a"), wanted(&new, "b")], &[], means).unwrap(), [Done::Written; 2]);
        assert_eq!((fs::read_to_string(&old).unwrap(), fs::read_to_string(&new).unwrap()), ("a".into(), "b".into()));
        assert_eq!(names(folder.path()), ["new.ts", "old.ts"]);
    }
}

#[test]
fn an_edit_is_kept_whenever_it_is_saved() {
    for means in MEANS {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file.ts");
        let saved = |text: &str| fs::write(&file, text).unwrap();
        let is_kept = |text: &str| {
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
            assert_eq!(names(folder.path()), ["file.ts"]);
        };
        // Between the reading and the replacing.
        saved("seen");
        let staged = stage::stage(&wanted(&file, "new"), file.clone()).unwrap().unwrap();
        saved("edit 1");
        assert!(swap::put(staged, means).unwrap_err().message.contains("was changed while"));
        is_kept("edit 1");
        // After the replacing, before the end.
        let swapped = put(&file, "new", means).unwrap();
        saved("edit 2");
        let _ = swapped.undo(Diagnostic::new(&codes::NOT_WRITABLE, "another file fails"));
        is_kept("edit 2");
        // By a program that had opened the old file before.
        let mut open = fs::File::options().write(true).open(&file).unwrap();
        let swapped = put(&file, "new", means).unwrap();
        io::Write::write_all(&mut open, b"edit 3").unwrap();
        if means.link || means.exchange {
            assert!(swapped.check_old().is_err());
            let _ = swapped.undo(changed(&file));
            is_kept("edit 3");
        } else {
            // A copy does not see it.
            drop(swapped);
        }
        // Without an old file.
        fs::remove_file(&file).unwrap();
        let staged = stage::stage(&wanted(&file, "new"), file.clone()).unwrap().unwrap();
        saved("edit 4");
        assert!(swap::put(staged, means).unwrap_err().message.contains("was changed while"));
        is_kept("edit 4");
        fs::remove_file(&file).unwrap();
        let swapped = put(&file, "new", means).unwrap();
        saved("edit 5");
        let diagnostic = swapped.undo(Diagnostic::new(&codes::NOT_WRITABLE, "x").note("nothing was written"));
        is_kept("edit 5");
        assert_eq!(diagnostic.notes, ["nothing was written"]);
    }
}

#[test]
fn what_was_put_in_its_place_goes_back_by_a_rename() {
    for means in MEANS {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old.ts"), folder.path().join("new.ts"));
        fs::write(&old, "old").unwrap();
        let (first, second) = (put(&old, "x", means).unwrap(), put(&new, "x", means).unwrap());
        let diagnostic = second.undo(Diagnostic::new(&codes::NOT_WRITABLE, "x").note("nothing was written"));
        let diagnostic = first.undo(diagnostic);
        assert_eq!((fs::read_to_string(&old).unwrap(), names(folder.path())), ("old".into(), vec!["old.ts".into()]));
        assert_eq!(diagnostic.notes, ["nothing was written"]);
    }
}

#[test]
fn leftovers_of_a_killed_run_go_and_edits_among_them_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file.ts");
    let at = |name: String| folder.path().join(name);
    let ready = at(format!(".sigma-schema-aB3xYz{}", leftover::ending(&file, Some(b"old"), b"new")));
    let unfinished = at(format!(".sigma-schema-aB3xYz{}.part", leftover::ending(&file, Some(b"old"), b"new")));
    let recover = || leftover::recover(std::slice::from_ref(&file)).unwrap();
    let cases = [
        // The staged text, the target's text, its text after the recovery, and whether a warning remains.
        ("new", Some("old"), Some("old"), false),
        ("old", Some("new"), Some("new"), false),
        ("edit", Some("new"), Some("edit"), false),
        ("edit", Some("edit"), Some("edit"), false),
        ("edit", None, Some("edit"), false),
        ("edit", Some("later edit"), Some("later edit"), true),
    ];
    for (left, there, after, is_open) in cases {
        fs::write(&ready, left).unwrap();
        fs::write(&unfinished, "half").unwrap();
        match there {
            Some(text) => fs::write(&file, text).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        }
        let Recovered { has_put_back, warnings } = recover();
        assert_eq!(has_put_back, left == "edit" && !is_open, "{left} {there:?}");
        assert_eq!(fs::read_to_string(&file).ok().as_deref(), after, "{left} {there:?}");
        assert_eq!((ready.exists(), warnings.0.len()), (is_open, usize::from(is_open)), "{left} {there:?}");
        if is_open {
            assert_eq!(fs::read_to_string(&ready).unwrap(), left);
            assert!(warnings.0[0].message.ends_with("file.ts"), "{}", warnings.0[0].message);
            fs::remove_file(&ready).unwrap();
        }
        assert_eq!(names(folder.path()), ["file.ts"]);
    }
}

#[test]
fn a_file_whose_name_only_begins_like_ours_stays() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file.ts");
    let digest = "0123456789abcdef";
    let mut theirs = vec![
        ".sigma-schema-notes.md".to_owned(),
        ".sigma-schema-backup.json".to_owned(),
        ".sigma-schema-backup.part".to_owned(),
        ".sigma-schema-".to_owned(),
        ".sigma-schema-aB3xYz".to_owned(),
        ".sigma-schema-a-1-2-file.ts".to_owned(),
        ".sigma-schema-é3xYz-notes.part".to_owned(),
        format!(".sigma-schema-aB3xYz-{digest}-file.ts"),
        format!(".sigma-schema-aB3xYz-{digest}-{digest}-"),
        format!(".sigma-schema-aB3xYz-{digest}-{digest}-.part"),
        format!(".sigma-schema-aB3xYz-{digest}-{}-file.ts", digest.to_uppercase()),
        format!(".sigma-schema-aB3xYz-{digest}-+{}-file.ts", &digest[1..]),
        format!(".sigma-schema-aB3xYz-{digest}0-{digest}-file.ts"),
        format!(".sigma-schema-aB.xYz-{digest}-{digest}-file.ts"),
        format!("sigma-schema-aB3xYz-{digest}-{digest}-file.ts.part"),
    ];
    theirs.sort();
    for name in &theirs {
        fs::write(folder.path().join(name), "theirs").unwrap();
    }
    assert_eq!(leftover::recover(&[file]).unwrap(), Recovered::default());
    assert_eq!(names(folder.path()), theirs);
}

#[test]
fn a_folder_behind_a_link_is_locked_once() {
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real"), folder.path().join("link"));
    fs::create_dir(&real).unwrap();
    symlink("real", &link).unwrap();
    fs::write(real.join("old.ts"), "old").unwrap();
    // The path of the first is resolved; the second does not exist.
    let files = [wanted(&link.join("old.ts"), "a"), wanted(&link.join("new.ts"), "b")];
    assert_eq!(write(&files).unwrap(), [Done::Written; 2]);
    assert_eq!(names(&real), ["new.ts", "old.ts"]);
}

#[test]
fn files_of_a_run_that_goes_on_are_no_leftovers() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file.ts");
    let ready = folder.path().join(format!(".sigma-schema-aB3xYz{}", leftover::ending(&file, None, b"new")));
    fs::write(&ready, "new").unwrap();
    let lock = lock::one(folder.path()).unwrap().unwrap();
    let paths = [file.clone()];
    let other = thread::spawn(move || leftover::recover(&paths).unwrap());
    thread::sleep(Duration::from_millis(50));
    assert!(ready.exists());
    fs::rename(&ready, &file).unwrap();
    drop(lock);
    other.join().unwrap();
    assert_eq!(names(folder.path()), ["file.ts"]);
}
