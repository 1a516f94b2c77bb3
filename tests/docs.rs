//! The pages of documentation: each example is a part of a file that other tests check, which a comment before it names;
//! generated pages are up to date; and links lead to files and headings that exist.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn examples_are_parts_of_the_files_that_they_name() {
    let mut compared = 0;
    for (page, text) in pages() {
        for part in text.split("<!-- ").skip(1) {
            let (file, rest) = part.split_once(" -->\n").unwrap();
            let (_, rest) = rest.split_once('\n').unwrap();
            let example = &rest[..rest.find("```").unwrap()];
            let named = fs::read_to_string(Path::new(ROOT).join(file));
            let named = named.unwrap_or_else(|error| panic!("{}: {file}: {error}", page.display()));
            assert!(named.contains(example), "{}: this is not in {file}:\n{example}", page.display());
            compared += 1;
        }
    }
    assert!(compared >= 15, "only {compared} examples were found");
}

#[test]
fn links_lead_to_files_and_headings() {
    let mut broken = Vec::new();
    for (page, text) in pages() {
        for link in text.split("](").skip(1).filter_map(|part| part.split(')').next()) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            if file.contains("://") {
                continue;
            }
            let target = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            let has_heading =
                || fs::read_to_string(&target).is_ok_and(|text| headings(&text).contains(&heading.to_owned()));
            if !target.exists() || !heading.is_empty() && !has_heading() {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// The anchors of a page's headings, as GitHub makes them.
fn headings(text: &str) -> Vec<String> {
    let titles = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |letter: &char| letter.is_alphanumeric() || [' ', '-', '_'].contains(letter);
    titles.map(|title| title.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-")).collect()
}

/// README.md, CONTRIBUTING.md and the pages of `docs`, each with its text.
fn pages() -> Vec<(PathBuf, String)> {
    let root = Path::new(ROOT);
    let mut pages = vec![root.join("README.md"), root.join("CONTRIBUTING.md")];
    pages.extend(fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path()));
    pages.retain(|page| page.is_file());
    pages.into_iter().map(|page| (page.clone(), fs::read_to_string(page).unwrap())).collect()
}
