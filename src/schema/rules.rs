//! Convex's rules for names, collisions and limits, checked before anything is written.
//!
//! From Convex's documentation (Indexes, Limits) and what its backend enforces on a push.

use std::collections::BTreeMap;

use thiserror::Error;

use super::assemble::{AuthTable, Origin};
use super::indexes::{NAME_LIMIT, PlannedIndex, Reason, harmed};
use crate::report::{Problem, Problems};

/// Fields that an index may have.
const INDEX_FIELDS: usize = 16;
/// Indexes that a table may have by the documentation.
const INDEXES_DOCUMENTED: usize = 32;
/// Indexes that a table may have before the backend refuses the push.
const INDEXES_ENFORCED: usize = 64;
/// Fields that a document may have.
const FIELDS: usize = 1024;
/// Tables that a deployment may have.
const TABLES: usize = 10_000;
/// Names of indexes that Convex keeps for itself.
const RESERVED_INDEXES: [&str; 2] = ["by_id", "by_creation_time"];

/// A rule that is not met.
#[derive(Debug, Error, PartialEq, Eq)]
enum Violation {
    #[error("{what} `{name}` is not a name that Convex accepts: {why}")]
    Name { what: &'static str, name: String, why: &'static str },
    #[error("two tables are named `{name}`")]
    TwoTables { name: String },
    #[error("two fields of the table `{table}` are named `{name}`")]
    TwoFields { table: String, name: String },
    #[error("two indexes of the table `{table}` are named `{name}`")]
    TwoIndexes { table: String, name: String },
    #[error("the indexes `{first}` and `{second}` of the table `{table}` have the same fields")]
    SameFields { table: String, first: String, second: String },
    #[error("the index `{index}` of the table `{table}` names `{field}`, which is not a field of the table")]
    NoSuchField { table: String, index: String, field: String },
    #[error("the index `{index}` of the table `{table}` names `{field}` twice")]
    FieldTwice { table: String, index: String, field: String },
    #[error("the index `{index}` of the table `{table}` has {count} fields; Convex allows 1 to {INDEX_FIELDS}")]
    IndexFields { table: String, index: String, count: usize },
    #[error("with the index `{index}` of the table `{table}`, the Convex adapter fails in a lookup of Better Auth")]
    Harmful { table: String, index: String, made_by: String },
    #[error("the table `{table}` has {count} indexes; Convex refuses more than {INDEXES_ENFORCED}")]
    Indexes { table: String, count: usize },
    #[error("the table `{table}` has {count} indexes; Convex documents a limit of {INDEXES_DOCUMENTED}")]
    ManyIndexes { table: String, count: usize },
    #[error("the table `{table}` has {count} fields; Convex allows {FIELDS}")]
    Fields { table: String, count: usize },
    #[error("the schema has {count} tables; Convex allows {TABLES}")]
    Tables { count: usize },
}

impl Violation {
    fn help(&self) -> &'static str {
        match self {
            Self::Name { .. } => "choose another name: 1 to 64 ASCII letters, digits and underscores, a letter first",
            Self::TwoTables { .. } => "rename one of them with the `modelName` option of its plugin",
            Self::TwoFields { .. } => "rename one of them with the `fields` option of its table, or `fieldName`",
            Self::TwoIndexes { .. } | Self::FieldTwice { .. } => {
                "change it in `indexes` of the config file, or in the spec"
            }
            Self::SameFields { .. } => "remove one of them: Convex refuses two indexes on the same fields",
            Self::NoSuchField { .. } => "name a field of the table, by the name that it has in the database",
            Self::Harmful { .. } => "begin the index with other fields",
            Self::IndexFields { .. } => "keep the fields that the lookup compares, and drop the rest",
            Self::Indexes { .. } | Self::ManyIndexes { .. } => {
                "remove indexes of your own, or drop `unique`, `sortable` and `references` from additional fields that are not looked up"
            }
            Self::Fields { .. } | Self::Tables { .. } => "remove some",
        }
    }

    fn problem(self) -> Problem {
        let problem = match self {
            Self::ManyIndexes { .. } => Problem::warning(self.to_string()),
            _ => Problem::error(self.to_string()),
        };
        match &self {
            Self::Harmful { made_by, .. } => problem.note(format!("the lookup is made in {made_by}")).help(self.help()),
            _ => problem.help(self.help()),
        }
    }
}

/// Checks the tables with their indexes, and tells of each rule that is not met.
pub fn check(tables: &[(AuthTable, Vec<PlannedIndex>)], problems: &mut Problems) {
    if tables.len() > TABLES {
        problems.push(Violation::Tables { count: tables.len() }.problem());
    }
    let mut names = BTreeMap::<&str, &AuthTable>::new();
    for (table, indexes) in tables {
        name("the table", &table.name, &table.named_by, problems);
        if let Some(first) = names.insert(&table.name, table) {
            let problem = Violation::TwoTables { name: table.name.clone() }.problem();
            let origins = format!(
                "one is `{}`, from {}; the other is `{}`, from {}",
                first.key, first.named_by, table.key, table.named_by
            );
            problems.push(at(problem, &table.named_by).note(origins));
        }
        fields(table, problems);
        index_list(table, indexes, problems);
    }
}

fn fields(table: &AuthTable, problems: &mut Problems) {
    if table.fields.len() > FIELDS {
        problems.push(Violation::Fields { table: table.name.clone(), count: table.fields.len() }.problem());
    }
    let mut names = BTreeMap::new();
    for field in table.fields.values() {
        name("the field", &field.name, &field.origin, problems);
        if let Some(first) = names.insert(&field.name, &field.origin) {
            let problem = Violation::TwoFields { table: table.name.clone(), name: field.name.clone() }.problem();
            problems
                .push(at(problem, &field.origin).note(format!("one is from {first}, the other from {}", field.origin)));
        }
    }
}

