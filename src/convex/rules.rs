//! Convex's rules for names, collisions and limits, checked on tables to be generated and on any existing schema.

use std::collections::BTreeMap;

use super::Enforced;
use super::indexes::{CustomSearchIndex, PlannedIndex, PlannedTable, Reason, breaks_lookup};
use super::limits::{Author, Part, violations};
use super::spanned::{SpannedSchema, SpannedTable, Unread, UnreadKind};
use super::unread;
use super::violation::{TABLES, Violation};
use crate::convex::Table;
use crate::diagnostic::codes::limits as codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Span};
use crate::tables::assemble::{AuthTable, Origin};

/// A generated table: as Better Auth knows it, with its indexes, and as Convex gets it.
#[derive(Clone, Copy, Debug)]
pub struct Generated<'t> {
    /// As Better Auth knows it, with its indexes.
    pub planned: &'t PlannedTable,
    /// As Convex gets it.
    pub table: &'t Table,
}

/// Checks the generated tables with the custom search and vector indexes, and the custom tables. Reports each rule that
/// is broken, at the option that breaks it.
pub fn check(
    tables: &[Generated<'_>],
    searches: &[CustomSearchIndex],
    own: &[SpannedTable],
    diagnostics: &mut Diagnostics,
) {
    let count = tables.len() + own.len();
    if count > TABLES {
        diagnostics.push(Violation::Tables { count }.diagnostic());
    }
    let mut names = BTreeMap::<&str, (&str, Origin)>::new();
    for Generated { planned: PlannedTable { table: auth, indexes }, table } in tables {
        let two = two_tables(&mut names, &auth.name, &auth.key, auth.named_by.clone());
        let spans: Vec<&Span> =
            searches.iter().filter(|own| own.table == auth.name).map(|search| &search.span).collect();
        let mut found = violations(table, Enforced::Yes, Author::Generated);
        found.extend(breaking_indexes(auth, indexes));
        // Problems of the table's name come first, then its duplicates.
        let (of_name, rest): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|(part, violation)| *part == Part::Table && *violation.code() == codes::NAME);
        let diagnostic = |(part, violation): (Part, Violation)| match part {
            Part::Table => of_table(&violation, auth),
            Part::Field(position) => of_field(&violation, auth, position),
            Part::Index(position) => of_index(&violation, auth, &indexes[position]),
            Part::Search(position) => violation.diagnostic().at_opt(spans.get(position).copied()),
        };
        diagnostics.extend(of_name.into_iter().map(diagnostic));
        diagnostics.extend(two);
        diagnostics.extend(rest.into_iter().map(diagnostic));
    }
    for spanned in own {
        let name = &spanned.name;
        let two = two_tables(&mut names, name, name, Origin::Option(spanned.span.clone()));
        let found = violations(&spanned.table(), Enforced::Yes, Author::Written).into_iter();
        diagnostics.extend(found.map(|(part, violation)| refusal(spanned, part, &violation).diagnostic));
        diagnostics.extend(two);
    }
}

/// Reports a table with the name of an earlier one.
fn two_tables<'t>(
    names: &mut BTreeMap<&'t str, (&'t str, Origin)>,
    name: &'t str,
    key: &'t str,
    named_by: Origin,
) -> Option<Diagnostic> {
    let (first, first_by) = names.insert(name, (key, named_by.clone()))?;
    let diagnostic = Violation::TwoTables { name: name.to_owned() }.diagnostic();
    let origins = format!("one is `{first}`, from {first_by}; the other is `{key}`, from {named_by}");
    Some(diagnostic.at_opt(named_by.span()).note(origins))
}

/// Custom indexes that break a lookup of the adapter.
fn breaking_indexes(auth: &AuthTable, indexes: &[PlannedIndex]) -> Vec<(Part, Violation)> {
    let own = indexes.iter().enumerate().filter(|(_, planned)| matches!(planned.reason, Reason::Custom(_)));
    own.filter_map(|(position, planned)| {
        let lookup = breaks_lookup(auth, &planned.index)?;
        let (index, called_from) = (planned.index.name.clone(), lookup.called_from.clone());
        Some((Part::Index(position), Violation::BreaksLookup { table: auth.name.clone(), index, called_from }))
    })
    .collect()
}

fn of_table(violation: &Violation, auth: &AuthTable) -> Diagnostic {
    match violation {
        Violation::Name { .. } => note_origin(violation.diagnostic().at_opt(auth.named_by.span()), &auth.named_by),
        _ => violation.diagnostic(),
    }
}

fn of_field(violation: &Violation, auth: &AuthTable, position: usize) -> Diagnostic {
    let Some((_, field)) = auth.fields.get_index(position) else { return violation.diagnostic() };
    let diagnostic = violation.diagnostic().at_opt(field.origin.span());
    match violation {
        Violation::TwoFields { name, .. } => {
            let first = auth.fields.values().find(|other| other.name == *name).unwrap_or(field);
            diagnostic.note(format!("one is from {}, the other from {}", first.origin, field.origin))
        }
        _ => note_origin(diagnostic, &field.origin),
    }
}

fn of_index(violation: &Violation, auth: &AuthTable, planned: &PlannedIndex) -> Diagnostic {
    let origin = origin_of(planned, auth);
    note(violation.diagnostic().at_opt(origin.span()), planned, &origin)
}

