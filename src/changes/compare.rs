//! The changes from one schema to another, each with its code.

use super::codes::{Class, Code, code};
use super::renames::Keys;
use crate::convex::identifiers::is_system;
use crate::convex::subset::{is_subset, is_wider};
use crate::convex::{Enforced, Field, Index, Schema, SearchIndex, Table, Validator};
use crate::diagnostic::Span;

/// A change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Its kind.
    pub code: &'static Code,
    /// The table's name in the new schema, or in the old one if it is gone. Empty for what is about the whole schema.
    pub table: String,
    /// The field, the index or what else in the table it is about, by its name in the new schema, or else in the old one.
    pub part: Option<String>,
    /// What there was before.
    pub before: Option<String>,
    /// What there is now.
    pub after: Option<String>,
    /// More to know.
    pub notes: Vec<String>,
    /// Where it is, if that is more than its table and its part say.
    pub span: Option<Span>,
}

/// All changes, table by table in the order of the new schema, then tables that are gone.
pub fn changes(old: &Schema, new: &Schema, keys: &Keys) -> Vec<Change> {
    let is_checked = new.enforced != Enforced::No;
    let mut found = Found { changes: Vec::new(), table: String::new(), is_checked };
    let mut renamed = Vec::new();
    for table in &new.tables {
        found.table.clone_from(&table.name);
        match old.table(&table.name) {
            Some(before) => found.in_table(before, table, keys),
            None => match keys.old_table(table, old, new).filter(|before| !renamed.contains(&before.name)) {
                Some(before) => {
                    renamed.push(before.name.clone());
                    found.add("SS103", None, Some(before.name.clone()), Some(table.name.clone()));
                    differing_fields(before, table).iter().for_each(|note| found.note_if(true, note));
                }
                None => {
                    found.add("SS101", None, None, Some(fields_in_words(table)));
                    found.note_if(is_checked, EARLIER_TABLE);
                }
            },
        }
    }
    for gone in old.tables.iter().filter(|gone| new.table(&gone.name).is_none() && !renamed.contains(&gone.name)) {
        found.table.clone_from(&gone.name);
        found.add("SS102", None, Some(fields_in_words(gone)), None);
    }
    for other in old.other.iter().filter(|other| !new.other.contains(other)) {
        found.table = other.name.clone().unwrap_or_default();
        found.add("SS401", None, Some(one_line(&other.code)), None);
    }
    for other in new.other.iter().filter(|other| !old.other.contains(other)) {
        found.table = other.name.clone().unwrap_or_default();
        found.add("SS401", None, None, Some(one_line(&other.code)));
    }
    found.table.clear();
    found.options(old, new);
    found.changes
}

/// What a push of a new table may find.
const EARLIER_TABLE: &str =
    "If there was a table of this name before, its documents are still in the database, and the push checks them.";
/// What a push does where only records get wider.
const READS_DOCUMENTS: &str =
    "Convex compares records by equality: the push reads the documents of the table, and every one fits.";

impl Change {
    /// Whether it is of this class.
    pub fn is(&self, class: Class) -> bool {
        self.code.class == class
    }

    /// What it is, in a few words: the title of its code, which is about a whole document where no field is named.
    pub fn kind(&self) -> String {
        match &self.part {
            None => self.code.title.replacen("a field", "a document", 1),
            Some(_) => self.code.title.to_owned(),
        }
    }
}

/// The code of a change of fields where a push checks no document.
fn unchecked(id: &str) -> &str {
    match id {
        "SS202" | "SS203" | "SS206" | "SS208" | "SS209" | "SS402" => "SS210",
        "SS204" => "SS211",
        id => id,
    }
}

struct Found {
    changes: Vec<Change>,
    /// The table that is looked at.
    table: String,
    /// Whether a push of the new schema checks documents.
    is_checked: bool,
}

impl Found {
    /// Adds a note to the last change.
    fn note_if(&mut self, when: bool, note: &str) {
        if let Some(change) = self.changes.last_mut().filter(|_| when) {
            change.notes.push(note.to_owned());
        }
    }

    /// What `defineSchema` is given beside tables.
    fn options(&mut self, old: &Schema, new: &Schema) {
        let both = || (old.options.as_deref().map(one_line), new.options.as_deref().map(one_line));
        let mut tell = |id: &str| {
            let (before, after) = both();
            self.add(id, None, before, after);
        };
        match (old.enforced, new.enforced) {
            (Enforced::No, Enforced::Yes) => tell("SS405"),
            (Enforced::Yes, Enforced::No) => tell("SS406"),
            _ => {}
        }
        match (known_options(old), known_options(new)) {
            (Some(before), Some(after)) if before != after => tell("SS407"),
            (Some(_), Some(_)) => {}
            _ if old.options != new.options => tell("SS404"),
            _ => {}
        }
    }

    fn add(&mut self, id: &str, part: Option<&str>, before: Option<String>, after: Option<String>) {
        let id = if self.is_checked { id } else { unchecked(id) };
        // Each id stands in this file, and a test holds them against the table.
        let Some(code) = code(id) else { return };
        let (table, part) = (self.table.clone(), part.map(str::to_owned));
        self.changes.push(Change { code, table, part, before, after, notes: Vec::new(), span: None });
    }

