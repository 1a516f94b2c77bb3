//! The forms in which public projects write their options (golden/auth): from each, `gen` gives the same tables as from
//! `options.json`, a config written by hand that says the same.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/project.rs"]
mod project;

use std::fs;
use std::path::{Path, PathBuf};

use pretty_assertions::StrComparison;

#[test]
fn every_form_says_what_its_config_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/auth");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| case.join("options.json").is_file());
    cases.sort();
    assert!(cases.len() > 100, "there are {} cases", cases.len());
    let differences: Vec<String> = cases.iter().filter_map(|case| difference(case)).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

/// What differs between code and config, if anything does.
fn difference(case: &Path) -> Option<String> {
    let from_code = project::generated(case, &["gen", "--force"], |_| {});
    // Plugins of the project itself are described in spec files for the config.
    let specs: &[&str] = if case.join("specs").is_dir() { &["--specs", "specs/*.toml"] } else { &[] };
    let from_config = project::generated(case, &[&["gen", "--force", "--no-auth"], specs].concat(), |project| {
        project::copy(&case.join("options.json"), &project.join("sigma-schema.json"));
        project::copy(&case.join("specs"), &project.join("specs"));
    });
    let (from_code, from_config) = match (from_code, from_config) {
        (Ok(code), Ok(config)) => (code, config),
        (Err(said), _) | (_, Err(said)) => return Some(said),
    };
    // A config is of one component; a project may have two.
    let differs = from_config.iter().map(|(path, config)| (path, from_code.get(path), config));
    let mut told = differs.filter(|(_, code, config)| code != &Some(*config)).map(|(path, code, config)| {
        let code = code.map_or("", String::as_str);
        format!("{}: {}\n{}", case.display(), path.display(), StrComparison::new(code, config))
    });
    told.next()
}
