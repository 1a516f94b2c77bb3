//! The tests that are turned into programs: what the tables here name, and what the head of a test allows. Nothing here
//! parses code.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;

/// The folders of `test` that are read. Of the built-ins, those that a config could use.
const FOLDERS: [&str; 32] = [
    "language",
    "built-ins/AggregateError",
    "built-ins/Array",
    "built-ins/ArrayIteratorPrototype",
    "built-ins/Boolean",
    "built-ins/Date",
    "built-ins/Error",
    "built-ins/Function",
    "built-ins/GeneratorPrototype",
    "built-ins/Infinity",
    "built-ins/Iterator",
    "built-ins/JSON",
    "built-ins/Map",
    "built-ins/MapIteratorPrototype",
    "built-ins/Math",
    "built-ins/NaN",
    "built-ins/NativeErrors",
    "built-ins/Number",
    "built-ins/Object",
    "built-ins/Promise",
    "built-ins/Reflect",
    "built-ins/RegExp",
    "built-ins/Set",
    "built-ins/String",
    "built-ins/Symbol",
    "built-ins/WeakMap",
    "built-ins/decodeURIComponent",
    "built-ins/encodeURIComponent",
    "built-ins/global",
    "built-ins/isNaN",
    "built-ins/parseFloat",
    "built-ins/parseInt",
];

/// Folders of these that a config has no use for: code from strings, and every character that Unicode has.
const WITHOUT: [&str; 3] =
    ["built-ins/RegExp/property-escapes", "built-ins/RegExp/CharacterClassEscapes", "language/eval-code"];

/// The files of `harness` that a test may include: their assertions are rewritten, and their functions have stand-ins.
const HARNESS: [&str; 6] =
    ["assert.js", "sta.js", "propertyHelper.js", "compareArray.js", "isConstructor.js", "asyncHelpers.js"];

/// The flags of tests that are modules, or can be.
const FLAGS: [&str; 4] = ["generated", "async", "module", "onlyStrict"];

/// A test of the suite.
pub(super) struct Test {
    /// Its path below `test`.
    pub(super) name: String,
    /// Its code.
    pub(super) code: String,
}

/// All tests of these folders, in order, and the number of those that their head excludes.
pub(super) fn tests(checkout: &Path) -> Result<(Vec<Test>, usize), Failure> {
    let top = checkout.join("test");
    let mut paths = Vec::new();
    for folder in FOLDERS {
        collect(&top.join(folder), &mut paths)?;
    }
    paths.sort();
    let (mut tests, mut excluded) = (Vec::new(), 0);
    for path in paths {
        let name = path.strip_prefix(&top).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let Ok(code) = fs::read_to_string(&path) else { continue };
        match is_usable(&code) && !WITHOUT.iter().any(|folder| Path::new(&name).starts_with(folder)) {
            true => tests.push(Test { name, code }),
            false => excluded += 1,
        }
    }
    Ok((tests, excluded))
}

/// The folder under which a test is counted: two levels of the language, one of the built-ins.
pub(super) fn folder(name: &str) -> String {
    let levels = if name.starts_with("language/") { 3 } else { 2 };
    let parts: Vec<&str> = name.split('/').collect();
    parts[..levels.min(parts.len() - 1)].join("/")
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries.flatten() {
        let path = entry.path();
        let is_test = path.extension().is_some_and(|end| end == "js") && !path.to_string_lossy().contains("_FIXTURE");
        match path.is_dir() {
            true => collect(&path, paths)?,
            false if is_test => paths.push(path),
            false => {}
        }
    }
    Ok(())
}

/// Whether the head of a test (YAML between `/*---` and `---*/`) says that it is a program that runs.
fn is_usable(code: &str) -> bool {
    let Some((head, _)) = code.split_once("/*---").and_then(|(_, rest)| rest.split_once("---*/")) else { return false };
    !head.lines().any(|line| line.starts_with("negative:"))
        && list(head, "flags").iter().all(|flag| FLAGS.contains(flag))
        && list(head, "includes").iter().all(|file| HARNESS.contains(file))
}

/// A list of the head: `key: [a, b]`, or one element a line.
fn list<'a>(head: &'a str, key: &str) -> Vec<&'a str> {
    let mut lines = head.lines().skip_while(|line| line.strip_prefix(key).is_none_or(|rest| !rest.starts_with(':')));
    let Some(first) = lines.next().and_then(|line| line.split_once(':')) else { return Vec::new() };
    let inline = first.1.trim().trim_start_matches('[').trim_end_matches(']').split(',').map(str::trim);
    let below = lines.map_while(|line| line.trim_start().strip_prefix("- ")).map(str::trim);
    inline.chain(below).filter(|one| !one.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let cases = [
            ("/*---\ndescription: a\n---*/", true),
            ("no head", false),
            ("/*---\nnegative:\n  phase: parse\n---*/", false),
            ("/*---\nflags: [generated, async]\nincludes: [compareArray.js, propertyHelper.js]\n---*/", true),
            ("/*---\nflags: [noStrict]\n---*/", false),
            ("/*---\nincludes:\n  - assert.js\n  - temporalHelpers.js\n---*/", false),
        ];
        for (head, expected) in cases {
            assert_eq!(is_usable(head), expected, "{head}");
        }
    }

    #[test]
    fn folders() {
        assert_eq!(folder("language/expressions/class/elements/a.js"), "language/expressions/class");
        assert_eq!(folder("language/asi/a.js"), "language/asi");
        assert_eq!(folder("built-ins/Array/from/a.js"), "built-ins/Array");
    }
}
