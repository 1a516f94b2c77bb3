//! An existing schema.ts as a schema with places, and whatever else stands in it.
//!
//! What cannot be read as a table, a field or an index is kept as other code with its place, never dropped.

use std::collections::HashMap;
use std::sync::Arc;

use swc_common::{BytePos, Spanned as _};
use swc_ecma_ast::{
    CallExpr, Callee, Decl, ExportSpecifier, Expr, ImportDecl, Lit, MemberProp, Module, ModuleDecl, ModuleExportName,
    ModuleItem, NamedExport, ObjectLit, Pat, Prop, PropName, PropOrSpread, Stmt, UnaryOp,
};

use crate::convex::digest::digest;
use crate::convex::header;
use crate::convex::spanned::{Spanned, SpannedTable};
use crate::convex::validator::dimensions_of;
use crate::convex::{Field, Index, Literal, Plain, Schema, Search, SearchIndex, Validator};
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::syntax::file::{self, ParsedFile};

/// What a schema.ts holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SchemaFile {
    /// Its tables, in order.
    pub tables: Vec<SpannedTable>,
    /// What is not a table, a field or an index: statements, comments, and expressions that could not be read.
    pub other: Vec<Other>,
    /// The comment of the generator that wrote the file, if there is one.
    pub header: Option<String>,
    /// How the file is put together.
    pub form: Form,
}

/// How a file is put together, for whoever takes parts of it out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// The end of what stands above the first statement, as an offset into the text.
    pub head: usize,
    /// Where the comments of the header stand.
    pub header: Vec<Span>,
    /// Where other comments stand.
    pub comments: Vec<Span>,
    /// Where the imports stand.
    pub imports: Vec<Span>,
    /// Where the object of the tables stands; the first, if there are several.
    pub tables: Option<Span>,
    /// What stands in that object, in order.
    pub entries: Vec<Entry>,
}

/// What stands in the object of the tables: a table, or something in a form that is not known.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// All of it.
    pub span: Span,
    /// The table, by its number, if it is one.
    pub table: Option<usize>,
    /// Where its fields stand that are in a form that is not known.
    pub other_fields: Vec<Span>,
    /// Where calls on it stand that are not known, from the name of the method on.
    pub other_calls: Vec<Span>,
}

/// Something beside tables, fields and indexes.
#[derive(Clone, Debug, PartialEq)]
pub struct Other {
    /// What it is, in a few words.
    pub what: &'static str,
    /// Where it stands.
    pub span: Span,
}

impl SchemaFile {
    /// Whether it is as it was generated, layout aside: its header has the digest of its tables, and there is nothing
    /// else in it.
    pub fn is_generated(&self) -> bool {
        let said = self.header.as_deref().and_then(header::digest_said);
        self.other.is_empty() && said.is_some_and(|said| said == digest(&self.schema()))
    }

    /// Whether its header says this, the command that writes it again aside.
    pub fn says(&self, lines: &[String]) -> bool {
        self.header.as_ref().is_some_and(|header| header::is_same(header, lines))
    }

    /// The schema without places.
    pub fn schema(&self) -> Schema {
        Schema { tables: self.tables.iter().map(SpannedTable::table).collect(), ..Schema::default() }
    }
}

/// Reads a schema.ts. Fails if it is no TypeScript.
pub fn schema_file(source: &Arc<Source>) -> Result<SchemaFile, Diagnostic> {
    file::read(source, |file| {
        let mut reader = Reader { file, read: SchemaFile::default(), constants: constants(file.module) };
        reader.comments();
        reader.shebang();
        for item in &file.module.body {
            reader.item(item);
        }
        reader.unused_constants();
        reader.read
    })
}

struct Reader<'a> {
    file: &'a ParsedFile<'a>,
    read: SchemaFile,
    constants: HashMap<String, TableConstant<'a>>,
}

/// A table that is a constant of its own, which the object of the tables names.
struct TableConstant<'a> {
    table: &'a Expr,
    span: swc_common::Span,
    is_used: bool,
}

/// The constants that are tables and that the module does not export.
fn constants(module: &Module) -> HashMap<String, TableConstant<'_>> {
    let mut found = HashMap::new();
    for item in &module.body {
        let ModuleItem::Stmt(Stmt::Decl(Decl::Var(variables))) = item else { continue };
        for variable in &variables.decls {
            if let (Pat::Ident(name), Some(table)) = (&variable.name, variable.init.as_deref())
                && name.type_ann.is_none()
                && is_table(table)
            {
                let constant = TableConstant { table, span: variable.span, is_used: false };
                found.insert(name.id.sym.to_string(), constant);
            }
        }
    }
    found
}