    fn in_table(&mut self, old: &Table, new: &Table, keys: &Keys) {
        if old.document.is_some() || new.document.is_some() {
            self.document(old, new);
        } else {
            self.fields(old, new, keys);
        }
        self.indexes(old, new);
        self.searches(&old.searches, &new.searches);
        for code in old.other.iter().filter(|code| !new.other.contains(code)) {
            self.add("SS403", None, Some(one_line(code)), None);
        }
        for code in new.other.iter().filter(|code| !old.other.contains(code)) {
            self.add("SS403", None, None, Some(one_line(code)));
        }
    }

    /// A table of which the documents are no plain objects of fields, before or now.
    fn document(&mut self, old: &Table, new: &Table) {
        let document = |table: &Table| {
            let document = table.document.clone();
            checked(&document.unwrap_or_else(|| Validator::Object(table.fields.clone())))
        };
        let (old, new) = (document(old), document(new));
        if old != new {
            self.validator(None, &old, &new);
        }
    }

    fn fields(&mut self, old: &Table, new: &Table, keys: &Keys) {
        let mut renamed = Vec::new();
        for (position, field) in new.fields.iter().enumerate().filter(|(_, field)| !is_system(&field.name)) {
            let name = field.name.as_str();
            match old.field(name) {
                Some(before) => self.field(name, &before.validator, &field.validator),
                None => {
                    let before = keys.old_field(new, position, old).filter(|before| !renamed.contains(before));
                    match before.and_then(|before| old.field(before)) {
                        Some(before) => {
                            renamed.push(before.name.as_str());
                            self.add("SS204", Some(name), Some(before.name.clone()), Some(name.to_owned()));
                            self.field(name, &before.validator, &field.validator);
                        }
                        None => {
                            let id = if may_be_missing(field) { "SS201" } else { "SS202" };
                            self.add(id, Some(name), None, Some(field.validator.to_string()));
                        }
                    }
                }
            }
        }
        let is_gone = |field: &&Field| {
            !is_system(&field.name) && new.field(&field.name).is_none() && !renamed.contains(&field.name.as_str())
        };
        for gone in old.fields.iter().filter(is_gone) {
            self.add("SS203", Some(&gone.name), Some(in_words(&gone.validator)), None);
        }
    }

    fn field(&mut self, name: &str, old: &Validator, new: &Validator) {
        if old == new {
            return;
        }
        let ((old_value, was_optional), (new_value, is_optional)) = (old.required(), new.required());
        let both = || (Some(in_words(old)), Some(in_words(new)));
        if was_optional && !is_optional {
            let (before, after) = both();
            self.add("SS206", Some(name), before, after);
        } else if !was_optional && is_optional && is_wider(old_value, new_value) {
            let (before, after) = both();
            self.add("SS205", Some(name), before, after);
            self.note_if(self.is_checked && !is_subset(old_value, new_value), READS_DOCUMENTS);
            return;
        }
        if old_value != new_value {
            self.validator(Some(name), old_value, new_value);
        }
    }

    /// Two validators that differ, of a field or of whole documents.
    fn validator(&mut self, name: Option<&str>, old: &Validator, new: &Validator) {
        let id = match (has_code(old) || has_code(new), is_wider(old, new), is_wider(new, old)) {
            (true, false, _) => "SS402",
            // The same values in another form are neither more nor fewer.
            (_, true, true) => return,
            (_, true, false) => "SS207",
            (_, false, true) => "SS208",
            (_, false, false) => "SS209",
        };
        self.add(id, name, Some(in_words(old)), Some(in_words(new)));
        self.note_if(self.is_checked && id == "SS207" && !is_subset(old, new), READS_DOCUMENTS);
    }

    fn indexes(&mut self, old: &Table, new: &Table) {
        let mut renamed = Vec::new();
        // Of two with one name, which Convex refuses, each is compared with its like.
        for index in new.indexes.iter().filter(|index| !old.indexes.contains(index)) {
            let (name, after) = (index.name.as_str(), Some(index_in_words(index)));
            match old.index(name) {
                Some(before) if before.fields != index.fields => {
                    self.add("SS303", Some(name), Some(index_in_words(before)), after);
                }
                Some(before) if before.is_staged != index.is_staged => {
                    let id = if index.is_staged { "SS306" } else { "SS305" };
                    self.add(id, Some(name), Some(index_in_words(before)), after);
                }
                Some(_) => {}
                None => {
                    // One that queries could use and now cannot is no longer the same.
                    let is_it = |before: &&Index| {
                        let is_usable = before.is_staged || !index.is_staged;
                        before.fields == index.fields && is_usable && new.index(&before.name).is_none()
                    };
                    match old.indexes.iter().find(is_it) {
                        Some(before) => {
                            renamed.push(before.name.as_str());
                            self.add("SS304", Some(name), Some(before.name.clone()), Some(name.to_owned()));
                        }
                        None => self.add("SS301", Some(name), None, after),
                    }
                }
            }
        }
        let is_gone = |index: &&Index| new.index(&index.name).is_none() && !renamed.contains(&index.name.as_str());
        for gone in old.indexes.iter().filter(is_gone) {
            self.add("SS302", Some(&gone.name), Some(index_in_words(gone)), None);
        }
    }

