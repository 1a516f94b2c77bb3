//! A schema.ts in any form of real projects is read completely: the file that is printed from it reads back to the same schema.
//! `tests/packages/existing.test.mjs` compares both with the schema that Convex itself sees.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pretty_assertions::assert_eq;
use sigma_schema::convex::Schema;
use sigma_schema::convex::typescript::schema_file;
use sigma_schema::existing::tables;
use sigma_schema::workspace::provider::{Disk, FileProvider, Overlay};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(path: &Path, store: &Arc<dyn FileProvider>) -> Option<Schema> {
    tables::schema(path, Path::new(ROOT), store).ok().map(|spanned| spanned.schema())
}

/// The printed form of a schema, which reads back to the same schema.
fn printed(path: &Path, schema: &Schema) -> String {
    let text = schema_file::print(schema, &[]);
    let planned = Overlay::new([(path.to_owned(), text.clone())], Arc::new(Disk));
    let store: Arc<dyn FileProvider> = Arc::new(planned);
    assert_eq!(read(path, &store).as_ref(), Some(schema), "{}\n{text}", path.display());
    text
}

#[test]
fn every_form_is_read_printed_and_read_back() {
    let disk: Arc<dyn FileProvider> = Arc::new(Disk);
    let mut forms: Vec<PathBuf> =
        fs::read_dir(Path::new(ROOT).join("tests/existing")).unwrap().map(|entry| entry.unwrap().path()).collect();
    forms.retain(|path| path.is_dir());
    assert!(forms.len() >= 9);
    for form in forms {
        let path = form.join("schema.ts");
        let schema = tables::schema(&path, Path::new(ROOT), &disk).unwrap().schema();
        assert!(schema.other.is_empty(), "{}: {:?}", path.display(), schema.other);
        let text = printed(&path, &schema);
        let expected = form.join("printed.ts");
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            fs::write(&expected, &text).unwrap();
        }
        assert_eq!(fs::read_to_string(&expected).unwrap_or_default(), text, "{}: cargo xtask golden", form.display());
    }
}

/// Every schema of a golden: ours, the official ones of every adapter, and those that formatters and people changed.
#[test]
fn every_schema_of_a_golden_is_read_printed_and_read_back() {
    let disk: Arc<dyn FileProvider> = Arc::new(Disk);
    let mut count = 0;
    let mut open = vec![Path::new(ROOT).join("golden")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "ts")
                && fs::read_to_string(&path).is_ok_and(|text| text.contains("defineSchema"))
                && let Some(schema) = read(&path, &disk)
                // Code that names the tables of a missing module means something else in another file.
                && !schema.other.iter().any(|other| other.code.contains("tables"))
            {
                printed(&path, &schema);
                count += 1;
            }
        }
    }
    assert!(count >= 100, "only {count} schemas were read");
}
