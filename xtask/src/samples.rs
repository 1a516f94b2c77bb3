//! Random schemas as files, for prettier to judge.

#[path = "../../tests/support/schemas.rs"]
mod schemas;

use std::fs;
use std::path::Path;

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use sigma_schema::convex::typescript::schema_file;

use crate::Failure;

/// How many are made.
const COUNT: usize = 300;

/// Prints schemas of a fixed seed into a folder, which is emptied first.
pub(crate) fn write(folder: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(failed)?;
    }
    fs::create_dir_all(folder).map_err(failed)?;
    let mut runner = TestRunner::deterministic();
    for number in 0..COUNT {
        let tree = schemas::schema().new_tree(&mut runner).map_err(|reason| reason.to_string())?;
        let text = schema_file::print(&tree.current(), &["A sample.".to_owned()]);
        fs::write(folder.join(format!("sample-{number:03}.ts")), text).map_err(failed)?;
    }
    Ok(())
}
