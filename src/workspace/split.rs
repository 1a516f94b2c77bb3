//! The split form of a schema, as in Convex's guide: a schema.ts that spreads the tables of a generated file and adds
//! custom indexes and tables. It may import the tables from a module that re-exports them.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::provider::{Entry, FileProvider};
use super::resolve::{Resolved, Resolver};
use super::{files, modules};
use crate::convex::header;
use crate::diagnostic::codes::options as codes;
use crate::diagnostic::{Diagnostic, Source, merge};
use crate::syntax::reexports::{Names, Origin, origins};
use crate::syntax::spread_imports::{ValueImport, relative_imports, specifiers_in, value_imports};

/// A part of the name of a generated file or of its folder, whatever generated it.
const GENERATED: &str = "generated";
/// The folder of the code that Convex generates, which has no tables.
const OF_CONVEX: &str = "_generated";
/// Tables that every Better Auth schema has, unless it renames all of them.
const CORE_TABLES: [&str; 3] = ["user:", "account:", "verification:"];
/// Functions that define tables.
const DEFINING: [&str; 2] = ["defineTable", "defineSchema"];
/// The largest number of modules that re-exports are followed through.
const MAX_MODULES: usize = 50;

/// The generated file whose tables a schema.ts uses, relative to the component folder. None if it uses no file that
/// looks generated. The file need not exist yet.
///
/// If a schema.ts cannot be parsed, or has a merge conflict, its imports decide whether it is split: the user's code
/// must never be overwritten.
///
/// Fails if schema.ts cannot be read, or if it uses several files that look generated.
pub fn generated_part(
    provider: &Arc<dyn FileProvider>,
    component: &Path,
    root: &Path,
    schema: &str,
) -> Result<Option<String>, Diagnostic> {
    let path = component.join(schema);
    let Some(source) = provider.read_with_conflicts(&path)? else { return Ok(None) };
    // Most schemas import nothing from the project, and need no parser.
    if !may_import(&source.text) {
        return Ok(None);
    }
    let (mut spread, mut used): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut search = Search::new(provider, component, root, &source);
    for ValueImport { specifier, names, is_spread } in imports(&source, &**provider, component, schema) {
        let found = search.parts(&path, &Origin { specifier, names }, is_spread)?;
        let parts = if is_spread { &mut spread } else { &mut used };
        parts.extend(found);
    }
    let mut parts = if spread.is_empty() { used } else { spread };
    let mut seen = HashSet::new();
    parts.retain(|part| seen.insert(part.clone()));
    match parts.as_slice() {
        [] | [_] => Ok(parts.pop()),
        several => {
            let title = format!("{} spreads several files that look generated: {}", source.name, several.join(", "));
            Err(Diagnostic::new(&codes::SCHEMA_FILE_NAME, title)
                .help(format!("name the one to generate: --schema-file {}", several[0])))
        }
    }
}

/// The schema that an adapter.ts imports, if the component has no schema.ts: a generated file with another name.
pub fn schema_of_adapter(
    provider: &Arc<dyn FileProvider>,
    component: &Path,
    root: &Path,
    adapter: &str,
) -> Result<Option<String>, Diagnostic> {
    let path = component.join(adapter);
    let Some(source) = provider.read_with_conflicts(&path)? else { return Ok(None) };
    // Invalid TypeScript is reported when the file itself is checked.
    let Ok(imports) = relative_imports(&source) else { return Ok(None) };
    let mut search = Search::new(provider, component, root, &source);
    for specifier in
        imports.into_iter().filter(|specifier| modules::imported(&**provider, component, specifier).is_ok())
    {
        if let Some(part) = search.parts(&path, &Origin { specifier, names: Names::All }, true)?.into_iter().next() {
            return Ok(Some(part));
        }
    }
    Ok(None)
}

/// Whether the code of a schema.ts may import a module other than Convex's.
fn may_import(text: &str) -> bool {
    let is_code = |line: &&str| !["*", "//", "/*"].iter().any(|start| line.trim_start().starts_with(start));
    // Any quotes or slashes besides those of Convex's modules count: in broken code, an import can be incomplete.
    text.lines().filter(is_code).any(|line| {
        let others = line.replace("convex/server", "").replace("convex/values", "");
        others.contains('/')
            || others.contains("from")
                && others.split(['"', '\'', '`']).skip(1).step_by(2).any(|specifier| !specifier.is_empty())
    })
}

