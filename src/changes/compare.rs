//! The changes from one schema to another, each with its code.

use super::renames::Keys;
use crate::convex::identifiers::is_system;
use crate::convex::subset::{is_subset, is_wider};
use crate::convex::{Enforced, Field, Index, Schema, SearchIndex, Table, Validator};
use crate::diagnostic::code::Impact;
use crate::diagnostic::codes::changes as codes;
use crate::diagnostic::{Code, Diagnostic, Span};

/// A change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Its kind.
    pub code: &'static Code,
    /// The table's name in the new schema, or in the old one if it is gone. Empty for what is about the whole schema.
    pub table: String,
    /// What kind of member of the table it is about.
    pub kind: MemberKind,
    /// The field or the index, by its name in the new schema, or else in the old one.
    pub member: Option<String>,
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
                    found.add(
                        &codes::TABLE_RENAMED,
                        MemberKind::Table,
                        None,
                        Some(before.name.clone()),
                        Some(table.name.clone()),
                    );
                    differing_fields(before, table).iter().for_each(|note| found.note_if(true, note));
                }
                None => {
                    found.add(&codes::TABLE_ADDED, MemberKind::Table, None, None, Some(fields_in_words(table)));
                    found.note_if(is_checked, EARLIER_TABLE);
                }
            },
        }
    }
    for gone in old.tables.iter().filter(|gone| new.table(&gone.name).is_none() && !renamed.contains(&gone.name)) {
        found.table.clone_from(&gone.name);
        found.add(&codes::TABLE_REMOVED, MemberKind::Table, None, Some(fields_in_words(gone)), None);
    }
    for other in old.other.iter().filter(|other| !new.other.contains(other)) {
        found.table = other.name.clone().unwrap_or_default();
        found.add(&codes::TABLE_UNRECOGNIZED, MemberKind::Table, None, Some(one_line(&other.code)), None);
    }
    for other in new.other.iter().filter(|other| !old.other.contains(other)) {
        found.table = other.name.clone().unwrap_or_default();
        found.add(&codes::TABLE_UNRECOGNIZED, MemberKind::Table, None, None, Some(one_line(&other.code)));
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
    /// Whether it is of this impact.
    pub fn is(&self, impact: Impact) -> bool {
        self.impact() == impact
    }

    /// What a push does about it.
    pub fn impact(&self) -> Impact {
        self.code.impact.unwrap_or(Impact::Unknown)
    }

    /// It in a sentence without a full stop.
    pub fn sentence(&self) -> String {
        let (before, after) = (self.before.as_deref(), self.after.as_deref());
        // A refused part has a sentence of its own.
        if self.code.sentence.is_empty() {
            return after.unwrap_or(self.code.summary).to_owned();
        }
        let change = match (before, after) {
            (Some(before), Some(after)) => format!("from {before} to {after}"),
            (before, after) => before.or(after).unwrap_or_default().to_owned(),
        };
        let sentence = [
            ("{table}", self.table.as_str()),
            ("{member}", self.member.as_deref().unwrap_or_default()),
            ("{what}", &self.what()),
            ("{before}", before.unwrap_or_default()),
            ("{after}", after.unwrap_or_default()),
            ("{change}", &change),
        ];
        fill(self.code.sentence, &sentence).replace(" ()", "")
    }

    /// What it is about, with its kind.
    fn what(&self) -> String {
        match (&self.member, self.table.as_str()) {
            (Some(member), _) => format!("{} `{member}`", self.kind.word()),
            (None, "") => "several tables".to_owned(),
            (None, table) => match self.kind {
                MemberKind::Field => "the document".to_owned(),
                _ => format!("table `{table}`"),
            },
        }
    }

    /// It as a diagnostic, with its steps as helps. `component` is the component's name.
    pub fn diagnostic(&self, component: &str) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(self.code, self.sentence()).at_opt(self.span.as_ref());
        diagnostic.subject.component = Some(component.to_owned());
        diagnostic.subject.table = Some(self.table.clone()).filter(|table| !table.is_empty());
        diagnostic.subject.member.clone_from(&self.member);
        if !self.is(Impact::Safe) {
            diagnostic.notes.push(self.code.explanation.to_owned());
            let steps = self.steps(component);
            diagnostic.helps =
                steps.iter().enumerate().map(|(number, step)| format!("{}. {step}", number + 1)).collect();
        }
        diagnostic.notes.extend(self.notes.iter().cloned());
        diagnostic
    }
}

