//! The JSON documents of commands. Their JSON Schemas in docs/schemas are generated from these types.

use serde::Serialize;
use serde_json::Value as Json;

use crate::catalog::describe::{Description, ImportDescription};
use crate::changes::change::Change;
use crate::convex::packages::VersionChange;
use crate::diagnostic::Code;
use crate::diagnostic::code::Impact;
use crate::diagnostic::emit::json::{Reported, ReportedSpan};

/// The document of a run.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Document<C> {
    /// The result for each component.
    pub components: Vec<C>,
    /// Everything that was reported, findings and warnings alike.
    pub diagnostics: Vec<Reported>,
}

/// The document of `list`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct ListDocument {
    /// Always empty: the catalog belongs to no component.
    pub components: Vec<()>,
    /// The built-in plugins, and those of spec files; absent in a run that fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plugins: Option<Vec<PluginSummary>>,
    /// Everything that was reported.
    pub diagnostics: Vec<Reported>,
}

/// A plugin in short; `explain` has the rest.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct PluginSummary {
    /// Its name in kebab case.
    pub name: String,
    /// Its documentation.
    pub docs: String,
    /// The imports by which code refers to it.
    pub imports: Vec<ImportDescription>,
    /// The tables that it adds.
    pub tables: Vec<String>,
}

/// The document of `explain PLUGIN`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct PluginDocument {
    /// Always empty: the catalog belongs to no component.
    pub components: Vec<()>,
    /// The plugin; absent in a run that fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plugin: Option<Description>,
    /// Everything that was reported.
    pub diagnostics: Vec<Reported>,
}

/// The document of `explain CODE`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct CodeDocument {
    /// Always empty: a code belongs to no component.
    pub components: Vec<()>,
    /// The code; absent in a run that fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<ExplainedCode>,
    /// Everything that was reported.
    pub diagnostics: Vec<Reported>,
}

/// A code of a diagnostic.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct ExplainedCode {
    /// Its id, such as `SS203`.
    pub id: &'static str,
    /// Its name, such as `field-removed`.
    pub name: &'static str,
    /// `error`, `warning` or `notice`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["error", "warning", "notice"])))]
    pub severity: &'static str,
    /// A sentence.
    pub summary: &'static str,
    /// Its meaning.
    pub explanation: &'static str,
    /// The fix, step by step.
    pub steps: Vec<String>,
    /// The impact on a push, for changes.
    pub class: Option<&'static str>,
    /// The meaning of the class.
    pub class_description: Option<&'static str>,
    /// The page that explains it.
    pub page: String,
}

/// A file that a command writes.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct FileDocument {
    /// The file, relative to the working folder.
    pub file: String,
    /// `written`, `planned`, `unchanged`, or `kept` for one that is yours.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["written", "planned", "unchanged", "kept"])))]
    pub fate: &'static str,
}

/// A component in the document of `gen`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct GenDocument {
    /// Its name.
    pub name: String,
    /// Its files.
    pub files: Vec<FileDocument>,
    /// The changes of the schema that Convex takes.
    pub changes: Vec<ChangeDocument>,
    /// Its plugins, in order.
    pub plugins: Vec<String>,
    /// The version of better-auth.
    pub better_auth: String,
    /// The version of @convex-dev/better-auth.
    pub convex_adapter: String,
    /// With `--dry-run`, the differences from the files on disk, line by line in unified form; else empty.
    pub diff: String,
}

/// A component in the document of `adopt`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct AdoptDocument {
    /// Its name.
    pub name: String,
    /// The files that receive its edits; empty if it has none.
    pub files: Vec<FileDocument>,
    /// With `--dry-run`, the differences from the files on disk, line by line in unified form; else empty.
    pub diff: String,
}

/// A component in the document of `check`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct CheckDocument {
    /// Its name.
    pub name: String,
    /// The packages whose version changed since the schema was generated.
    pub versions: Vec<VersionDocument>,
    /// The files that are up to date.
    pub up_to_date: Vec<String>,
    /// The files that are not.
    pub files: Vec<CheckedFile>,
    /// The fixes, one sentence each.
    pub fixes: Vec<String>,
}

/// A file that is not up to date.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct CheckedFile {
    /// The file, relative to the working folder.
    pub file: String,
    /// The name of a code: `missing`, `stale`, `modified`, `adapter-incomplete`, `missing-indexes` or `refused`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["missing", "stale", "modified", "adapter-incomplete", "missing-indexes", "refused"])))]
    pub state: &'static str,
    /// The problem, in a sentence.
    pub message: String,
    /// The changes of the schema.
    pub changes: Vec<ChangeDocument>,
    /// The differences line by line, in unified form; empty with `--no-diff`.
    pub diff: String,
}

/// A package whose version changed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct VersionDocument {
    /// The package.
    pub package: String,
    /// The version that the schema was generated for.
    pub from: String,
    /// The version now.
    pub to: String,
}

