//! The tables of a schema.ts that are written out as literals: `defineTable({...}).index(...)`, in place or as a
//! constant.

use std::collections::HashMap;

use swc_common::Spanned as _;
use swc_ecma_ast::{Decl, Expr, Module, ModuleItem, ObjectLit, Pat, Prop, PropOrSpread, Stmt};

use super::Entry;
use super::file::Reader;
use super::indexes::{index, search};
use super::syntax::{arguments, called, entry, method_call, method_start};
use super::validators::validator;
use crate::convex::Field;
use crate::convex::spanned::SpannedTable;
use crate::diagnostic::{Span, Spanned};

/// A table in its own constant, to which the object of the tables refers.
pub(super) struct TableConstant<'a> {
    table: &'a Expr,
    pub(super) span: swc_common::Span,
    pub(super) is_used: bool,
}

/// The constants that are tables and that the module does not export.
pub(super) fn constants(module: &Module) -> HashMap<String, TableConstant<'_>> {
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
    pub(super) fn tables(&mut self, tables: &'a ObjectLit) {
        // A second object, such as `defineSchema({ ...tables, mine })`, adds to the first.
        let is_first = self.read.layout.tables.is_none();
        let entries = self.read.layout.entries.len();
        self.read.layout.tables.get_or_insert_with(|| self.file.span(tables.span));
        for property in &tables.props {
            // The other object, which is already read.
            if is_spread_of(property, "tables") && !is_first {
                continue;
            }
            let span = self.file.span(property.span());
            self.read.layout.entries.push(Entry {
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
                        if let Some(entry) = self.read.layout.entries.last_mut() {
                            entry.table = Some(number);
                        }
                        self.read.tables.push(table);
                    }
                    None => self.other("a table in an unknown form", property.span()),
                },
                None => self.other("tables in an unknown form", property.span()),
            }
        }
        if !is_first {
            self.read.layout.entries.truncate(entries);
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
        if let Some(entry) = self.read.layout.entries.last_mut() {
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
                        self.other("a field in an unknown form", property.span());
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
            self.other("an index in an unknown form", written);
            self.part(written, |entry| &mut entry.other_calls);
        }
        Some(spanned)
    }
}

/// Whether a property spreads this name.
fn is_spread_of(property: &PropOrSpread, name: &str) -> bool {
    matches!(property, PropOrSpread::Spread(spread) if matches!(&*spread.expr, Expr::Ident(spread) if &*spread.sym == name))
}