    fn searches(&mut self, old: &[SearchIndex], new: &[SearchIndex]) {
        for index in new.iter().filter(|index| !old.contains(index)) {
            let after = Some(search_in_words(index));
            match old.iter().find(|before| before.name == index.name) {
                None => self.add("SS311", Some(&index.name), None, after),
                Some(before) if SearchIndex { is_staged: before.is_staged, ..index.clone() } == *before => {
                    if before.is_staged != index.is_staged {
                        let id = if index.is_staged { "SS315" } else { "SS314" };
                        self.add(id, Some(&index.name), Some(search_in_words(before)), after);
                    }
                }
                Some(before) => {
                    self.add("SS313", Some(&index.name), Some(search_in_words(before)), after);
                }
            }
        }
        for gone in old.iter().filter(|gone| !new.iter().any(|index| index.name == gone.name)) {
            self.add("SS312", Some(&gone.name), Some(search_in_words(gone)), None);
        }
    }
}

/// What a copy from one table to another has to mind.
fn differing_fields(old: &Table, new: &Table) -> Vec<String> {
    let only = |one: &Table, other: &Table| -> Vec<String> {
        let missing = one.fields.iter().filter(|field| other.field(&field.name).is_none());
        missing.map(|field| format!("`{}`", field.name)).collect()
    };
    let lists = [("only the old one has", only(old, new)), ("only the new one has", only(new, old))];
    let told = lists.into_iter().filter(|(_, fields)| !fields.is_empty());
    told.map(|(what, fields)| format!("{what} {}", fields.join(", "))).collect()
}

/// What Convex checks of a document: not the fields that start with an underscore (`filter_system_fields` in
/// convex-backend, crates/common/src/schemas/validator.rs).
fn checked(document: &Validator) -> Validator {
    match document.required().0 {
        Validator::Object(fields) => {
            Validator::Object(fields.iter().filter(|field| !is_system(&field.name)).cloned().collect())
        }
        Validator::Union(members) => Validator::Union(members.iter().map(checked).collect()),
        other => other.clone(),
    }
}

/// The options of a schema that decide nothing about documents, if all of them are known.
fn known_options(schema: &Schema) -> Option<Vec<&str>> {
    let Some(options) = schema.options.as_deref() else { return Some(Vec::new()) };
    let inside = options.strip_prefix('{')?.strip_suffix('}')?.trim();
    let mut known: Vec<&str> = inside.split(", ").filter(|option| !option.is_empty()).collect();
    let is_known = |option: &&str| {
        let named = |name: &str| option.strip_prefix(name).is_some_and(|value| [": true", ": false"].contains(&value));
        named("schemaValidation") || named("strictTableNameTypes")
    };
    if !known.iter().all(is_known) {
        return None;
    }
    // The default.
    known.retain(|option| !option.starts_with("schemaValidation") && *option != "strictTableNameTypes: true");
    Some(known)
}

fn may_be_missing(field: &Field) -> bool {
    field.validator.required().1
}

/// Whether there is code in it that could not be read.
fn has_code(validator: &Validator) -> bool {
    match validator {
        Validator::Opaque(_) => true,
        Validator::Array(inner) | Validator::Optional(inner) => has_code(inner),
        Validator::Record(keys, values) => has_code(keys) || has_code(values),
        Validator::Union(members) => members.iter().any(has_code),
        Validator::Object(fields) => fields.iter().any(|field| has_code(&field.validator)),
        Validator::Plain(_) | Validator::Id(_) | Validator::Literal(_) => false,
    }
}

/// A validator, with whether it may be missing.
fn in_words(validator: &Validator) -> String {
    match validator.required() {
        (inner, true) => format!("optional {inner}"),
        (inner, false) => inner.to_string(),
    }
}

fn fields_in_words(table: &Table) -> String {
    match &table.document {
        Some(document) => document.to_string(),
        None => table.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(", "),
    }
}

fn index_in_words(index: &Index) -> String {
    let staged = if index.is_staged { ", staged" } else { "" };
    format!("{}{staged}", index.fields.join(", "))
}

fn search_in_words(index: &SearchIndex) -> String {
    let mut words = match index.kind {
        crate::convex::Search::Text => index.field.clone(),
        crate::convex::Search::Vector(dimensions) => format!("{}, {dimensions} dimensions", index.field),
    };
    if !index.filters.is_empty() {
        words.push_str(&format!(", filtered by {}", index.filters.join(", ")));
    }
    if index.is_staged {
        words.push_str(", staged");
    }
    words
}

fn one_line(code: &str) -> String {
    code.split_whitespace().collect::<Vec<_>>().join(" ")
}
