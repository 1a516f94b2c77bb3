//! Indexes that are written out as literals. None for an index with anything else in it, which would be lost.

use std::collections::HashMap;

use swc_ecma_ast::{CallExpr, Expr, Lit, ObjectLit};

use super::syntax::{arguments, entry, string, strings};
use crate::convex::validator::dimensions_of;
use crate::convex::{Index, Search, SearchIndex};

/// `.index("name", ["field"])` or `.index("name", { fields: ["field"], staged: true })`.
pub(super) fn index(call: &CallExpr) -> Option<Index> {
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
pub(super) fn search(method: &str, call: &CallExpr) -> Option<SearchIndex> {
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

/// The options of an index by name. None if one is unknown.
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
