//! A schema as schema.ts: importable exactly where the official file is, with one line a field.

use crate::diagnostic::emit::visible;
use swc_common::DUMMY_SP;
use swc_common::comments::{Comment, CommentKind, Comments as _, SingleThreadedComments};
use swc_ecma_ast::{Expr, Module};

use super::ast::{
    FIRST, array, binding, boolean, call, constant_statement, default_export, entries, exported_constant, import,
    member, name, named, number, object, text,
};
use super::layout;
use crate::convex::{Field, Index, Literal, Schema, Search, SearchIndex, Table, Validator};

/// The text of schema.ts. `header` has the lines of its first comment. Code that could not be read is kept as it was.
pub fn print(schema: &Schema, header: &[String]) -> String {
    let other = schema.other.iter().map(|other| (other.name.as_deref(), code(&other.code)));
    let known = schema.tables.iter().map(|table| (Some(table.name.as_str()), define_table(table)));
    let mut tables: Vec<_> = known.chain(other).collect();
    // A spread expression may have any table: known tables come after it.
    tables.sort_by_key(|(name, _)| name.is_some());
    let mut arguments = vec![name("tables")];
    arguments.extend(schema.options.as_deref().map(code));
    let body = vec![
        import(FIRST, named(&["defineSchema", "defineTable"]), "convex/server"),
        import(DUMMY_SP, named(&["v"]), "convex/values"),
        exported_constant(binding("tables"), entries(tables.into_iter())),
        constant_statement(binding("schema"), call(name("defineSchema"), arguments)),
        default_export(name("schema")),
    ];
    let comments = SingleThreadedComments::default();
    comments
        .add_leading(FIRST.lo, Comment { kind: CommentKind::Block, span: DUMMY_SP, text: header_text(header).into() });
    layout::print(&Module { span: FIRST, body, shebang: None }, &comments)
}

/// The inside of a block comment. No line can end it.
fn header_text(lines: &[String]) -> String {
    let mut text = String::from("*\n");
    for line in lines {
        text.push_str(format!(" * {}", visible(line).replace("*/", "* /")).trim_end());
        text.push('\n');
    }
    text.push(' ');
    text
}

fn define_table(table: &Table) -> Expr {
    let document = table.document.as_ref().map_or_else(|| fields(&table.fields), validator);
    let define = call(name("defineTable"), vec![document]);
    let define = table.indexes.iter().fold(define, |table, one| call(member(table, "index"), index(one)));
    let define = table.searches.iter().fold(define, |table, one| call(member(table, one.kind.method()), search(one)));
    table.other.iter().fold(define, |table, call| member(table, call))
}

fn index(index: &Index) -> Vec<Expr> {
    let fields = names(&index.fields);
    let fields = if index.is_staged { object(vec![("fields", fields), ("staged", boolean(true))]) } else { fields };
    vec![text(&index.name), fields]
}

/// A validator as code, on one line.
pub fn validator_code(validator: &Validator) -> String {
    let list = |members: &[Validator]| members.iter().map(validator_code).collect::<Vec<_>>().join(", ");
    match validator {
        Validator::Plain(plain) => format!("v.{}()", plain.method()),
        Validator::Id(table) => format!("v.id({table:?})"),
        Validator::Literal(literal) => format!("v.literal({literal})"),
        Validator::Array(element) => format!("v.array({})", validator_code(element)),
        Validator::Record(keys, values) => format!("v.record({}, {})", validator_code(keys), validator_code(values)),
        Validator::Union(members) => format!("v.union({})", list(members)),
        Validator::Optional(inner) => format!("v.optional({})", validator_code(inner)),
        Validator::Object(fields) => {
            let fields = fields.iter().map(|field| format!("{:?}: {}", field.name, validator_code(&field.validator)));
            format!("v.object({{ {} }})", fields.collect::<Vec<_>>().join(", "))
        }
        Validator::Opaque(code) => code.clone(),
    }
}

/// `index("name", ["field"])`, on one line.
pub fn index_call(index: &Index) -> String {
    let fields: Vec<String> = index.fields.iter().map(|field| format!("{field:?}")).collect();
    let fields = format!("[{}]", fields.join(", "));
    match index.is_staged {
        true => format!("index({:?}, {{ fields: {fields}, staged: true }})", index.name),
        false => format!("index({:?}, {fields})", index.name),
    }
}

fn search(index: &SearchIndex) -> Vec<Expr> {
    let mut options = vec![(index.kind.field_option(), text(&index.field))];
    if let Search::Vector(dimensions) = index.kind {
        options.push(("dimensions", number(dimensions.into())));
    }
    if !index.filters.is_empty() {
        options.push(("filterFields", names(&index.filters)));
    }
    if index.is_staged {
        options.push(("staged", boolean(true)));
    }
    vec![text(&index.name), object(options)]
}

fn names(names: &[String]) -> Expr {
    array(names.iter().map(|name| text(name)).collect())
}

/// Source text as it was written: the emitter prints a name verbatim.
fn code(code: &str) -> Expr {
    name(code)
}

fn fields(fields: &[Field]) -> Expr {
    object(fields.iter().map(|field| (field.name.as_str(), validator(&field.validator))).collect())
}

