//! The forms in which public projects write their options (golden/auth): from each, `gen` generates the same tables as from
//! `options.json`, an equivalent config that is written by hand.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/project.rs"]
mod project;

use std::fs;
use std::path::{Path, PathBuf};

use pretty_assertions::StrComparison;

#[test]
fn every_form_is_equivalent_to_its_config() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/auth");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| case.join("options.json").is_file());
    cases.sort();
    assert!(cases.len() > 100, "only {} cases were found", cases.len());
    let differences: Vec<String> = cases.iter().filter_map(|case| difference(case)).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

/// The first difference between code and config.
fn difference(case: &Path) -> Option<String> {
    let from_code = project::generated(case, &["gen", "--force"], |_| {});
    // For the config, spec files describe the custom plugins of the project.
    let specs: &[&str] = if case.join("specs").is_dir() { &["--specs", "specs/*.toml"] } else { &[] };
    let from_config = project::generated(case, &[&["gen", "--force", "--no-auth"], specs].concat(), |project| {
        project::copy(&case.join("options.json"), &project.join("sigma-schema.json"));
        project::copy(&case.join("specs"), &project.join("specs"));
    });
    let (from_code, from_config) = match (from_code, from_config) {
        (Ok(code), Ok(config)) => (code, config),
        (Err(output), _) | (_, Err(output)) => return Some(output),
    };
    // A config applies to one component; a project may have two.
    let differs = from_config.iter().map(|(path, config)| (path, from_code.get(path), config));
    let mut differences = differs.filter(|(_, code, config)| code != &Some(*config)).map(|(path, code, config)| {
        let code = code.map_or("", String::as_str);
        format!("{}: {}\n{}", case.display(), path.display(), StrComparison::new(code, config))
    });
    differences.next()
}
