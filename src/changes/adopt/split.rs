//! A schema.ts that spreads the generated one: the edited file, in which only the object of the tables is another.
//!
//! Everything outside of that object stays byte for byte. In it, each table keeps only the parts that the generated one
//! lacks, as they were written, and every comment moves above its table.

use std::ops::Range;

use crate::convex::spanned::SpannedTable;
use crate::convex::typescript::parse::{Entry, SchemaFile};
use crate::convex::typescript::schema_file;
use crate::convex::{Index, Schema, Table};
use crate::diagnostic::Span;

/// The names that Convex exports and that may not be needed any more.
const MAYBE_UNUSED: [&str; 2] = ["defineTable", "v"];

/// The text of the new schema.ts. `module` is the specifier of the generated tables. None if the file does not have
/// exactly one object of tables.
pub fn split(text: &str, file: &SchemaFile, generated: &Schema, module: &str) -> Option<String> {
    let object = file.layout.tables.as_ref()?;
    let name = ["generated", "generatedTables", "betterAuthTables"].into_iter().find(|name| uses(text, name) == 0)?;
    let split = Split { text, file, generated, name };
    let mut edits = vec![(object.range.clone(), split.tables(object))];
    let import = format!("import {{ tables as {name} }} from \"{module}\";");
    match file.layout.imports.last() {
        Some(last) => edits.push((last.range.end..last.range.end, format!("\n{import}"))),
        None => edits.push((0..0, format!("{import}\n"))),
    }
    edits.extend(file.layout.header.iter().map(|header| (with_line_end(text, &header.range), foreign(header))));
    edits.sort_by_key(|(range, _)| range.start);
    let mut new = String::new();
    let mut at = 0;
    for (range, replacement) in edits {
        new.push_str(text.get(at..range.start)?);
        new.push_str(&replacement);
        at = range.end;
    }
    new.push_str(text.get(at..)?);
    for name in MAYBE_UNUSED {
        new = without_unused(new, name);
    }
    Some(new)
}

/// A range with the line end after it.
fn with_line_end(text: &str, range: &Range<usize>) -> Range<usize> {
    let rest = text.get(range.end..).unwrap_or_default();
    let end = if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
    range.start..range.end + end
}

/// The lines of a header that the user added.
fn foreign(header: &Span) -> String {
    let inner = header.text().trim_start_matches("/*").trim_end_matches("*/").trim_start_matches("//");
    crate::convex::header::foreign_lines(inner).into_iter().map(|line| format!("// {line}\n")).collect()
}

/// The number of uses of a name in a text.
fn uses(text: &str, name: &str) -> usize {
    let is_part = |character: Option<char>| character.is_some_and(|c| c.is_alphanumeric() || "_$-".contains(c));
    let is_whole = |at: usize| {
        let (before, after) = (text[..at].chars().next_back(), text[at + name.len()..].chars().next());
        !is_part(before) && !is_part(after)
    };
    text.match_indices(name).filter(|(at, _)| is_whole(*at)).count()
}

/// The text without the import of a name that is no longer used.
fn without_unused(text: String, name: &str) -> String {
    if uses(&text, name) != 1 {
        return text;
    }
    let alone = ["\"", "'"].map(|quote| format!("import {{ {name} }} from {quote}convex/values{quote}"));
    for import in alone {
        for end in [";\n", "\n", ";\r\n", "\r\n"] {
            let line = format!("{import}{end}");
            if text.contains(&line) {
                return text.replacen(&line, "", 1);
            }
        }
    }
    for listed in [format!(", {name} }}"), format!(", {name},")] {
        if text.contains(&listed) {
            return text.replacen(&listed, &listed.replacen(&format!(", {name}"), "", 1), 1);
        }
    }
    text.replacen(&format!("{{ {name}, "), "{ ", 1)
}

struct Split<'a> {
    text: &'a str,
    file: &'a SchemaFile,
    generated: &'a Schema,
    /// The name of the generated tables.
    name: &'a str,
}

