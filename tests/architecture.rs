//! The rooms of the house and the arrows between them, held against the table of docs/architecture.md.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A row of the table: a folder, and the rooms that it uses.
struct Room {
    name: String,
    folder: String,
    uses: BTreeSet<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The rooms of docs/architecture.md, in its order.
fn documented() -> Vec<Room> {
    let page = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| `src/") || line.starts_with("| `catalog/"));
    let room = |row: &str| {
        let cells: Vec<&str> = row.split(" | ").map(|cell| cell.trim_matches(['|', ' '])).collect();
        let folder = cells[0].trim_matches('`').to_owned();
        let name = folder.rsplit('/').next().unwrap().to_owned();
        let uses = cells.last().unwrap().split(", ").filter(|name| *name != "nothing").map(str::to_owned).collect();
        Room { name, folder, uses }
    };
    rows.map(room).collect()
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// A file up to its module of tests. Declarations that are only for tests, such as `mod tests;`, are not its end.
fn without_tests(text: &str) -> &str {
    let ends = text.match_indices("#[cfg(test)]\n").map(|(at, _)| at);
    let is_module = |at: &usize| {
        let item = text[*at..].lines().skip(1).find(|line| !line.starts_with("#[")).unwrap_or_default();
        item.contains("mod ") && item.contains('{')
    };
    &text[..ends.into_iter().find(is_module).unwrap_or(text.len())]
}

/// The rooms that the code of a folder names. Unit tests may use what they like.
fn used(folder: &str, own: &str) -> BTreeSet<String> {
    let mut files = Vec::new();
    sources(&root().join(folder), &mut files);
    let mut rooms = BTreeSet::new();
    for file in files.iter().filter(|file| !file.ends_with("tests.rs")) {
        let text = fs::read_to_string(file).unwrap();
        let code = without_tests(&text);
        for found in code.split("crate::").skip(1) {
            let name: String = found.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            assert!(!name.is_empty(), "{}: name one room in each `use crate::`", file.display());
            rooms.insert(name);
        }
    }
    rooms.remove(own);
    rooms
}

#[test]
fn every_folder_is_a_room() {
    let rooms = documented();
    for top in ["src", "catalog/src"] {
        for entry in fs::read_dir(root().join(top)).unwrap() {
            let entry = entry.unwrap();
            let folder = format!("{top}/{}", entry.file_name().to_string_lossy());
            let is_room = rooms.iter().any(|room| room.folder == folder);
            assert!(entry.path().is_file() || is_room, "{folder} has no row in docs/architecture.md");
        }
    }
}

#[test]
fn a_room_uses_what_its_row_says_and_only_rooms_below_it() {
    let rooms = documented();
    assert!(rooms.len() > 10, "the table of docs/architecture.md is not found");
    // The crate of the catalog's format has modules of its own, which the room `catalog` passes on.
    for (at, room) in rooms.iter().enumerate() {
        let used = used(&room.folder, &room.name);
        assert_eq!(used, room.uses, "{} uses other rooms than docs/architecture.md says", room.folder);
        let below: BTreeSet<String> = rooms[at + 1..].iter().map(|room| room.name.clone()).collect();
        let above: Vec<&String> = used.difference(&below).collect();
        assert!(above.is_empty(), "{} uses {above:?}, which is not below it in the table", room.folder);
    }
}