/// A component in the document of `diff`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct DiffDocument {
    /// Its name.
    pub name: String,
    /// The old schema: a file, or a revision and a file.
    pub before: String,
    /// The new schema.
    pub after: String,
    /// The changes from the old one to the new one.
    pub changes: Vec<ChangeDocument>,
}

/// A change between two schemas.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct ChangeDocument {
    /// Its code, such as `SS203`.
    pub code: &'static str,
    /// The name of its code.
    pub name: &'static str,
    /// The impact on a push: `safe`, `lookups`, `removal`, `data`, `refused` or `unknown`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["safe", "lookups", "removal", "data", "refused", "unknown"])))]
    pub class: &'static str,
    /// The table; empty for a change of the whole schema.
    pub table: String,
    /// The kind of the member: `table`, `field`, `index`, `search index` or `vector index`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["table", "field", "index", "search index", "vector index"])))]
    pub kind: &'static str,
    /// The field or index.
    pub member: Option<String>,
    /// The change in a sentence.
    pub message: String,
    /// The old state.
    pub before: Option<String>,
    /// The new state.
    pub after: Option<String>,
    /// The effect on a push, in a sentence or more.
    pub explanation: &'static str,
    /// The fix, step by step.
    pub steps: Vec<String>,
    /// The outline of a migration, if one is needed.
    pub migration: Option<String>,
    /// More to know.
    pub notes: Vec<String>,
    /// Its location.
    pub span: Option<ReportedSpan>,
}

/// A component in the document of `doctor`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct DoctorDocument {
    /// Its name.
    pub name: String,
    /// The checks that ran; their findings are among the diagnostics.
    pub checks: Vec<CheckResult>,
}

/// A check of `doctor`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct CheckResult {
    /// The code of its findings.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The number of its findings.
    pub findings: usize,
}

/// A component in the document of `lookups`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct LookupsDocument {
    /// Its name.
    pub name: String,
    /// The file of the schema.
    pub schema: String,
    /// The plugins whose lookups are listed.
    pub plugins: Vec<String>,
    /// The lookups.
    pub lookups: Vec<LookupDocument>,
}

/// A lookup of Better Auth, and the index that covers it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct LookupDocument {
    /// The table.
    pub table: String,
    /// The fields that are compared with one value.
    pub equal: Vec<String>,
    /// The field that is compared with several values.
    pub r#in: Option<String>,
    /// The field that is compared with a range.
    pub range: Option<String>,
    /// The field that the result is sorted by.
    pub sort: Option<String>,
    /// The source of Better Auth that calls it.
    pub called_from: String,
    /// `covered`, `missing`, `breaks` or `unindexable`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["covered", "missing", "breaks", "unindexable"])))]
    pub coverage: &'static str,
    /// The index that covers it, or breaks it.
    pub index: Option<String>,
    /// The index to add.
    pub missing: Option<IndexDocument>,
    /// The definition of the table, or of the index that breaks it.
    pub span: ReportedSpan,
}

/// An index.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct IndexDocument {
    /// Its name.
    pub name: String,
    /// Its fields, in order.
    pub fields: Vec<String>,
}

/// A component in the document of `info`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct InfoDocument {
    /// Its name.
    pub name: String,
    /// The folder of the app.
    pub app: String,
    /// The Convex folder.
    pub convex: String,
    /// The component folder.
    pub component: String,
    /// The schema that Convex uses, or the generated part of it.
    pub schema: InfoFile,
    /// adapter.ts.
    pub adapter: InfoFile,
    /// The config file.
    pub config: Option<String>,
    /// The function with the options.
    pub options: Option<InfoValue>,
    /// The version of better-auth.
    pub better_auth: InfoValue,
    /// The version of @convex-dev/better-auth.
    pub convex_adapter: InfoValue,
    /// The plugins, in order; absent if they could not be determined.
    pub plugins: Option<InfoPlugins>,
    /// `complete` or `upstream`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["complete", "upstream"])))]
    pub indexes: &'static str,
}

/// A file, and whether it exists.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct InfoFile {
    /// The file.
    pub file: String,
    /// Whether it exists.
    pub exists: bool,
}

/// A value, and its source.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct InfoValue {
    /// The value.
    pub value: String,
    /// Its source.
    pub from: String,
}

/// Plugins, and their source.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct InfoPlugins {
    /// Their names.
    pub names: Vec<String>,
    /// Their source.
    pub from: String,
}

/// A component in the document of `explain TABLE`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct TableDocument {
    /// Its name.
    pub name: String,
    /// The table, by its name in the database.
    pub table: String,
    /// The name that Better Auth has for it.
    pub key: String,
    /// Its indexes.
    pub indexes: Vec<ExplainedIndex>,
    /// Lookups that no index can cover.
    pub unindexable: Vec<ExplainedLookup>,
    /// Lookups whose fields are chosen at run time.
    pub dynamic: Vec<ExplainedLookup>,
}