fn is_table(expression: &Expr) -> bool {
    match called(expression) {
        Some((name, _)) => name == "defineTable",
        None => method_call(expression).is_some_and(|(object, ..)| is_table(object)),
    }
}

impl<'a> Reader<'a> {
    fn other(&mut self, what: &'static str, span: swc_common::Span) {
        self.read.other.push(Other { what, span: self.file.span(span) });
    }

    /// The comments above the first statement that a generator wrote are the header; any other comment is somebody's.
    fn comments(&mut self) {
        let first_statement = self.file.module.body.first().map_or(self.file.module.span.hi, |item| item.span().lo);
        self.read.form.head = self.file.span(swc_common::Span::new(first_statement, first_statement)).range.start;
        let (leading, trailing) = self.file.comments.borrow_all();
        let all = leading.values().chain(trailing.values()).flatten();
        let mut all: Vec<_> = all.map(|comment| (comment.span, comment.text.to_string())).collect();
        drop((leading, trailing));
        all.sort_by_key(|(span, ..)| span.lo);
        all.dedup_by_key(|(span, ..)| span.lo);
        let mut header = Vec::new();
        let mut header_end = None;
        for (span, text) in all {
            let line = self.file.span(span).line();
            // A header of line comments has three of them.
            let starts = header.is_empty() && header::is_header(&text);
            let goes_on = header_end == Some(line - 1) && header.len() < 3;
            if span.lo < first_statement && (starts || goes_on) {
                let span = self.file.span(span);
                for line in header::foreign_lines(&text) {
                    let span = self.line(&span, line);
                    self.read.other.push(Other { what: "a line that somebody added to the header", span });
                }
                self.read.form.header.push(span);
                header.push(text);
                header_end = Some(line);
            } else {
                self.read.form.comments.push(self.file.span(span));
                self.other("a comment", span);
            }
        }
        self.read.header = (!header.is_empty()).then(|| header.join("\n"));
    }

    /// A first line that starts with `#!`: no generator writes one.
    fn shebang(&mut self) {
        if self.file.module.shebang.is_some() {
            let span = self.file.source.span(0..self.file.source.text.len()).first_line();
            self.read.other.push(Other { what: "the first line, which starts with `#!`,", span });
        }
    }

    /// Where a line of a comment stands.
    fn line(&self, comment: &Span, line: &str) -> Span {
        let text = comment.text();
        // A line may be part of one before it.
        let whole =
            |at: &usize| text[*at..].lines().next().is_some_and(|rest| rest.trim_end_matches([' ', '*', '/']) == line);
        let found = text.match_indices(line).map(|(at, _)| at).find(whole).or_else(|| text.find(line)).unwrap_or(0);
        let start = comment.range.start + found;
        self.file.source.span(start..start + line.len())
    }

    fn item(&mut self, item: &'a ModuleItem) {
        if let ModuleItem::ModuleDecl(ModuleDecl::Import(import)) = item {
            let span = self.file.span(import.span);
            self.read.form.imports.push(span);
        }
        match item {
            ModuleItem::ModuleDecl(ModuleDecl::Import(import)) if is_convex_import(import) => {}
            ModuleItem::ModuleDecl(ModuleDecl::ExportDefaultExpr(export)) => match &*export.expr {
                Expr::Ident(name) if &*name.sym == "schema" => {}
                expression => self.define_schema(expression),
            },
            ModuleItem::ModuleDecl(ModuleDecl::ExportDecl(export)) => self.declaration(&export.decl, "tables"),
            ModuleItem::ModuleDecl(ModuleDecl::ExportNamed(export)) if is_usual_export(export) => {}
            ModuleItem::Stmt(Stmt::Decl(declaration)) => self.declaration(declaration, "schema"),
            _ => self.other("other code", item.span()),
        }
    }

    /// Constants that look like tables and that no table is.
    fn unused_constants(&mut self) {
        let mut spans: Vec<_> = self.constants.values().filter(|one| !one.is_used).map(|one| one.span).collect();
        spans.sort_by_key(|span| span.lo);
        spans.into_iter().for_each(|span| self.other("other code", span));
    }

