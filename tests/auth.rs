//! The forms in which public projects write their options (golden/auth): from each, `gen` gives the same tables as from
//! `options.json`, a config written by hand that says the same.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/project.rs"]
mod project;

use std::fs;
use std::path::{Path, PathBuf};

use pretty_assertions::assert_eq;

#[test]
fn every_form_says_what_its_config_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/auth");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| case.join("options.json").is_file());
    cases.sort();
    assert!(cases.len() > 80, "there are {} cases", cases.len());
    for case in cases {
        let from_code = project::generated(&case, &["gen", "--force"], |_| {});
        let from_config = project::generated(&case, &["gen", "--force", "--no-auth"], |project| {
            project::copy(&case.join("options.json"), &project.join("sigma-schema.json"));
            project::copy(&case.join("specs"), &project.join("specs"));
        });
        assert_eq!(from_code, from_config, "{}", case.display());
    }
}
