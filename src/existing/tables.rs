//! The schema of any schema.ts, whatever its structure.
//!
//! Unlike [`crate::convex::typescript::parse`], which reads the statements of one file literally, this follows the code: a table
//! may be spread from another module and get more indexes here, a validator may come from a constant. Unknown parts are kept
//! as source text, never dropped.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::host::{Convex, DEFINE_SCHEMA, DEFINE_TABLE};
use crate::convex::spanned::{PossibleIndex, SpannedSchema, SpannedTable};
use crate::convex::validator::dimensions_of;
use crate::convex::{Enforced, Index, OtherTable, Search, SearchIndex};
use crate::diagnostic::codes::coverage as codes;
use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::js::evaluate::Evaluator;
use crate::js::modules::{Files, Modules};
use crate::js::reason::Reason;
use crate::js::value::{Item, JsKind, JsValue, Loc, MethodCall, Object};
use crate::syntax::limits::{self, Limits};
use crate::workspace::provider::FileProvider;

/// The schema that a module exports by default. Modules are searched up to the folder `top`.
///
/// Fails if the file does not exist or exports no schema of Convex, or if it or a module of the project that it needs exists
/// and cannot be read or parsed: an unknown part of a schema would look like an added or removed one.
pub fn schema(path: &Path, top: &Path, store: &Arc<dyn FileProvider>) -> Result<SpannedSchema, Diagnostic> {
    exported(path, top, store)?
}

/// The schema of [`schema`], or the reason why readable modules export none. Fails if a module cannot be read or parsed.
pub fn exported(
    path: &Path,
    top: &Path,
    store: &Arc<dyn FileProvider>,
) -> Result<Result<SpannedSchema, Diagnostic>, Diagnostic> {
    let (path, top, store): (PathBuf, PathBuf, _) = (path.to_owned(), top.to_owned(), Arc::clone(store));
    limits::run("the schema", None, move |limits| schema_within(&path, &top, store, limits))
}

fn schema_within(
    path: &Path,
    top: &Path,
    store: Arc<dyn FileProvider>,
    limits: Limits,
) -> Result<Result<SpannedSchema, Diagnostic>, Diagnostic> {
    let files = Files::new();
    let shown = store.display_path(path);
    let host = Convex::default();
    let mut evaluator = Evaluator::new(Modules::new(&files, limits, top, store), &host);
    let missing = || {
        Diagnostic::new(&codes::NOT_GENERATED, format!("{shown} does not exist"))
            .help("to write it, run `sigma-schema gen`, or name the file of your schema")
    };
    let module = evaluator.modules.load(path)?.ok_or_else(missing)?;
    let schema = evaluator.exported_schema(module, &host, &shown);
    match evaluator.modules.failure() {
        Some(diagnostic) => Err(diagnostic.clone()),
        None => Ok(schema),
    }
}

impl<'a> Evaluator<'a> {
    /// The schema that a module exports by default.
    fn exported_schema(&mut self, module: usize, host: &Convex, shown: &str) -> Result<SpannedSchema, Diagnostic> {
        let schema = self.export(module, "default", Loc::start(module));
        let (tables, options) = match &schema.kind {
            JsKind::ExternalCall(call) if DEFINE_SCHEMA.is(&call.export) => {
                (self.argument(&call.arguments, 0), self.argument(&call.arguments, 1))
            }
            _ => {
                let diagnostic =
                    Diagnostic::new(&codes::SCHEMA_UNREADABLE, format!("{shown} exports no Convex schema"));
                let diagnostic = diagnostic.at(&self.modules.span(schema.at).first_line(), "");
                return Err(diagnostic.help("export it by default: export default defineSchema(tables)"));
            }
        };
        let mut read = SpannedSchema::default();
        if let Some(options) = options {
            read.enforced = self.enforced(&options);
            read.options = Some(self.options_of(&options));
        }
        match tables {
            Some(tables) if matches!(tables.kind, JsKind::Object(_)) => self.read_tables(&tables, host, &mut read),
            Some(tables) => self.add_other(None, &tables, &mut read),
            None => {}
        }
        if self.is_out_of_fuel() {
            let message = format!("{shown} takes too many steps to follow");
            return Err(Diagnostic::new(&codes::SCHEMA_UNREADABLE, message).help("write its tables in simpler code"));
        }
        Ok(read)
    }