impl Split<'_> {
    fn tables(&self, object: &Span) -> String {
        let mut text = format!("{{\n  ...{},\n", self.name);
        let mut from = object.range.start;
        for entry in &self.file.layout.entries {
            let (kept, verbatim) = self.entry(entry);
            let comments = self.comments(from..entry.span.range.end, &verbatim);
            from = entry.span.range.end;
            // A table that is as it was generated comes by the spread.
            let kept = match (kept, entry.table) {
                (None, Some(number)) if !comments.is_empty() => {
                    let name = &self.file.tables[number].name;
                    Some(format!("{}: {}", key(name), self.base(name)))
                }
                (kept, _) => kept,
            };
            if let Some(kept) = kept {
                text.push_str(&comments);
                text.push_str(&format!("  {kept},\n"));
            }
        }
        text.push_str(&self.comments(from..object.range.end, &[]));
        text.push('}');
        text
    }

    /// The comments in a range, except for those in parts that are kept verbatim, each on separate lines.
    fn comments(&self, range: Range<usize>, verbatim: &[Range<usize>]) -> String {
        let comments = self.file.layout.comments.iter().map(|span| &span.range);
        let is_in = |outer: &Range<usize>, at: &Range<usize>| outer.start <= at.start && at.end <= outer.end;
        let wanted = comments.filter(|at| is_in(&range, at) && !verbatim.iter().any(|kept| is_in(kept, at)));
        wanted.map(|at| format!("  {}\n", self.text.get(at.clone()).unwrap_or_default())).collect()
    }

    /// The new text of a table, and the parts of the file that it contains verbatim. None if the generated table has
    /// all of it.
    fn entry(&self, entry: &Entry) -> (Option<String>, Vec<Range<usize>>) {
        let spanned = entry.table.and_then(|number| self.file.tables.get(number));
        let known = spanned.and_then(|spanned| Some((spanned, self.generated.table(&spanned.name)?)));
        let Some((spanned, generated)) = known else {
            return (Some(entry.span.text().to_owned()), vec![entry.span.range.clone()]);
        };
        let fields = in_order(changed_fields(spanned, generated), &entry.other_fields);
        let calls = in_order(added_calls(spanned, generated), &entry.other_calls);
        if fields.is_empty() && calls.is_empty() {
            return (None, Vec::new());
        }
        let name = &spanned.name;
        let replaced = replaced_indexes(spanned, generated);
        let mut text = format!("{}: ", key(name));
        if fields.is_empty() && replaced.is_empty() {
            text.push_str(&self.base(name));
        } else {
            text.push_str(&format!("defineTable({{\n    ...{}.validator.fields,\n", self.base(name)));
            for field in &fields {
                text.push_str(&format!("    {},\n", field.text()));
            }
            text.push_str("  })");
            let kept = generated.indexes.iter().filter(|index| !replaced.contains(&index.name));
            for call in kept.map(schema_file::index_call) {
                text.push_str(&format!("\n    .{call}"));
            }
        }
        for call in &calls {
            text.push_str(&format!("\n    .{}", call.text()));
        }
        (Some(text), fields.iter().chain(&calls).map(|span| span.range.clone()).collect())
    }

    /// A generated table.
    fn base(&self, table: &str) -> String {
        match is_identifier(table) {
            true => format!("{}.{table}", self.name),
            false => format!("{}[{table:?}]", self.name),
        }
    }
}

fn key(table: &str) -> String {
    if is_identifier(table) { table.to_owned() } else { format!("{table:?}") }
}

fn is_identifier(name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !name.starts_with(|c: char| c.is_ascii_digit()) && !name.is_empty() && name.chars().all(is_part)
}

fn in_order<'p>(known: Vec<&'p Span>, other: &'p [Span]) -> Vec<&'p Span> {
    let mut all: Vec<&Span> = known.into_iter().chain(other).collect();
    all.sort_by_key(|span| span.range.start);
    all
}

/// The fields that the generated table does not have, or has with another validator.
fn changed_fields<'p>(spanned: &'p SpannedTable, generated: &Table) -> Vec<&'p Span> {
    let fields = spanned.fields.iter().filter(|field| generated.field(&field.name) != Some(&field.value));
    fields.map(|field| &field.span).collect()
}

/// The indexes that the generated table does not have, or has with other fields.
fn added_calls<'p>(spanned: &'p SpannedTable, generated: &Table) -> Vec<&'p Span> {
    let indexes = spanned.indexes.iter().filter(|index| generated.index(&index.name) != Some(&index.value));
    let searches = spanned.searches.iter().filter(|index| generated.search(&index.name) != Some(&index.value));
    indexes.map(|index| &index.span).chain(searches.map(|index| &index.span)).collect()
}

/// The names of generated indexes that an edited one replaces: Convex refuses two with one name, and two on the same
/// fields.
fn replaced_indexes(spanned: &SpannedTable, generated: &Table) -> Vec<String> {
    let indexes = spanned.indexes.iter().map(|index| &index.value);
    let edited: Vec<&Index> = indexes.filter(|index| generated.index(&index.name) != Some(*index)).collect();
    let is_replaced = |index: &&Index| edited.iter().any(|edit| edit.name == index.name || edit.fields == index.fields);
    generated.indexes.iter().filter(is_replaced).map(|index| index.name.clone()).collect()
}