fn validator(value: &Validator) -> Expr {
    let (method, arguments) = match value {
        Validator::Plain(plain) => (plain.method(), Vec::new()),
        Validator::Id(table) => ("id", vec![text(table)]),
        Validator::Literal(literal) => ("literal", vec![literal_value(literal)]),
        Validator::Array(element) => ("array", vec![validator(element)]),
        Validator::Object(members) => ("object", vec![fields(members)]),
        Validator::Record(keys, values) => ("record", vec![validator(keys), validator(values)]),
        Validator::Union(members) => ("union", members.iter().map(validator).collect()),
        Validator::Optional(inner) => ("optional", vec![validator(inner)]),
        Validator::Opaque(other) => return code(other),
    };
    call(member(name("v"), method), arguments)
}

fn literal_value(literal: &Literal) -> Expr {
    match literal {
        Literal::String(value) => text(value),
        Literal::Number(value) => number(*value),
        Literal::BigInt(_) => code(&literal.to_string()),
        Literal::Boolean(value) => boolean(*value),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::convex::typescript::parse::validator_text;
    use crate::convex::{OtherTable, Plain};

    const IMPORTS: &str =
        "import { defineSchema, defineTable } from \"convex/server\";\nimport { v } from \"convex/values\";\n";

    fn table(name: &str, fields: &[&str]) -> Table {
        let field = |name: &&str| Field { name: (*name).to_owned(), validator: Validator::Plain(Plain::String) };
        Table { name: name.to_owned(), fields: fields.iter().map(field).collect(), ..Table::default() }
    }

    /// The text between the imports and the rest, which is the same for all schemas without options.
    fn tables_of(schema: &Schema) -> String {
        let text = print(schema, &["generated".to_owned()]);
        let text = text.strip_prefix("/**\n * generated\n */\n").unwrap().strip_prefix(IMPORTS).unwrap();
        text.split("\nconst schema").next().unwrap().trim().to_owned()
    }

    #[test]
    fn tables_are_printed_as_the_official_generator_does() {
        let index = |name: &str, is_staged| Index { is_staged, ..Index::new(name, vec!["a".to_owned()]) };
        let search = |kind| SearchIndex {
            name: "words".to_owned(),
            kind,
            field: "a".to_owned(),
            filters: vec!["b".to_owned()],
            is_staged: false,
        };
        let cases: [(Table, &str); 6] = [
            (table("t", &[]), "t: defineTable({}),"),
            (table("not-a-name", &["a-b"]), "\"not-a-name\": defineTable({\n    \"a-b\": v.string(),\n  }),"),
            (
                Table { indexes: vec![index("by_a", false)], ..table("t", &["a"]) },
                "t: defineTable({\n    a: v.string(),\n  }).index(\"by_a\", [\"a\"]),",
            ),
            (
                Table { indexes: vec![index("by_a", false), index("later", true)], ..table("t", &["a"]) },
                "t: defineTable({\n    a: v.string(),\n  })\n    .index(\"by_a\", [\"a\"])\n    .index(\"later\", {\n      fields: [\"a\"],\n      staged: true,\n    }),",
            ),
            (
                Table { searches: vec![search(Search::Vector(3))], ..table("t", &["a"]) },
                "t: defineTable({\n    a: v.string(),\n  }).vectorIndex(\"words\", {\n    vectorField: \"a\",\n    dimensions: 3,\n    filterFields: [\"b\"],\n  }),",
            ),
            (
                Table {
                    document: Some(Validator::Plain(Plain::Any)),
                    other: vec!["kept(x)".to_owned()],
                    ..table("t", &[])
                },
                "t: defineTable(v.any()).kept(x),",
            ),
        ];
        for (table, expected) in cases {
            let schema = Schema { tables: vec![table], ..Schema::default() };
            assert_eq!(tables_of(&schema), format!("export const tables = {{\n  {expected}\n}};"));
        }
    }

    /// A spread expression may have any table: known tables come after it.
    #[test]
    fn what_is_spread_comes_first() {
        let other =
            |name: Option<&str>, code: &str| OtherTable { name: name.map(str::to_owned), code: code.to_owned() };
        let schema = Schema {
            tables: vec![table("t", &[])],
            other: vec![other(Some("named"), "make()"), other(None, "shared")],
            options: Some("{ schemaValidation: false }".to_owned()),
            ..Schema::default()
        };
        let text = print(&schema, &[]);
        let expected = "export const tables = {\n  ...shared,\n  t: defineTable({}),\n  named: make(),\n};";
        assert!(text.contains(expected), "{text}");
        assert!(text.contains("defineSchema(tables, { schemaValidation: false })"), "{text}");
    }

    #[test]
    fn no_header_ends_its_comment() {
        let text = print(&Schema::default(), &["a */ b".to_owned(), String::new()]);
        assert!(text.starts_with("/**\n * a * / b\n *\n */\nimport "), "{text}");
        let text = print(&Schema::default(), &["a\n*/ b\u{202e}".to_owned(), String::new()]);
        assert!(text.starts_with("/**\n * a\\u{a}* / b\\u{202e}\n *\n */\nimport "), "{text}");
    }

    #[test]
    fn validators_and_indexes_on_one_line() {
        let validators = [
            "v.string()",
            "v.id(\"user\")",
            "v.literal(-1n)",
            "v.union(v.null(), v.literal(\"a\"))",
            "v.optional(v.array(v.number()))",
            "v.record(v.string(), v.object({ \"a\": v.any() }))",
        ];
        for code in validators {
            assert_eq!(validator_code(&validator_text(code).unwrap()), code);
        }
        let index = Index::new("by_a_b", vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(index_call(&index), "index(\"by_a_b\", [\"a\", \"b\"])");
        let staged = Index { is_staged: true, ..index };
        assert_eq!(index_call(&staged), "index(\"by_a_b\", { fields: [\"a\", \"b\"], staged: true })");
    }
}
