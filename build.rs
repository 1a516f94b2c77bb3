//! Compiles plugin-specs/*.toml into the binary, one piece a file, so that nothing is parsed at start.
//! A spec with an error fails the build and is shown with its file, line and column.
#![allow(clippy::expect_used, clippy::print_stderr, clippy::exit)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

use sigma_schema_catalog::diagnostic::{Diagnostics, Source, render};
use sigma_schema_catalog::{adapter, read};

/// Better Auth's own tables.
const CORE: &str = "core.toml";
/// The Convex adapter's index list, versions and API.
const ADAPTER: &str = "convex-adapter.toml";

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let specs = Path::new("plugin-specs");
    println!("cargo::rerun-if-changed={}", specs.display());
    let mut plugins = Vec::new();
    for file in toml_files(specs) {
        let source = Source::new(file.display().to_string(), fs::read_to_string(&file).expect("a spec is UTF-8 text"));
        let file = file.file_name().and_then(|name| name.to_str()).expect("a spec's name is UTF-8").to_owned();
        let piece = if file == ADAPTER {
            postcard::to_allocvec(&accept(adapter::adapter(&source)))
        } else {
            let spec = accept(read::spec(&source));
            if file != CORE {
                let exports = spec.imports.iter().map(|import| import.export.clone()).collect();
                let modules = spec.imports.iter().flat_map(|import| import.from.clone()).collect();
                let (name, implicit) = (spec.name.clone(), spec.implicit);
                plugins.push(Row { name, exports, modules, implicit, file: file.clone() });
            }
            postcard::to_allocvec(&spec)
        };
        fs::write(out.join(&file).with_extension("bin"), piece.expect("a spec can be encoded"))
            .expect("OUT_DIR can be written");
    }
    fs::write(out.join("catalogue.rs"), catalog(&plugins)).expect("OUT_DIR can be written");
}

fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("plugin-specs is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("plugin-specs can be listed").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files
}

fn accept<T>(read: Result<T, Diagnostics>) -> T {
    read.unwrap_or_else(|diagnostics| {
        for diagnostic in diagnostics {
            eprintln!("{}\n", render(&diagnostic, false));
        }
        process::exit(1)
    })
}

/// What is known of a plugin before its piece is decoded.
struct Row {
    name: String,
    exports: Vec<String>,
    modules: Vec<String>,
    implicit: bool,
    file: String,
}

fn catalog(plugins: &[Row]) -> String {
    let piece =
        |file: &str| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{}\"))", file.replace(".toml", ".bin"));
    let mut code = format!("static CORE: &[u8] = {};\nstatic ADAPTER: &[u8] = {};\n", piece(CORE), piece(ADAPTER));
    code.push_str("static PLUGINS: &[Embedded] = &[\n");
    for Row { name, exports, modules, implicit, file } in plugins {
        let lists = format!("exports: &{exports:?}, modules: &{modules:?}, implicit: {implicit}");
        let _ = writeln!(code, "    Embedded {{ name: {name:?}, {lists}, piece: {} }},", piece(file));
    }
    code.push_str("];\n");
    code
}