    /// An argument. None if it is absent or `undefined`.
    pub(super) fn argument(&mut self, arguments: &[Item<'a>], position: usize) -> Option<JsValue<'a>> {
        match arguments.get(position) {
            Some(Item::One(value)) => Some(self.resolve_import(value.clone())).filter(|value| !value.is_undefined()),
            Some(Item::Rest(value)) => Some(value.clone()),
            None => None,
        }
    }

    pub(super) fn code_of(&self, value: &JsValue<'a>) -> Spanned<String> {
        Spanned::new(self.modules.text(value.at).to_owned(), self.modules.span(value.at))
    }

    /// The options of a schema: normalized if they are known, else their source text.
    fn options_of(&mut self, options: &JsValue<'a>) -> Spanned<String> {
        let code = self.code_of(options);
        let JsKind::Object(known) = &options.kind else { return code };
        let values = known.names().into_iter().map(|name| match self.get(options, &name, options.at).kind {
            JsKind::Boolean(value) => Some(format!("{name}: {value}")),
            _ => None,
        });
        match values.collect::<Option<Vec<_>>>() {
            Some(values) if known.rest.borrow().is_empty() => {
                Spanned::new(format!("{{ {} }}", values.join(", ")), code.span)
            }
            _ => code,
        }
    }

    /// Whether Convex validates documents under these options.
    fn enforced(&mut self, options: &JsValue<'a>) -> Enforced {
        // An unknown spread may set any key.
        if !matches!(&options.kind, JsKind::Object(known) if known.is_whole()) {
            return Enforced::Unknown;
        }
        match self.get(options, "schemaValidation", options.at).kind {
            JsKind::Boolean(false) => Enforced::No,
            JsKind::Boolean(true) | JsKind::Undefined => Enforced::Yes,
            _ => Enforced::Unknown,
        }
    }

    /// Adds an unrecognized definition of a table, or of tables without a name.
    fn add_other(&self, name: Option<&str>, value: &JsValue<'a>, read: &mut SpannedSchema) {
        let Spanned { value: code, span } = self.code_of(value);
        if let Reason::NoModule(specifier) = &value.unknown_reason("this").reason
            && !read.missing_modules.iter().any(|missing| missing.value == *specifier)
        {
            read.missing_modules.push(Spanned::new(specifier.clone(), span.clone()));
        }
        read.other.push(Spanned::new(OtherTable { name: name.map(str::to_owned), code }, span));
    }

    fn read_tables(&mut self, tables: &JsValue<'a>, host: &Convex, read: &mut SpannedSchema) {
        let object = Object::new(crate::js::conditions::Frame::default());
        self.spread_into(&object, tables);
        for name in object.names() {
            let table = self.get(tables, &name, tables.at);
            let table = under_unknown_spread(self.resolve_import(table));
            match &table.kind {
                JsKind::ExternalCall(call) if DEFINE_TABLE.is(&call.export) => {
                    let mut spanned = SpannedTable::new(&name, self.modules.span(table.at));
                    self.read_document(call, &mut spanned);
                    let methods = call.methods.borrow().clone();
                    methods.iter().for_each(|method| self.read_method(method, &mut spanned));
                    read.tables.push(spanned);
                }
                JsKind::Undefined => {}
                _ => self.add_other(Some(&name), &table, read),
            }
        }
        let rest: Vec<_> = object.rest.borrow().iter().cloned().collect();
        for spread in rest {
            self.add_other(None, &spread, read);
        }
        for call in host.lost_indexes.take() {
            let span = self.modules.span(call);
            // A call within a table that is reported already is not reported again.
            let contains_call = |reported: &Span| {
                let (reported, call) = (&reported.range, &span.range);
                reported.start <= call.start && call.end <= reported.end
            };
            let mut others =
                read.other.iter().map(|other| &other.span).filter(|other| other.source.name == span.source.name);
            if !others.any(contains_call) {
                let code = self.modules.text(call).to_owned();
                read.other.push(Spanned::new(OtherTable { name: None, code }, span));
            }
        }
    }

    fn read_method(&mut self, method: &MethodCall<'a>, spanned: &mut SpannedTable) {
        let span = self.modules.span(method.at);
        if let Some(index) = self.read_index(method).filter(|_| method.is_certain) {
            spanned.indexes.push(Spanned::new(index, span));
        } else if let Some(search) = self.read_search(method).filter(|_| method.is_certain) {
            spanned.searches.push(Spanned::new(search, span));
        } else {
            let (position, is_added) = (spanned.indexes.len(), method.is_certain);
            spanned.other.push(Spanned::new(self.modules.text(method.call).to_owned(), span));
            let mut unread = self.unread_call(method);
            unread.possible = self.possible_index(method).map(|index| PossibleIndex { index, position, is_added });
            spanned.unread.push(unread);
        }
    }

    /// `.index("name", ["field"])`, or `.index("name", { fields: ["field"], staged: true })`.
    fn read_index(&mut self, method: &MethodCall<'a>) -> Option<Index> {
        if method.name != "index" {
            return None;
        }
        let name = string(&self.argument(&method.arguments, 0)?)?;
        let (fields, is_staged) = self.indexed(method)?;
        Some(Index { name, fields, is_staged: is_staged? })
    }

    /// The fields of an index, and whether it is staged. The second is None if it is unknown.
    fn indexed(&mut self, method: &MethodCall<'a>) -> Option<(Vec<String>, Option<bool>)> {
        let options = self.argument(&method.arguments, 1)?;
        let (fields, is_staged) = match options.kind {
            JsKind::Object(_) => (self.index_option(&options, "fields")?, self.is_staged(&options)),
            _ => (options, Some(false)),
        };
        Some((self.names(&fields)?, is_staged))
    }

    /// An index that may be absent, or of which only the fields are known.
    fn possible_index(&mut self, method: &MethodCall<'a>) -> Option<Index> {
        if method.name != "index" {
            return None;
        }
        let name = self.argument(&method.arguments, 0)?;
        let name = string(&name).unwrap_or_else(|| format!("${{{}}}", self.modules.text(name.at)));
        let (fields, is_staged) = self.indexed(method)?;
        Some(Index { name, fields, is_staged: !method.is_certain || is_staged.unwrap_or(true) })
    }

    /// `.searchIndex("name", {...})` or `.vectorIndex("name", {...})`.
    fn read_search(&mut self, method: &MethodCall<'a>) -> Option<SearchIndex> {
        let options =
            self.argument(&method.arguments, 1).filter(|options| matches!(options.kind, JsKind::Object(_)))?;
        let kind = match method.name.as_str() {
            "searchIndex" => Search::Text,
            "vectorIndex" => match self.index_option(&options, "dimensions")?.kind {
                JsKind::Number(dimensions) => Search::Vector(dimensions_of(dimensions)?),
                _ => return None,
            },
            _ => return None,
        };
        let name = string(&self.argument(&method.arguments, 0)?)?;
        let field = string(&self.index_option(&options, kind.field_option())?)?;
        let filters = match self.index_option(&options, "filterFields") {
            // Convex treats a falsy value as no list.
            Some(filters) if !matches!(filters.truth(), Ok(false)) => self.names(&filters)?,
            _ => Vec::new(),
        };
        Some(SearchIndex { name, kind, field, filters, is_staged: self.is_staged(&options)? })
    }

    pub(super) fn index_option(&mut self, options: &JsValue<'a>, name: &str) -> Option<JsValue<'a>> {
        let value = self.get(options, name, options.at);
        Some(self.resolve_import(value)).filter(|value| !value.is_undefined())
    }

    fn is_staged(&mut self, options: &JsValue<'a>) -> Option<bool> {
        match self.index_option(options, "staged") {
            None => Some(false),
            Some(staged) => staged.truth().ok(),
        }
    }

    /// A list of names. None if one of them is unknown.
    fn names(&mut self, list: &JsValue<'a>) -> Option<Vec<String>> {
        if !matches!(list.kind, JsKind::Array(_)) {
            return None;
        }
        let items = self.items_of(list).into_iter().map(|item| match item {
            Item::One(value) => string(&value),
            Item::Rest(_) => None,
        });
        items.collect()
    }
}

/// The value under an unknown spread. The spread itself is reported separately.
fn under_unknown_spread(value: JsValue<'_>) -> JsValue<'_> {
    match &value.kind {
        JsKind::Conditional(choice) if matches!(choice.yes.kind, JsKind::Unknown(_)) => choice.no.clone(),
        _ => value,
    }
}

pub(super) fn string(value: &JsValue<'_>) -> Option<String> {
    match &value.kind {
        JsKind::String(text) => Some(text.to_string()),
        _ => None,
    }
}