/// The imports of a schema.ts. With merge conflicts, the imports of all sides. If the text is not valid TypeScript,
/// which is reported elsewhere, everything that looks like an import or like a path to a module in its folder.
fn imports(source: &Arc<Source>, provider: &dyn FileProvider, component: &Path, schema: &str) -> Vec<ValueImport> {
    let sides = match merge::marker(source) {
        Some(_) => merge::sides(&source.text).map(Vec::from).unwrap_or_default(),
        None => vec![source.text.clone()],
    };
    let of_side = |text: &str| value_imports(&source.with_text(text)).ok();
    let parsed: Vec<_> = sides.iter().map(|side| of_side(side)).collect();
    let is_whole = !parsed.is_empty() && parsed.iter().all(Option::is_some);
    let mut found: Vec<ValueImport> = parsed.into_iter().flatten().flatten().collect();
    if !is_whole {
        let seeming =
            specifiers_in(&source.text).into_iter().chain(named_beside(&source.text, provider, component, schema));
        found.extend(seeming.map(|specifier| ValueImport { specifier, names: Names::All, is_spread: false }));
    }
    found
}

/// The modules beside a schema.ts whose paths its text contains, even in broken code.
fn named_beside(text: &str, provider: &dyn FileProvider, component: &Path, schema: &str) -> Vec<String> {
    let entries = provider.entries(component).unwrap_or_default();
    let others = entries.iter().map(Entry::name).filter(|name| name != schema && name != super::ADAPTER_FILE);
    let modules = others.filter_map(|name| Some(format!("/{}", name.strip_suffix(".ts")?)));
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '-');
    let is_named = |module: &String| text.split(module.as_str()).skip(1).any(|rest| !rest.starts_with(is_of_name));
    let mut found: Vec<String> = modules.filter(is_named).map(|module| format!(".{module}")).collect();
    found.sort();
    found
}

/// The search for the generated files behind the imports of one file of a component.
struct Search<'a> {
    files: &'a dyn FileProvider,
    component: &'a Path,
    /// The file whose imports are followed.
    schema: &'a Source,
    resolver: Resolver,
    /// Modules whose re-exports were followed, or are being followed, with the imported names.
    followed: Vec<(PathBuf, Names)>,
}

impl<'a> Search<'a> {
    fn new(provider: &'a Arc<dyn FileProvider>, component: &'a Path, root: &Path, schema: &'a Source) -> Self {
        let resolver = Resolver::new(root, Arc::clone(provider));
        Self { files: &**provider, component, schema, resolver, followed: Vec::new() }
    }

    /// The generated files of the component that an import leads to, relative to the component folder.
    fn parts(&mut self, importer: &Path, import: &Origin, is_spread: bool) -> Result<Vec<String>, Diagnostic> {
        let Some(path) = self.file(importer, &import.specifier) else { return Ok(Vec::new()) };
        let source = self.files.read_with_conflicts(&path)?.filter(|source| !source.text.trim().is_empty());
        if let Some(source) = source.as_ref().filter(|source| !has_header(source)) {
            // A module that re-exports generated tables may look generated by its name. A module that defines tables
            // itself may import anything from others.
            let behind = self.behind(&path, source, &import.names, is_spread && !has_tables(source))?;
            if !behind.is_empty() {
                return Ok(behind);
            }
        }
        // Generated files outside of the component belong to other packages and components.
        let Ok(below) = path.strip_prefix(self.component) else { return Ok(Vec::new()) };
        let name = files::with_slashes(below);
        let is_part = is_generated(&name, source.as_deref(), is_spread, self.schema);
        Ok(is_part.then_some(name).into_iter().collect())
    }

    /// The generated files that these exports of a module come from.
    fn behind(
        &mut self,
        path: &Path,
        source: &Arc<Source>,
        names: &Names,
        is_spread: bool,
    ) -> Result<Vec<String>, Diagnostic> {
        let step = (path.to_owned(), names.clone());
        if self.followed.contains(&step) || self.followed.len() >= MAX_MODULES {
            return Ok(Vec::new());
        }
        self.followed.push(step);
        let as_seen = |specifier| Origin { specifier, names: Names::All };
        let origins =
            origins(source, names).unwrap_or_else(|_| specifiers_in(&source.text).into_iter().map(as_seen).collect());
        let mut found = Vec::new();
        for origin in origins {
            found.extend(self.parts(path, &origin, is_spread)?);
        }
        Ok(found)
    }