/// The origin of an index: an option of the app, or a spec.
fn origin_of(planned: &PlannedIndex, table: &AuthTable) -> Origin {
    match &planned.reason {
        Reason::Custom(span) => Origin::Option(span.clone()),
        Reason::Field(key) => {
            table.fields.get(key).map_or_else(|| table.named_by.clone(), |field| field.origin.clone())
        }
        Reason::Listed | Reason::Lookup(_) => {
            // The app's name of a field is part of the index's name.
            let mut fields = table.fields.values().filter(|field| planned.index.fields.contains(&field.name));
            let renamed = fields.find(|field| matches!(field.origin, Origin::Option(_)));
            renamed.map_or_else(|| table.named_by.clone(), |field| field.origin.clone())
        }
    }
}

fn note_origin(diagnostic: Diagnostic, origin: &Origin) -> Diagnostic {
    match origin {
        Origin::Spec(_) => diagnostic.note(format!("it comes from {origin}")),
        Origin::Option(_) => diagnostic,
    }
}

fn note(diagnostic: Diagnostic, planned: &PlannedIndex, origin: &Origin) -> Diagnostic {
    match &planned.reason {
        Reason::Custom(_) => diagnostic,
        Reason::Field(key) => note_origin(diagnostic, origin)
            .note(format!("`{key}` gets an index because it is unique, sortable or a reference")),
        Reason::Listed => diagnostic.note("the Convex adapter lists this index"),
        Reason::Lookup(called_from) => diagnostic.note(format!("a lookup needs this index: {called_from}")),
    }
}

/// A part of a schema.ts that Convex refuses, or accepts against its documentation.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The table. Empty for the whole schema.
    pub table: String,
    /// The field or the index, by its name.
    pub part: Option<String>,
    /// Whether Convex refuses it for every value of `schemaValidation` that the schema may have.
    pub is_certain: bool,
    /// The problem with its location and fix.
    pub diagnostic: Diagnostic,
}

/// The violations of Convex's rules in an existing schema, one error each, at their spans. Parts that Convex accepts
/// against its documentation are warnings, and so are parts that cannot be determined. Validators from packages are
/// assumed to be valid.
pub fn refusals(schema: &SpannedSchema) -> Vec<Refusal> {
    let count = schema.tables.len() + schema.other.len();
    let too_many = (count > TABLES).then(|| {
        let violation = Violation::Tables { count };
        Refusal { table: String::new(), part: None, is_certain: true, diagnostic: violation.diagnostic() }
    });
    let of_tables = schema.tables.iter().flat_map(|spanned| {
        let found = violations(&spanned.table(), schema.enforced, Author::Written).into_iter();
        let found = found
            .map(|(part, violation)| unless_unchecked(refusal(spanned, part, &violation), &violation, schema.enforced));
        let unread = unread::violations(spanned).into_iter();
        found.chain(unread.map(|(unread, violation)| unread_refusal(spanned, unread, &violation))).collect::<Vec<_>>()
    });
    too_many.into_iter().chain(of_tables).collect()
}

/// Adds that a rule about documents applies only if Convex checks them, if it is unknown whether it does.
fn unless_unchecked(refusal: Refusal, violation: &Violation, enforced: Enforced) -> Refusal {
    if enforced != Enforced::Unknown || !violation.is_about_documents() {
        return refusal;
    }
    let note =
        "Convex accepts it with `schemaValidation: false`, and the value of that cannot be determined statically";
    Refusal { is_certain: false, diagnostic: refusal.diagnostic.note(note), ..refusal }
}

impl Refusal {
    /// Whether Convex refuses it.
    pub fn is_error(&self) -> bool {
        self.diagnostic.severity == Severity::Error
    }
}

fn refusal(spanned: &SpannedTable, part: Part, violation: &Violation) -> Refusal {
    let named = match part {
        Part::Table => None,
        Part::Field(position) => spanned.fields.get(position).map(|field| (&field.name, &field.span)),
        Part::Index(position) => spanned.indexes.get(position).map(|index| (&index.name, &index.span)),
        Part::Search(position) => spanned.searches.get(position).map(|index| (&index.name, &index.span)),
    };
    let (name, span) = named.map_or((None, &spanned.span), |(name, span)| (Some(name), span));
    let diagnostic = violation.diagnostic().at(&span.first_line(), "");
    let diagnostic = note_first(diagnostic, spanned, violation);
    Refusal { table: spanned.name.clone(), part: name.cloned(), is_certain: true, diagnostic }
}

fn unread_refusal(spanned: &SpannedTable, unread: &Unread, violation: &Violation) -> Refusal {
    let part = match &unread.kind {
        UnreadKind::Validator(field) => field.clone(),
        UnreadKind::Index | UnreadKind::Search(_) | UnreadKind::Call(_) => unread.name.clone(),
    };
    let diagnostic = note_first(violation.diagnostic().at(&unread.span.first_line(), ""), spanned, violation);
    Refusal { table: spanned.name.clone(), part, is_certain: true, diagnostic }
}

/// Adds the location of the first of two indexes.
fn note_first(diagnostic: Diagnostic, spanned: &SpannedTable, violation: &Violation) -> Diagnostic {
    let first = match violation {
        Violation::SameIndexes { first, .. } => spanned.index_span(first),
        Violation::TwoIndexes { name, .. } => spanned.index_span(name),
        _ => None,
    };
    match first {
        Some(first) => diagnostic.and_at(first, "the other index"),
        None => diagnostic,
    }
}

impl SpannedTable {
    /// The span of the first index of this name.
    fn index_span(&self, name: &str) -> Option<&Span> {
        let indexes = self.indexes.iter().map(|index| (&index.name, &index.span));
        let searches = self.searches.iter().map(|index| (&index.name, &index.span));
        let unread = self.unread.iter().filter_map(|unread| Some((unread.name.as_ref()?, &unread.span)));
        indexes.chain(searches).chain(unread).find(|(found, _)| *found == name).map(|(_, span)| span)
    }
}