    /// `export const tables = {...}` or `const schema = defineSchema(tables)`, whichever is expected here; tables may be
    /// exported further down.
    fn declaration(&mut self, declaration: &'a Decl, expected: &str) {
        let Decl::Var(variables) = declaration else { return self.other("other code", declaration.span()) };
        for variable in &variables.decls {
            let name = match &variable.name {
                Pat::Ident(name) if name.type_ann.is_none() => &*name.id.sym,
                _ => "",
            };
            match (name, variable.init.as_deref()) {
                ("tables", Some(Expr::Object(tables))) => self.tables(tables),
                (name, Some(schema)) if name == expected && name == "schema" => self.define_schema(schema),
                // A table, if the object of the tables names it.
                (name, _) if expected == "schema" && self.constants.contains_key(name) => {}
                _ => self.other("other code", variable.span),
            }
        }
    }

    /// `defineSchema(tables)` or `defineSchema({...})`.
    fn define_schema(&mut self, expression: &'a Expr) {
        match called(expression) {
            Some(("defineSchema", call)) => match arguments(call).as_deref() {
                Some([Expr::Ident(name)]) if &*name.sym == "tables" => {}
                Some([Expr::Object(tables)]) => self.tables(tables),
                _ => self.other("other code", call.span),
            },
            _ => self.other("other code", expression.span()),
        }
    }

    fn tables(&mut self, tables: &'a ObjectLit) {
        // A second object, such as `defineSchema({ ...tables, mine })`, adds to the first.
        let is_first = self.read.form.tables.is_none();
        let entries = self.read.form.entries.len();
        self.read.form.tables.get_or_insert_with(|| self.file.span(tables.span));
        for property in &tables.props {
            // The other object, which has been read.
            if is_spread_of(property, "tables") && !is_first {
                continue;
            }
            let span = self.file.span(property.span());
            self.read.form.entries.push(Entry {
                span: span.clone(),
                table: None,
                other_fields: Vec::new(),
                other_calls: Vec::new(),
            });
            match self.named_table(property).or_else(|| entry(property)) {
                Some((name, value)) => match self.table(&name, value) {
                    Some(mut table) => {
                        table.span = span;
                        let number = self.read.tables.len();
                        if let Some(entry) = self.read.form.entries.last_mut() {
                            entry.table = Some(number);
                        }
                        self.read.tables.push(table);
                    }
                    None => self.other("a table in a form that is not known", property.span()),
                },
                None => self.other("tables in a form that is not known", property.span()),
            }
        }
        if !is_first {
            self.read.form.entries.truncate(entries);
        }
    }

    /// A property that names a constant which is a table: `user`, or `user: userTable`.
    fn named_table(&mut self, property: &'a PropOrSpread) -> Option<(String, &'a Expr)> {
        let PropOrSpread::Prop(prop) = property else { return None };
        let (name, constant) = match &**prop {
            Prop::Shorthand(name) => (name.sym.to_string(), name.sym.to_string()),
            Prop::KeyValue(_) => match entry(property)? {
                (name, Expr::Ident(constant)) => (name, constant.sym.to_string()),
                _ => return None,
            },
            _ => return None,
        };
        let constant = self.constants.get_mut(&constant)?;
        constant.is_used = true;
        Some((name, constant.table))
    }

    /// Notes a part of the table that is being read.
    fn part(&mut self, span: swc_common::Span, list: fn(&mut Entry) -> &mut Vec<Span>) {
        let span = self.file.span(span);
        if let Some(entry) = self.read.form.entries.last_mut() {
            list(entry).push(span);
        }
    }

    /// `defineTable({...}).index("name", ["field"])...`.
    fn table(&mut self, name: &str, expression: &Expr) -> Option<SpannedTable> {
        if let Some(("defineTable", call)) = called(expression) {
            let arguments = arguments(call)?;
            let [Expr::Object(fields)] = arguments.as_slice() else { return None };
            let mut spanned = SpannedTable::new(name, self.file.span(call.span));
            for property in &fields.props {
                match entry(property).and_then(|(name, value)| Some(Field { name, validator: validator(value)? })) {
                    Some(field) => spanned.fields.push(Spanned::new(field, self.file.span(property.span()))),
                    None => {
                        self.other("a field in a form that is not known", property.span());
                        self.part(property.span(), |entry| &mut entry.other_fields);
                    }
                }
            }
            return Some(spanned);
        }
        let (object, method, call) = method_call(expression)?;
        let mut spanned = self.table(name, object)?;
        let written = call.span.with_lo(method_start(call));
        let span = self.file.span(written);
        if method == "index"
            && let Some(index) = index(call)
        {
            spanned.indexes.push(Spanned::new(index, span));
        } else if let Some(search) = search(method, call) {
            spanned.searches.push(Spanned::new(search, span));
        } else {
            self.other("an index in a form that is not known", written);
            self.part(written, |entry| &mut entry.other_calls);
        }
        Some(spanned)
    }
}

