//! The split form of a schema, as Convex's own guide has it: a schema.ts that spreads the tables of a generated file and adds
//! indexes and tables of its own.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::{files, modules};
use crate::convex::header;
use crate::diagnostic::{Diagnostic, Source, merge};
use crate::syntax::spread_imports::{ValueImport, relative_imports, specifiers_in, value_imports};

/// What the name of a generated file, or of its folder, has in it, whatever generated it.
const GENERATED: &str = "generated";
/// The folder of Convex's own generated code, which has no tables.
const OF_CONVEX: &str = "_generated";
/// Tables that every Better Auth schema has, unless it renames all of them.
const CORE_TABLES: [&str; 3] = ["user:", "account:", "verification:"];
/// What code that defines tables calls.
const DEFINING: [&str; 2] = ["defineTable", "defineSchema"];

/// The generated file whose tables a schema.ts uses, relative to the component's folder; none if it uses none that looks
/// generated. The file need not exist yet.
///
/// A schema.ts that cannot be parsed, or that has a merge conflict, is as split as its imports say: nothing may be written
/// over what is the user's.
///
/// Fails if schema.ts cannot be read, or if it uses several files that look generated.
pub fn generated_part(component: &Path, schema: &str) -> Result<Option<String>, Diagnostic> {
    let Some(source) = files::read_with_conflicts(&component.join(schema))? else { return Ok(None) };
    // Most schemas import nothing of the project, and need no parser.
    if !may_import(&source.text, component) {
        return Ok(None);
    }
    let (mut spread, mut used): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for import in imports(&source, component, schema) {
        let Some(path) = module(component, &import.specifier) else { continue };
        let name = files::with_slashes(&files::relative(component, &path));
        let parts = if import.is_spread { &mut spread } else { &mut used };
        if !parts.contains(&name) && is_generated(&path, &name, import.is_spread, &source)? {
            parts.push(name);
        }
    }
    let mut parts = if spread.is_empty() { used } else { spread };
    match parts.as_slice() {
        [] | [_] => Ok(parts.pop()),
        several => {
            let title = format!("{} spreads several files that look generated: {}", source.name, several.join(", "));
            Err(Diagnostic::error(title).help(format!("name the one to generate: --schema-file {}", several[0])))
        }
    }
}

/// Whether the code of a schema.ts has a path of its folder, relative or by an alias.
fn may_import(text: &str, component: &Path) -> bool {
    let is_code = |line: &&str| !["*", "//", "/*"].iter().any(|start| line.trim_start().starts_with(start));
    let folder = format!("{}/", folder_of(component));
    text.lines().filter(is_code).any(|line| line.contains("./") || line.contains(&folder))
}

fn folder_of(component: &Path) -> String {
    component.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The file of an imported module of the component's folder. It exists where an alias names it, such as
/// `@/convex/betterAuth/generatedSchema`.
fn module(component: &Path, specifier: &str) -> Option<PathBuf> {
    if specifier.starts_with('.') {
        let (Ok(path) | Err(path)) = modules::imported(component, specifier);
        return Some(path);
    }
    let (folder, name) = specifier.rsplit_once('/')?;
    let is_here = folder.rsplit('/').next() == Some(folder_of(component).as_str());
    is_here.then(|| modules::imported(component, &format!("./{name}")).ok())?
}

/// What a schema.ts imports: of one with conflicts, what any of its sides does; of a text that is no TypeScript, which is
/// reported when it is read, all that it seems to import, and what it names of its folder.
fn imports(source: &Arc<Source>, component: &Path, schema: &str) -> Vec<ValueImport> {
    let sides = match merge::marker(source) {
        Some(_) => merge::sides(&source.text).map(Vec::from).unwrap_or_default(),
        None => vec![source.text.clone()],
    };
    let of_side = |text: &str| value_imports(&Source::new(source.name.as_str(), text)).ok();
    let parsed: Vec<_> = sides.iter().map(|side| of_side(side)).collect();
    let is_whole = !parsed.is_empty() && parsed.iter().all(Option::is_some);
    let mut found: Vec<ValueImport> = parsed.into_iter().flatten().flatten().collect();
    if !is_whole {
        let seeming = specifiers_in(&source.text).into_iter().chain(named_beside(&source.text, component, schema));
        found.extend(seeming.map(|specifier| ValueImport { specifier, is_spread: false }));
    }
    found
}

/// The modules beside a schema.ts that its text has a path to, however broken the code is that has it.
fn named_beside(text: &str, component: &Path, schema: &str) -> Vec<String> {
    let entries = fs::read_dir(component).into_iter().flatten().flatten();
    let files = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let others = files.filter(|name| name != schema && name != super::ADAPTER_FILE);
    let modules = others.filter_map(|name| Some(format!("/{}", name.strip_suffix(".ts")?)));
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '-');
    let is_named = |module: &String| text.split(module.as_str()).skip(1).any(|rest| !rest.starts_with(is_of_name));
    let mut found: Vec<String> = modules.filter(is_named).map(|module| format!(".{module}")).collect();
    found.sort();
    found
}

/// Whether a module is a generated schema: by its header, its tables, or the name of the file or its folder. Where the
/// use of its values does not show that they are tables, the name alone is not enough.
fn is_generated(path: &Path, name: &str, is_spread: bool, schema: &Source) -> Result<bool, Diagnostic> {
    if Path::new(name).components().any(|part| part == Component::Normal(OF_CONVEX.as_ref())) {
        return Ok(false);
    }
    let is_named = name.to_lowercase().contains(GENERATED);
    if is_named && is_spread {
        return Ok(true);
    }
    let has_core_tables = |text: &str| CORE_TABLES.iter().all(|table| text.contains(table));
    let Some(source) = files::read_with_conflicts(path)?.filter(|source| !source.text.trim().is_empty()) else {
        // Not written yet. A schema.ts that has the tables itself needs no generated part.
        return Ok(is_named && !has_core_tables(&schema.text));
    };
    let comment = source.text.split("import ").next().unwrap_or_default();
    let defines = || DEFINING.iter().any(|function| source.text.contains(function));
    // Options of Better Auth have the keys of its tables, too.
    Ok(header::is_header(comment) || (is_named || has_core_tables(&source.text)) && defines())
}

/// The schema that an adapter.ts imports, where the component has no schema.ts: a generated file of another name.
pub fn schema_of_adapter(component: &Path, adapter: &str) -> Result<Option<String>, Diagnostic> {
    let Some(source) = files::read_with_conflicts(&component.join(adapter))? else { return Ok(None) };
    // One that is no TypeScript is reported by whoever reads it.
    let Ok(imports) = relative_imports(&source) else { return Ok(None) };
    for specifier in imports {
        let Ok(path) = modules::imported(component, &specifier) else { continue };
        let name = files::with_slashes(&files::relative(component, &path));
        if is_generated(&path, &name, true, &source)? {
            return Ok(Some(name));
        }
    }
    Ok(None)
}
