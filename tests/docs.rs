//! The examples in the documentation are parts of files that other tests prove: a comment in front of each names its file.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::Path;

#[test]
fn examples_are_what_the_files_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec![root.join("README.md")];
    pages.extend(fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path()));
    pages.retain(|page| page.is_file());
    let mut compared = 0;
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        for part in text.split("<!-- ").skip(1) {
            let (file, rest) = part.split_once(" -->\n").unwrap();
            let (_, rest) = rest.split_once('\n').unwrap();
            let example = &rest[..rest.find("```").unwrap()];
            let told = fs::read_to_string(root.join(file))
                .unwrap_or_else(|error| panic!("{}: {file}: {error}", page.display()));
            assert!(told.contains(example), "{}: this is not in {file}:\n{example}", page.display());
            compared += 1;
        }
    }
    assert!(compared >= 9, "only {compared} examples were found");
}