fn is_convex_import(import: &ImportDecl) -> bool {
    import.src.value == *"convex/server" || import.src.value == *"convex/values"
}

/// `export { tables }` and `export { schema as default }`, which are other forms of what is generated.
fn is_usual_export(export: &NamedExport) -> bool {
    let text = |name: &ModuleExportName| match name {
        ModuleExportName::Ident(name) => name.sym.to_string(),
        ModuleExportName::Str(_) => String::new(),
    };
    let is_usual = |specifier: &ExportSpecifier| match specifier {
        ExportSpecifier::Named(named) if !named.is_type_only => {
            let (local, exported) = (text(&named.orig), named.exported.as_ref().map(text));
            matches!(
                (local.as_str(), exported.as_deref()),
                ("tables", None | Some("tables")) | ("schema", Some("default"))
            )
        }
        _ => false,
    };
    export.src.is_none() && !export.type_only && export.specifiers.iter().all(is_usual)
}

/// Whether a property spreads what this name stands for.
fn is_spread_of(property: &PropOrSpread, name: &str) -> bool {
    matches!(property, PropOrSpread::Spread(spread) if matches!(&*spread.expr, Expr::Ident(spread) if &*spread.sym == name))
}

/// A property as its name and value; none for spreads, methods and computed names.
fn entry(property: &PropOrSpread) -> Option<(String, &Expr)> {
    let PropOrSpread::Prop(property) = property else { return None };
    let Prop::KeyValue(property) = &**property else { return None };
    let name = match &property.key {
        PropName::Ident(name) => name.sym.to_string(),
        PropName::Str(name) => name.value.as_str()?.to_owned(),
        _ => return None,
    };
    Some((name, &property.value))
}

/// A call of a function by its bare name.
fn called(expression: &Expr) -> Option<(&str, &CallExpr)> {
    let Expr::Call(call) = expression else { return None };
    if call.type_args.is_some() {
        return None;
    }
    let Callee::Expr(callee) = &call.callee else { return None };
    let Expr::Ident(name) = &**callee else { return None };
    Some((&name.sym, call))
}

/// A call of a method: the object, the method's name, the call.
fn method_call(expression: &Expr) -> Option<(&Expr, &str, &CallExpr)> {
    let Expr::Call(call) = expression else { return None };
    if call.type_args.is_some() {
        return None;
    }
    let Callee::Expr(callee) = &call.callee else { return None };
    let Expr::Member(member) = &**callee else { return None };
    let MemberProp::Ident(method) = &member.prop else { return None };
    Some((&member.obj, &method.sym, call))
}

/// Where the method's name stands in a call of a method.
fn method_start(call: &CallExpr) -> BytePos {
    match &call.callee {
        Callee::Expr(callee) => match &**callee {
            Expr::Member(member) => member.prop.span().lo,
            callee => callee.span().lo,
        },
        _ => call.span.lo,
    }
}

/// The arguments of a call, unless one is spread.
fn arguments(call: &CallExpr) -> Option<Vec<&Expr>> {
    call.args.iter().map(|argument| argument.spread.is_none().then_some(&*argument.expr)).collect()
}

fn index(call: &CallExpr) -> Option<Index> {
    let arguments = arguments(call)?;
    let [name, fields] = arguments.as_slice() else { return None };
    let (fields, is_staged) = match fields {
        Expr::Object(options) => {
            let options = options_of(options, &["fields", "staged"])?;
            (*options.get("fields")?, is_staged(&options)?)
        }
        fields => (*fields, false),
    };
    Some(Index { name: string(name)?, fields: strings(fields)?, is_staged })
}

/// `.searchIndex("name", {...})` or `.vectorIndex("name", {...})`.
fn search(method: &str, call: &CallExpr) -> Option<SearchIndex> {
    let arguments = arguments(call)?;
    let [name, Expr::Object(options)] = arguments.as_slice() else { return None };
    let (known, kind): (&[&str], _) = match method {
        "searchIndex" => (&["searchField", "filterFields", "staged"], Search::Text),
        "vectorIndex" => (&["vectorField", "dimensions", "filterFields", "staged"], Search::Vector(0)),
        _ => return None,
    };
    let options = options_of(options, known)?;
    let kind = match (kind, options.get("dimensions")) {
        (Search::Text, _) => Search::Text,
        (_, Some(Expr::Lit(Lit::Num(number)))) => Search::Vector(dimensions_of(number.value)?),
        _ => return None,
    };
    let field = string(options.get(kind.field_option())?)?;
    let filters = options.get("filterFields").map_or(Some(Vec::new()), |filters| strings(filters))?;
    Some(SearchIndex { name: string(name)?, kind, field, filters, is_staged: is_staged(&options)? })
}