    /// The file that a specifier leads to. A relative one may lead to a file that does not exist yet.
    fn file(&mut self, importer: &Path, specifier: &str) -> Option<PathBuf> {
        match self.resolver.resolve(importer, specifier) {
            Resolved::File(path) => Some(path),
            Resolved::Nothing => {
                let (Ok(path) | Err(path)) = modules::imported(self.files, importer.parent()?, specifier);
                Some(path)
            }
            // An undeclared alias, such as a bundler's: `@/convex/betterAuth/generatedSchema`.
            Resolved::Package | Resolved::Unreadable(_) => {
                let (folder, name) = specifier.rsplit_once('/')?;
                let is_here = folder.rsplit('/').next() == self.component.file_name()?.to_str();
                is_here.then(|| modules::imported(self.files, self.component, &format!("./{name}")).ok())?
            }
        }
    }
}

/// Whether a module defines tables.
fn has_tables(source: &Source) -> bool {
    DEFINING.iter().any(|function| source.text.contains(function))
}

/// Whether a file starts with the comment of a generator.
fn has_header(source: &Source) -> bool {
    header::is_header(source.text.split("import ").next().unwrap_or_default())
}

/// Whether a module is a generated schema: by its header, its tables, or the name of the file or its folder. If its
/// values are not certainly used as tables, the name alone is not enough.
fn is_generated(name: &str, source: Option<&Source>, is_spread: bool, schema: &Source) -> bool {
    if Path::new(name).components().any(|part| part == Component::Normal(OF_CONVEX.as_ref())) {
        return false;
    }
    let is_named = name.to_lowercase().contains(GENERATED);
    if is_named && is_spread {
        return true;
    }
    let has_core_tables = |text: &str| CORE_TABLES.iter().all(|table| text.contains(table));
    match source {
        // The file does not exist yet. A schema.ts with the core tables needs no generated part.
        None => is_named && !has_core_tables(&schema.text),
        // Options of Better Auth have the same keys as its tables, so the tables must be defined as well.
        Some(source) => has_header(source) || (is_named || has_core_tables(&source.text)) && has_tables(source),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::provider::Memory;
    use super::*;

    const IMPORT: &str = "import { tables } from \"FROM\";\nexport default defineSchema({ ...tables });\n";
    const TABLES: &str =
        "export const tables = { user: defineTable({}), account: defineTable({}), verification: defineTable({}) };";

    /// Paths and texts.
    type Texts<'a> = &'a [(&'a str, &'a str)];

    #[test]
    fn generated_parts() {
        let cases: [(&str, Texts<'_>, Option<&str>); 12] = [
            ("./generatedSchema", &[], Some("generatedSchema.ts")),
            ("./generated/schema", &[("auth/generated/schema.ts", TABLES)], Some("generated/schema.ts")),
            ("./tables", &[("auth/tables.ts", TABLES)], Some("tables.ts")),
            ("./tables", &[("auth/tables.ts", "export * from \"./generatedSchema\";")], Some("generatedSchema.ts")),
            (
                "./generated",
                &[("auth/generated.ts", "export { tables } from \"./tables\";"), ("auth/tables.ts", TABLES)],
                Some("tables.ts"),
            ),
            (
                "../lib",
                &[("lib/index.ts", "export { tables } from \"../auth/tables\";"), ("auth/tables.ts", TABLES)],
                Some("tables.ts"),
            ),
            ("@/auth/tables", &[("auth/tables.ts", TABLES)], Some("tables.ts")),
            ("./tables", &[("auth/tables.ts", "export const tables = {};")], None),
            ("./tables", &[("auth/tables.ts", "export * from \"./tables\";")], None),
            ("./_generated/api", &[("auth/_generated/api.ts", TABLES)], None),
            ("../generatedSchema", &[("generatedSchema.ts", TABLES)], None),
            ("convex/server", &[], None),
        ];
        for (from, texts, expected) in cases {
            let all = texts.iter().map(|(path, text)| (Path::new("/app").join(path), (*text).to_owned()));
            let schema = (PathBuf::from("/app/auth/schema.ts"), IMPORT.replace("FROM", from));
            let files: Arc<dyn FileProvider> = Arc::new(Memory::new(all.chain([schema]), "/app"));
            let part = generated_part(&files, Path::new("/app/auth"), Path::new("/app"), "schema.ts").unwrap();
            assert_eq!(part.as_deref(), expected, "{from} {texts:?}");
        }
    }

    #[test]
    fn only_a_text_with_possible_imports_is_parsed() {
        let cases = [
            ("import { defineSchema } from \"convex/server\";\nimport { v } from 'convex/values';\n", false),
            ("/**\n * See ./generatedSchema\n */\n// from \"./x\"\n", false),
            ("import { tables } from \"./generatedSchema\";", true),
            ("import { tables } from '#tables';", true),
            ("import { tables } from \"tables\";", true),
            ("const x = await import(\"../x\")", true),
        ];
        for (text, expected) in cases {
            assert_eq!(may_import(text), expected, "{text}");
        }
    }
}
