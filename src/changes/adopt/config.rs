//! Additions to the config file, in its style: existing text stays as it is.

use jsonc_parser::ParseOptions;
use jsonc_parser::cst::{CstInputValue, CstObject, CstRootNode};

use crate::convex::typescript::schema_file::validator_code;
use crate::convex::{Index, Search, SearchIndex, Table};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::config as codes;

/// An addition.
#[derive(Clone, Debug, PartialEq)]
pub enum Addition {
    /// An index of a table.
    Index(String, Index),
    /// A search or vector index of a table.
    Search(String, SearchIndex),
    /// A table.
    Table(Table),
}

/// The text of the config file with these additions. `key` is the key of the config in its file, if the file holds
/// more. Fails if the text is not a JSON object.
pub fn with(text: &str, key: Option<&str>, additions: &[Addition]) -> Result<String, Diagnostic> {
    let failed = || Diagnostic::new(&codes::CONFIG_NOT_EDITABLE, "cannot edit the config file: expected a JSON object");
    let text = if text.trim().is_empty() { "{}\n" } else { text };
    let root = CstRootNode::parse(text, &ParseOptions::default()).map_err(|_| failed())?;
    let mut config = root.object_value_or_create().ok_or_else(failed)?;
    if let Some(key) = key {
        config = config.object_value_or_create(key).ok_or_else(failed)?;
    }
    config.ensure_multiline();
    // One append for all tables: each one takes the time of the whole object.
    let are_new = config.get(TABLES).is_none();
    let tables = additions.iter().filter_map(|addition| match addition {
        Addition::Table(table) => Some((table.name.clone(), table_value(table))),
        _ => None,
    });
    let tables: Vec<_> = tables.filter(|_| are_new).collect();
    if !tables.is_empty() {
        config.append(TABLES, CstInputValue::Object(tables));
        config.object_value_or_create(TABLES).ok_or_else(failed)?.ensure_multiline();
    }
    for addition in additions {
        match addition {
            Addition::Table(_) if are_new => {}
            Addition::Table(table) => {
                let tables = config.object_value_or_create(TABLES).ok_or_else(failed)?;
                tables.ensure_multiline();
                set(&tables, &table.name, table_value(table));
            }
            Addition::Index(table, index) => {
                set(&indexes_of(&config, table).ok_or_else(failed)?, &index.name, index_value(index));
            }
            Addition::Search(table, index) => {
                set(&indexes_of(&config, table).ok_or_else(failed)?, &index.name, search_value(index));
            }
        }
    }
    let text = root.to_string();
    Ok(if text.ends_with('\n') { text } else { text + "\n" })
}

/// The key of custom tables.
const TABLES: &str = "extraTables";

fn indexes_of(config: &CstObject, table: &str) -> Option<CstObject> {
    let indexes = config.object_value_or_create("indexes")?;
    indexes.ensure_multiline();
    let of_table = indexes.object_value_or_create(table)?;
    of_table.ensure_multiline();
    Some(of_table)
}

fn set(object: &CstObject, name: &str, value: CstInputValue) {
    match object.get(name) {
        Some(property) => property.set_value(value),
        None => {
            object.append(name, value);
        }
    }
}

fn names(names: &[String]) -> CstInputValue {
    CstInputValue::Array(names.iter().map(|name| CstInputValue::String(name.clone())).collect())
}

fn table_value(table: &Table) -> CstInputValue {
    let fields = table.fields.iter();
    let fields =
        fields.map(|field| (field.name.clone(), CstInputValue::String(validator_code(&field.validator)))).collect();
    let mut parts = vec![("fields".to_owned(), CstInputValue::Object(fields))];
    let indexes = table.indexes.iter().map(|index| (index.name.clone(), index_value(index)));
    let searches = table.searches.iter().map(|index| (index.name.clone(), search_value(index)));
    let indexes: Vec<_> = indexes.chain(searches).collect();
    if !indexes.is_empty() {
        parts.push(("indexes".to_owned(), CstInputValue::Object(indexes)));
    }
    CstInputValue::Object(parts)
}

fn index_value(index: &Index) -> CstInputValue {
    match index.is_staged {
        false => names(&index.fields),
        true => CstInputValue::Object(vec![
            ("fields".to_owned(), names(&index.fields)),
            ("staged".to_owned(), CstInputValue::Bool(true)),
        ]),
    }
}

fn search_value(index: &SearchIndex) -> CstInputValue {
    let mut options = vec![(index.kind.field_option().to_owned(), CstInputValue::String(index.field.clone()))];
    if let Search::Vector(dimensions) = index.kind {
        options.push(("dimensions".to_owned(), CstInputValue::Number(dimensions.to_string())));
    }
    if !index.filters.is_empty() {
        options.push(("filterFields".to_owned(), names(&index.filters)));
    }
    if index.is_staged {
        options.push(("staged".to_owned(), CstInputValue::Bool(true)));
    }
    CstInputValue::Object(options)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_stays_as_it_is_written() {
        let index = Addition::Index("user".to_owned(), Index::new("by_plan", vec!["plan".to_owned()]));
        let cases = [
            ("", None, "{\n  \"indexes\": {\n    \"user\": {\n      \"by_plan\": [\"plan\"]\n    }\n  }\n}\n"),
            (
                "{ \"plugins\": [\"admin\"] }",
                None,
                "{\n  \"plugins\": [\"admin\"],\n  \"indexes\": {\n    \"user\": {\n      \"by_plan\": [\"plan\"]\n    }\n  }\n}\n",
            ),
            (
                "{\n\t\"name\": \"app\"\n}\n",
                Some("sigma-schema"),
                "{\n\t\"name\": \"app\",\n\t\"sigma-schema\": {\n\t\t\"indexes\": {\n\t\t\t\"user\": {\n\t\t\t\t\"by_plan\": [\"plan\"]\n\t\t\t}\n\t\t}\n\t}\n}\n",
            ),
        ];
        for (text, key, expected) in cases {
            assert_eq!(with(text, key, std::slice::from_ref(&index)).unwrap(), expected, "{text}");
        }
        assert!(with("[]", None, &[index]).is_err());
    }
}