/// The options of an index by name. None if one is not among the known.
fn options_of<'e>(options: &'e ObjectLit, known: &[&str]) -> Option<HashMap<String, &'e Expr>> {
    let options: HashMap<_, _> = options.props.iter().map(entry).collect::<Option<_>>()?;
    options.keys().all(|name| known.contains(&name.as_str())).then_some(options)
}

fn is_staged(options: &HashMap<String, &Expr>) -> Option<bool> {
    match options.get("staged") {
        None => Some(false),
        Some(Expr::Lit(Lit::Bool(staged))) => Some(staged.value),
        Some(_) => None,
    }
}

fn strings(list: &Expr) -> Option<Vec<String>> {
    let Expr::Array(list) = list else { return None };
    let strings = list.elems.iter().map(|element| {
        let element = element.as_ref()?;
        element.spread.is_none().then(|| string(&element.expr))?
    });
    strings.collect()
}

fn string(expression: &Expr) -> Option<String> {
    let Expr::Lit(Lit::Str(literal)) = expression else { return None };
    literal.value.as_str().map(str::to_owned)
}

/// How deep validators may be nested: what comes after parsing recurses without a guard.
const DEEPEST: usize = 64;

/// A validator as code, such as `v.optional(v.string())`. None if it is anything else.
pub fn validator_text(code: &str) -> Option<Validator> {
    let source = Source::new("validator", code);
    let read = file::read(&source, |file| match file.module.body.as_slice() {
        [ModuleItem::Stmt(Stmt::Expr(statement))] => validator(&statement.expr),
        _ => None,
    });
    read.ok()?
}

fn validator(expression: &Expr) -> Option<Validator> {
    validator_within(expression, DEEPEST)
}

/// `v.method(...)`, or `.optional()` on one; none for anything else, and for what is nested deeper than `depth`.
fn validator_within(expression: &Expr, depth: usize) -> Option<Validator> {
    let (object, method, call) = method_call(expression)?;
    if depth == 0 {
        return None;
    }
    let validator = |expression: &Expr| validator_within(expression, depth - 1);
    let arguments = arguments(call)?;
    if !matches!(object, Expr::Ident(name) if &*name.sym == "v") {
        let is_optional = method == "optional" && arguments.is_empty();
        return is_optional.then(|| Some(Validator::Optional(Box::new(validator(object)?))))?;
    }
    match (method, arguments.as_slice()) {
        (_, []) if method != "union" => Plain::of_method(method).map(Validator::Plain),
        ("id", [table]) => string(table).map(Validator::Id),
        ("literal", [value]) => literal(value).map(Validator::Literal),
        ("array", [element]) => Some(Validator::Array(Box::new(validator(element)?))),
        ("nullable", [inner]) => Some(Validator::Union(vec![validator(inner)?, Validator::Plain(Plain::Null)])),
        ("optional", [inner]) => Some(Validator::Optional(Box::new(validator(inner)?))),
        ("record", [keys, values]) => Some(Validator::Record(Box::new(validator(keys)?), Box::new(validator(values)?))),
        ("union", members) => {
            members.iter().map(|member| validator(member)).collect::<Option<_>>().map(Validator::Union)
        }
        ("object", [Expr::Object(fields)]) => {
            let fields = fields.props.iter().map(|property| {
                let (name, value) = entry(property)?;
                Some(Field { name, validator: validator(value)? })
            });
            fields.collect::<Option<_>>().map(Validator::Object)
        }
        _ => None,
    }
}

fn literal(expression: &Expr) -> Option<Literal> {
    match expression {
        Expr::Lit(Lit::Str(_)) => string(expression).map(Literal::String),
        Expr::Lit(Lit::Bool(boolean)) => Some(Literal::Boolean(boolean.value)),
        Expr::Unary(unary) if unary.op == UnaryOp::Minus => number(&unary.arg, true),
        _ => number(expression, false),
    }
}

/// A number or a bigint that Convex takes.
fn number(expression: &Expr, is_negative: bool) -> Option<Literal> {
    match expression {
        Expr::Lit(Lit::Num(number)) if number.value.is_finite() => {
            Some(Literal::Number(if is_negative { -number.value } else { number.value }))
        }
        Expr::Lit(Lit::BigInt(number)) => {
            let value = i128::try_from(&*number.value).ok()?;
            i64::try_from(if is_negative { -value } else { value }).ok().map(Literal::BigInt)
        }
        _ => None,
    }
}
