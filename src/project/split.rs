//! The split form of a schema, as Convex's own guide has it: a schema.ts that spreads the tables of a generated file and adds
//! indexes and tables of its own.

use std::path::{Path, PathBuf};

use super::files;
use crate::report::Problem;
use crate::schema::header;
use crate::typescript::spread_imports::{relative_imports, spread_imports};

/// What the name of a generated file has in it, whatever generated it.
const GENERATED: &str = "generated";
/// Tables that every Better Auth schema has, unless it renames all of them.
const CORE_TABLES: [&str; 3] = ["user:", "account:", "verification:"];

/// The file whose tables a schema.ts spreads, relative to the component's folder; none if it spreads none that looks
/// generated. The file need not exist yet.
///
/// Fails if schema.ts cannot be read, or if it spreads several files that look generated.
pub fn generated_part(component: &Path, schema: &str) -> Result<Option<String>, Problem> {
    let Some(source) = files::read_with_conflicts(&component.join(schema))? else { return Ok(None) };
    // Most schemas import nothing of the project, and need no parser.
    if !["\"./", "'./"].iter().any(|start| source.text.contains(start)) {
        return Ok(None);
    }
    // A schema that is no TypeScript is reported by whoever reads it.
    let Ok(specifiers) = spread_imports(&source) else { return Ok(None) };
    let mut parts: Vec<String> = Vec::new();
    for specifier in specifiers {
        let name = file_of(component, &specifier);
        if !parts.contains(&name) && is_generated(&component.join(&name))? {
            parts.push(name);
        }
    }
    match parts.as_slice() {
        [] | [_] => Ok(parts.pop()),
        several => {
            let title = format!("{} spreads several files that look generated: {}", source.name, several.join(", "));
            Err(Problem::error(title).help(format!("name the one to generate: --schema-file {}", several[0])))
        }
    }
}

/// The file that a relative specifier means, relative to the component's folder.
fn file_of(component: &Path, specifier: &str) -> String {
    let name = specifier.trim_start_matches("./");
    let built = [".js", ".mjs"].iter().find_map(|ending| name.strip_suffix(ending));
    let exact = PathBuf::from(name);
    match exact.extension() {
        Some(extension) if extension == "ts" || extension == "mts" => name.to_owned(),
        _ if component.join(format!("{name}.ts")).is_file() => format!("{name}.ts"),
        _ => format!("{}.ts", built.unwrap_or(name)),
    }
}

/// Whether a file is a generated schema: by its header, its name, or its tables.
fn is_generated(path: &Path) -> Result<bool, Problem> {
    if path.file_stem().is_some_and(|stem| stem.to_string_lossy().to_lowercase().contains(GENERATED)) {
        return Ok(true);
    }
    let Some(source) = files::read_with_conflicts(path)? else { return Ok(false) };
    let comment = source.text.split("import ").next().unwrap_or_default();
    Ok(header::is_header(comment) || CORE_TABLES.iter().all(|table| source.text.contains(table)))
}

/// The schema that an adapter.ts imports, where the component has no schema.ts: a generated file of another name.
pub fn schema_of_adapter(component: &Path, adapter: &str) -> Result<Option<String>, Problem> {
    let Some(source) = files::read_with_conflicts(&component.join(adapter))? else { return Ok(None) };
    // One that is no TypeScript is reported by whoever reads it.
    let Ok(imports) = relative_imports(&source) else { return Ok(None) };
    for specifier in imports {
        let name = file_of(component, &specifier);
        if component.join(&name).is_file() && is_generated(&component.join(&name))? {
            return Ok(Some(name));
        }
    }
    Ok(None)
}