fn index_list(table: &AuthTable, indexes: &[PlannedIndex], problems: &mut Problems) {
    let table_name = || table.name.clone();
    let count = indexes.len();
    if count > INDEXES_ENFORCED {
        problems.push(Violation::Indexes { table: table_name(), count }.problem());
    } else if count > INDEXES_DOCUMENTED {
        problems.push(Violation::ManyIndexes { table: table_name(), count }.problem());
    }
    for (position, planned) in indexes.iter().enumerate() {
        let index = &planned.index;
        let origin = origin_of(planned, table);
        let mut tell = |violation: Violation| problems.push(note(at(violation.problem(), &origin), planned, &origin));
        // A fault of a field's name has been told where the field has it.
        let is_of_a_field = index.fields.iter().any(|field| name_fault(field).is_some());
        if let Some(why) = index_name_fault(&index.name).filter(|_| !is_of_a_field) {
            tell(Violation::Name { what: "the index", name: index.name.clone(), why });
        }
        if index.fields.is_empty() || index.fields.len() > INDEX_FIELDS {
            tell(Violation::IndexFields { table: table_name(), index: index.name.clone(), count: index.fields.len() });
        }
        if matches!(planned.reason, Reason::Own(_))
            && let Some(lookup) = harmed(table, index)
        {
            let (index, made_by) = (index.name.clone(), lookup.made_by.clone());
            tell(Violation::Harmful { table: table_name(), index, made_by });
        }
        for (nth, field) in index.fields.iter().enumerate() {
            if !table.fields.values().any(|known| known.name == *field) {
                tell(Violation::NoSuchField { table: table_name(), index: index.name.clone(), field: field.clone() });
            }
            if index.fields[..nth].contains(field) {
                tell(Violation::FieldTwice { table: table_name(), index: index.name.clone(), field: field.clone() });
            }
        }
        for earlier in &indexes[..position] {
            if earlier.index.name == index.name {
                tell(Violation::TwoIndexes { table: table_name(), name: index.name.clone() });
            }
            if earlier.index.fields == index.fields {
                let (first, second) = (earlier.index.name.clone(), index.name.clone());
                tell(Violation::SameFields { table: table_name(), first, second });
            }
        }
    }
}

fn name(what: &'static str, name: &str, origin: &Origin, problems: &mut Problems) {
    if let Some(why) = name_fault(name) {
        let problem = Violation::Name { what, name: name.to_owned(), why }.problem();
        problems.push(note_origin(at(problem, origin), origin));
    }
}

/// Why Convex refuses this name of a table or a field, if it does.
pub fn name_fault(name: &str) -> Option<&'static str> {
    match name.as_bytes() {
        [] => Some("it is empty"),
        [first, ..] if !first.is_ascii_alphabetic() => Some("it does not start with a letter"),
        bytes if bytes.len() > NAME_LIMIT => Some("it is longer than 64 characters"),
        bytes if !bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') => {
            Some("it has characters other than ASCII letters, digits and underscores")
        }
        _ => None,
    }
}

/// Why Convex refuses this name of an index, if it does.
fn index_name_fault(name: &str) -> Option<&'static str> {
    if RESERVED_INDEXES.contains(&name) { Some("Convex keeps it for itself") } else { name_fault(name) }
}

/// What an index comes from: an option of the app, or a spec.
fn origin_of(planned: &PlannedIndex, table: &AuthTable) -> Origin {
    match &planned.reason {
        Reason::Own(place) => Origin::Option(place.clone()),
        Reason::Field(key) => {
            table.fields.get(key).map_or_else(|| table.named_by.clone(), |field| field.origin.clone())
        }
        Reason::Listed | Reason::Lookup(_) => {
            // A field that the app has named makes the name of the index.
            let mut fields = table.fields.values().filter(|field| planned.index.fields.contains(&field.name));
            let renamed = fields.find(|field| matches!(field.origin, Origin::Option(_)));
            renamed.map_or_else(|| table.named_by.clone(), |field| field.origin.clone())
        }
    }
}

fn at(problem: Problem, origin: &Origin) -> Problem {
    problem.at_if(origin.place())
}

fn note_origin(problem: Problem, origin: &Origin) -> Problem {
    match origin {
        Origin::Spec(_) => problem.note(format!("it comes from {origin}")),
        Origin::Option(_) => problem,
    }
}

fn note(problem: Problem, planned: &PlannedIndex, origin: &Origin) -> Problem {
    match &planned.reason {
        Reason::Own(_) => problem,
        Reason::Field(key) => note_origin(problem, origin)
            .note(format!("`{key}` gets an index because it is unique, sortable or a reference")),
        Reason::Listed => problem.note("the Convex adapter lists this index"),
        Reason::Lookup(made_by) => problem.note(format!("a lookup needs this index: {made_by}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let long = "x".repeat(65);
        let cases = [
            ("user", true),
            ("a_1", true),
            ("x".repeat(64).as_str(), true),
            ("", false),
            ("_id", false),
            ("$x", false),
            ("1st", false),
            ("full-name", false),
            ("straße", false),
            (long.as_str(), false),
        ]
        .map(|(name, accepted)| (name.to_owned(), accepted));
        for (name, accepted) in cases {
            assert_eq!(name_fault(&name).is_none(), accepted, "{name}");
        }
        assert!(index_name_fault("by_id").is_some());
        assert!(index_name_fault("by_email").is_none());
    }
}