/// A text with each name in braces replaced, once and from left to right, so that no replacement is searched again.
fn fill(text: &str, names: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        match names.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, value)) => {
                filled.push_str(value);
                rest = &rest[name.len()..];
            }
            None => {
                filled.push('{');
                rest = &rest[1..];
            }
        }
    }
    filled + rest
}

/// What kind of member of a table a change is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MemberKind {
    /// The table itself, or the whole schema.
    #[default]
    Table,
    /// A field, or the documents of a table that are not plain objects of fields.
    Field,
    /// An index.
    Index,
    /// A search index.
    SearchIndex,
    /// A vector index.
    VectorIndex,
}

impl MemberKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Field => "field",
            Self::Index => "index",
            Self::SearchIndex => "search index",
            Self::VectorIndex => "vector index",
        }
    }
}

/// The code of a change of fields where a push checks no document.
fn unchecked(code: &'static Code) -> &'static Code {
    let is = |codes: &[&Code]| codes.contains(&code);
    if is(&[&codes::FIELD_RENAMED]) {
        &codes::FIELD_RENAMED_UNCHECKED
    } else if is(&[
        &codes::REQUIRED_FIELD_ADDED,
        &codes::FIELD_REMOVED,
        &codes::FIELD_REQUIRED,
        &codes::FIELD_NARROWER,
        &codes::FIELD_TYPE,
        &codes::VALIDATOR_UNRECOGNIZED,
    ]) {
        &codes::FIELD_UNCHECKED
    } else {
        code
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
        let mut tell = |code: &'static Code| {
            let (before, after) = both();
            self.add(code, MemberKind::Table, None, before, after);
        };
        match (old.enforced, new.enforced) {
            (Enforced::No, Enforced::Yes) => tell(&codes::VALIDATION_ON),
            (Enforced::Yes, Enforced::No) => tell(&codes::VALIDATION_OFF),
            _ => {}
        }
        match (known_options(old), known_options(new)) {
            (Some(before), Some(after)) if before != after => tell(&codes::OPTIONS_TYPES),
            (Some(_), Some(_)) => {}
            _ if old.options != new.options => tell(&codes::OPTIONS_UNRECOGNIZED),
            _ => {}
        }
    }

    fn add(
        &mut self,
        code: &'static Code,
        kind: MemberKind,
        member: Option<&str>,
        before: Option<String>,
        after: Option<String>,
    ) {
        let code = if self.is_checked { code } else { unchecked(code) };
        let (table, member) = (self.table.clone(), member.map(str::to_owned));
        self.changes.push(Change { code, table, kind, member, before, after, notes: Vec::new(), span: None });
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
            self.add(&codes::CALL_UNRECOGNIZED, MemberKind::Table, None, Some(one_line(code)), None);
        }
        for code in new.other.iter().filter(|code| !old.other.contains(code)) {
            self.add(&codes::CALL_UNRECOGNIZED, MemberKind::Table, None, None, Some(one_line(code)));
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
                            self.add(
                                &codes::FIELD_RENAMED,
                                MemberKind::Field,
                                Some(name),
                                Some(before.name.clone()),
                                Some(name.to_owned()),
                            );
                            self.field(name, &before.validator, &field.validator);
                        }
                        None => {
                            let code = if may_be_missing(field) {
                                &codes::OPTIONAL_FIELD_ADDED
                            } else {
                                &codes::REQUIRED_FIELD_ADDED
                            };
                            self.add(code, MemberKind::Field, Some(name), None, Some(field.validator.to_string()));
                        }
                    }
                }
            }
        }
        let is_gone = |field: &&Field| {
            !is_system(&field.name) && new.field(&field.name).is_none() && !renamed.contains(&field.name.as_str())
        };
        for gone in old.fields.iter().filter(is_gone) {
            self.add(&codes::FIELD_REMOVED, MemberKind::Field, Some(&gone.name), Some(in_words(&gone.validator)), None);
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
            self.add(&codes::FIELD_REQUIRED, MemberKind::Field, Some(name), before, after);
        } else if !was_optional && is_optional && is_wider(old_value, new_value) {
            let (before, after) = both();
            self.add(&codes::FIELD_OPTIONAL, MemberKind::Field, Some(name), before, after);
            self.note_if(self.is_checked && !is_subset(old_value, new_value), READS_DOCUMENTS);
            return;
        }
        if old_value != new_value {
            self.validator(Some(name), old_value, new_value);
        }
    }

    /// Two validators that differ, of a field or of whole documents.
    fn validator(&mut self, name: Option<&str>, old: &Validator, new: &Validator) {
        let code: &Code = match (has_code(old) || has_code(new), is_wider(old, new), is_wider(new, old)) {
            (true, false, _) => &codes::VALIDATOR_UNRECOGNIZED,
            // The same values in another form are neither more nor fewer.
            (_, true, true) => return,
            (_, true, false) => &codes::FIELD_WIDER,
            (_, false, true) => &codes::FIELD_NARROWER,
            (_, false, false) => &codes::FIELD_TYPE,
        };
        self.add(code, MemberKind::Field, name, Some(in_words(old)), Some(in_words(new)));
        self.note_if(self.is_checked && *code == codes::FIELD_WIDER && !is_subset(old, new), READS_DOCUMENTS);
    }

    fn indexes(&mut self, old: &Table, new: &Table) {
        let mut renamed = Vec::new();
        // Of two with one name, which Convex refuses, each is compared with its like.
        for index in new.indexes.iter().filter(|index| !old.indexes.contains(index)) {
            let (name, after) = (index.name.as_str(), Some(index_in_words(index)));
            match old.index(name) {
                Some(before) if before.fields != index.fields => {
                    self.add(&codes::INDEX_FIELDS, MemberKind::Index, Some(name), Some(index_in_words(before)), after);
                }
                Some(before) if before.is_staged != index.is_staged => {
                    let code = if index.is_staged { &codes::INDEX_STAGED } else { &codes::INDEX_ENABLED };
                    self.add(code, MemberKind::Index, Some(name), Some(index_in_words(before)), after);
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
                            self.add(
                                &codes::INDEX_RENAMED,
                                MemberKind::Index,
                                Some(name),
                                Some(before.name.clone()),
                                Some(name.to_owned()),
                            );
                        }
                        None => self.add(&codes::INDEX_ADDED, MemberKind::Index, Some(name), None, after),
                    }
                }
            }
        }
        let is_gone = |index: &&Index| new.index(&index.name).is_none() && !renamed.contains(&index.name.as_str());
        for gone in old.indexes.iter().filter(is_gone) {
            self.add(&codes::INDEX_REMOVED, MemberKind::Index, Some(&gone.name), Some(index_in_words(gone)), None);
        }
    }

    fn searches(&mut self, old: &[SearchIndex], new: &[SearchIndex]) {
        for index in new.iter().filter(|index| !old.contains(index)) {
            let after = Some(search_in_words(index));
            match old.iter().find(|before| before.name == index.name) {
                None => self.add(&codes::SEARCH_ADDED, search_kind(index), Some(&index.name), None, after),
                Some(before) if SearchIndex { is_staged: before.is_staged, ..index.clone() } == *before => {
                    if before.is_staged != index.is_staged {
                        let code = if index.is_staged { &codes::SEARCH_STAGED } else { &codes::SEARCH_ENABLED };
                        self.add(code, search_kind(index), Some(&index.name), Some(search_in_words(before)), after);
                    }
                }
                Some(before) => {
                    self.add(
                        &codes::SEARCH_CHANGED,
                        search_kind(index),
                        Some(&index.name),
                        Some(search_in_words(before)),
                        after,
                    );
                }
            }
        }
        for gone in old.iter().filter(|gone| !new.iter().any(|index| index.name == gone.name)) {
            self.add(&codes::SEARCH_REMOVED, search_kind(gone), Some(&gone.name), Some(search_in_words(gone)), None);
        }
    }
}

/// What a copy from one table to another has to mind.
fn differing_fields(old: &Table, new: &Table) -> Vec<String> {
    let only = |one: &Table, other: &Table| -> Vec<String> {
        let missing = one.fields.iter().filter(|field| other.field(&field.name).is_none());
        missing.map(|field| format!("`{}`", field.name)).collect()
    };
    let lists = [("only in the old table", only(old, new)), ("only in the new table", only(new, old))];
    let listed = lists.into_iter().filter(|(_, fields)| !fields.is_empty());
    listed.map(|(what, fields)| format!("{what}: {}", fields.join(", "))).collect()
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

fn search_kind(index: &SearchIndex) -> MemberKind {
    match index.kind {
        crate::convex::Search::Text => MemberKind::SearchIndex,
        crate::convex::Search::Vector(_) => MemberKind::VectorIndex,
    }
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
