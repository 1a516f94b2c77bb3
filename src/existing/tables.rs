//! The schema of a schema.ts that somebody else wrote, however it is put together.
//!
//! Unlike [`crate::convex::typescript::parse`], which takes the statements of one file for what they are, this follows the code: a
//! table may be spread from another module and get more indexes here, a validator may be made of a constant. What cannot
//! be known is kept as code, never dropped.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::host::{Convex, DEFINE_SCHEMA, DEFINE_TABLE};
use crate::convex::spanned::{PossibleIndex, SpannedSchema, SpannedTable};
use crate::convex::validator::dimensions_of;
use crate::convex::{Enforced, Index, OtherTable, Search, SearchIndex};
use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::js::evaluate::Evaluator;
use crate::js::modules::{Files, Modules};
use crate::js::reason::Reason;
use crate::js::value::{Item, JsKind, JsValue, Loc, MethodCall, Object};
use crate::syntax::limits::{self, Limits};
use crate::workspace::provider::FileProvider;

/// The schema that a module exports by default, with modules looked for up to `top` in this store.
///
/// Fails if there is no such file, if it exports no schema of Convex, or if it or a module of the project that it needs
/// exists and cannot be read or parsed: an unknown part of a schema would be taken for a new or a removed one.
pub fn schema(path: &Path, top: &Path, store: &Arc<dyn FileProvider>) -> Result<SpannedSchema, Diagnostic> {
    exported(path, top, store)?
}

/// The schema of [`schema`], or why readable modules export none. Fails if a module cannot be read or parsed.
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
    let missing = || Diagnostic::error(format!("{shown} is not there")).help("name the file of your schema");
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
            JsKind::ExternalCall(made) if DEFINE_SCHEMA.is(&made.export) => {
                (self.argument(&made.arguments, 0), self.argument(&made.arguments, 1))
            }
            _ => {
                let diagnostic = Diagnostic::error(format!("{shown} exports no schema of Convex"));
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
            return Err(Diagnostic::error(format!("{shown} takes too many steps to read")).help("write its tables out"));
        }
        Ok(read)
    }

    /// An argument, unless it is not given or cannot be counted.
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

    /// The options of a schema: in one form where they are known, however they are laid out.
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

    /// Whether these options leave documents unchecked.
    fn enforced(&mut self, options: &JsValue<'a>) -> Enforced {
        // Something of which nothing is known was spread into it.
        if !matches!(&options.kind, JsKind::Object(known) if known.is_whole()) {
            return Enforced::Unknown;
        }
        match self.get(options, "schemaValidation", options.at).kind {
            JsKind::Boolean(false) => Enforced::No,
            JsKind::Boolean(true) | JsKind::Undefined => Enforced::Yes,
            _ => Enforced::Unknown,
        }
    }

    /// Keeps a table, or tables without a name, in a form that is not known.
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
        let object = Object::new(0);
        self.spread_into(&object, tables);
        for name in object.names() {
            let table = self.get(tables, &name, tables.at);
            let table = under_unknown_spread(self.resolve_import(table));
            match &table.kind {
                JsKind::ExternalCall(made) if DEFINE_TABLE.is(&made.export) => {
                    let mut spanned = SpannedTable::new(&name, self.modules.span(table.at));
                    self.read_document(made, &mut spanned);
                    let methods = made.methods.borrow().clone();
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
            // What becomes a table is reported as one.
            let is_told = |told: &Span| {
                let (told, call) = (&told.range, &span.range);
                told.start <= call.start && call.end <= told.end
            };
            let mut others =
                read.other.iter().map(|other| &other.span).filter(|told| told.source.name == span.source.name);
            if !others.any(is_told) {
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

    /// The fields of an index, and whether it is staged, if that is known.
    fn indexed(&mut self, method: &MethodCall<'a>) -> Option<(Vec<String>, Option<bool>)> {
        let options = self.argument(&method.arguments, 1)?;
        let (fields, is_staged) = match options.kind {
            JsKind::Object(_) => (self.index_option(&options, "fields")?, self.is_staged(&options)),
            _ => (options, Some(false)),
        };
        Some((self.names(&fields)?, is_staged))
    }

    /// An index of which only the fields are known, or that may be absent.
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
            // Convex takes what is false for no list.
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

    /// A list of names, all of them known.
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

/// What stood in an object before something was spread into it that is not known, and is told for itself.
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