/// An index, and the lookups that it covers.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct ExplainedIndex {
    /// Its name.
    pub name: String,
    /// Its fields, in order.
    pub fields: Vec<String>,
    /// The reason for it.
    pub reason: String,
    /// The lookups that it covers.
    pub serves: Vec<ExplainedLookup>,
}

/// A lookup.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct ExplainedLookup {
    /// Its fields, in words.
    pub fields: String,
    /// The source of Better Auth that calls it.
    pub called_from: String,
}

/// A component in the document of `explain --auth`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct AuthDocument {
    /// Its name.
    pub name: String,
    /// The function with the options.
    pub options: String,
    /// The location of the function.
    pub span: ReportedSpan,
    /// Its location in adapter.ts.
    pub referenced_at: Option<ReportedSpan>,
    /// The plugins, in order.
    pub plugins: Vec<AuthPlugin>,
    /// Elements of `plugins` that are not recognized.
    pub unknown_plugins: Vec<UnknownValue>,
    /// The options of Better Auth's core tables.
    pub core: Vec<AuthOption>,
}

/// A plugin as the code has it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct AuthPlugin {
    /// Its name.
    pub name: String,
    /// Whether its tables are defined in this project.
    pub local: bool,
    /// The location of its call.
    pub span: ReportedSpan,
    /// Whether it is enabled under a condition.
    pub conditional: bool,
    /// Its options that decide about tables.
    pub options: Vec<AuthOption>,
}

/// An option as the code has it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct AuthOption {
    /// Its path, such as `teams.enabled`.
    pub path: String,
    /// Its value; absent if it is unknown.
    pub value: Option<serde_json::Value>,
    /// The reason, if it is unknown.
    pub unknown: Option<String>,
    /// Its location.
    pub span: Option<ReportedSpan>,
}

/// A value that is not recognized.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct UnknownValue {
    /// The reason.
    pub unknown: String,
    /// Its location.
    pub span: Option<ReportedSpan>,
}

/// A component in the document of `graph`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct GraphDocument {
    /// Its name.
    pub name: String,
    /// The title of the diagram.
    pub title: String,
    /// The tables.
    pub tables: Vec<GraphTable>,
    /// The references between tables.
    pub references: Vec<GraphReference>,
}

/// A table of a diagram.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct GraphTable {
    /// Its name.
    pub name: String,
    /// `same`, `added`, `removed` or `changed`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["same", "added", "removed", "changed"])))]
    pub change: &'static str,
    /// Its fields.
    pub fields: Vec<GraphField>,
    /// Its indexes.
    pub indexes: Vec<GraphIndex>,
}

/// A field of a diagram.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct GraphField {
    /// Its name.
    pub name: String,
    /// Its type.
    pub r#type: String,
    /// Whether a document may lack it.
    pub optional: bool,
    /// `same`, `added`, `removed` or `changed`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["same", "added", "removed", "changed"])))]
    pub change: &'static str,
}

/// An index of a diagram.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct GraphIndex {
    /// Its name.
    pub name: String,
    /// Its fields.
    pub fields: Vec<String>,
    /// `same`, `added`, `removed` or `changed`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["same", "added", "removed", "changed"])))]
    pub change: &'static str,
}

/// A reference between two tables.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct GraphReference {
    /// The table that refers.
    pub from: String,
    /// The field that refers.
    pub field: String,
    /// The table that is referred to.
    pub to: String,
}

/// A document as JSON.
pub fn document(document: impl Serialize) -> Json {
    serde_json::to_value(document).unwrap_or_default()
}

impl ChangeDocument {
    /// A change of the component with this name.
    pub fn new(change: &Change, component: &str) -> Self {
        Self {
            code: change.code.id,
            name: change.code.name,
            class: change.impact().word(),
            table: change.table.clone(),
            kind: change.kind.word(),
            member: change.member.clone(),
            message: change.sentence(),
            before: change.before.clone(),
            after: change.after.clone(),
            explanation: change.code.explanation,
            steps: change.steps(component),
            migration: change.migration(),
            notes: change.notes.clone(),
            span: change.span.as_ref().map(Into::into),
        }
    }
}

impl From<&VersionChange> for VersionDocument {
    fn from(change: &VersionChange) -> Self {
        Self { package: change.package.clone(), from: change.from.clone(), to: change.to.clone() }
    }
}

impl From<&'static Code> for ExplainedCode {
    fn from(code: &'static Code) -> Self {
        Self {
            id: code.id,
            name: code.name,
            severity: code.severity.word(),
            summary: code.summary,
            explanation: code.explanation,
            steps: code.generic_steps().collect(),
            class: code.impact.map(Impact::word),
            class_description: code.impact.map(Impact::description),
            page: code.page(),
        }
    }
}
