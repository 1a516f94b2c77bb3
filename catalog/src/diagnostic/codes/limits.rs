//! Parts of a schema that Convex refuses regardless of the data, and those that it accepts against its documentation.

use crate::diagnostic::code::{Code, Impact};

/// A name that Convex refuses.
pub static NAME: Code = Code::change(
    Impact::Refused,
    "SS501",
    "refused-name",
    "a name that Convex refuses",
    "Names of tables, fields and indexes have 1 to 64 ASCII letters, digits and underscores, and start with a letter. `by_id` and `by_creation_time` are indexes of Convex itself.",
    &["Choose another name"],
);

/// Two parts of a schema collide.
pub static DUPLICATE: Code = Code::change(
    Impact::Refused,
    "SS502",
    "refused-duplicate",
    "two parts of a schema collide",
    "Within a table, all indexes have different names, including search and vector indexes. Convex accepts one index on a list of fields, one search index on a field with the same set of filter fields, and one vector index on a field with the same dimensions.",
    &["Remove one of the two", "Change the queries that name it"],
);

/// An index that Convex refuses.
pub static INDEX: Code = Code::change(
    Impact::Refused,
    "SS503",
    "refused-index",
    "an index that Convex refuses",
    "An index has 1 to 15 fields of its table, each once, and none that starts with an underscore; `a.b` is a field in an object. A search index has up to 16 filter fields. Vectors are arrays of float64 with 2 to 4096 dimensions.",
    &["Correct the index"],
);

/// A validator that Convex refuses.
pub static VALIDATOR: Code = Code::change(
    Impact::Refused,
    "SS504",
    "refused-validator",
    "a validator that Convex refuses",
    "Documents are objects, unions of objects, or anything. Names of fields in objects and of tables in ids are ASCII letters, digits and underscores. The keys of a record are strings or ids, and its values are not optional.",
    &["Correct the validator"],
);

/// More than Convex allows.
pub static LIMIT: Code = Code::change(
    Impact::Refused,
    "SS505",
    "refused-limit",
    "more than Convex allows",
    "A table has up to 64 indexes of all kinds and a document up to 1,024 fields; a deployment has up to 10,000 tables.",
    &["Remove some"],
);

/// Convex ignores a field.
pub static IGNORED_FIELD: Code = Code {
    steps: &["Rename it"],
    ..Code::warning(
        "SS511",
        "ignored-field",
        "Convex ignores a field",
        "A document with a custom field that starts with an underscore cannot be inserted.",
    )
};

/// A search index filters by a field that the table does not have.
pub static FILTER_FIELD: Code = Code {
    steps: &["Correct the name of the field"],
    ..Code::warning(
        "SS512",
        "filter-field",
        "a search index filters by a field that the table does not have",
        "Convex accepts it, and a search by this field finds nothing.",
    )
};

/// A part of the schema cannot be determined statically.
pub static UNDETERMINED: Code = Code {
    steps: &["Write it out, without values that are known only when the code runs"],
    ..Code::warning(
        "SS513",
        "undetermined",
        "a part of the schema cannot be determined statically",
        "Convex may refuse it: its rules are not checked there.",
    )
};

/// More indexes than Convex documents.
pub static MANY_INDEXES: Code = Code {
    steps: &["Remove some"],
    ..Code::warning(
        "SS514",
        "many-indexes",
        "more indexes than Convex documents",
        "The documentation names a limit of 32 indexes; the backend refuses more than 64.",
    )
};

/// The codes of this group.
pub static ALL: &[&Code] =
    &[&NAME, &DUPLICATE, &INDEX, &VALIDATOR, &LIMIT, &IGNORED_FIELD, &FILTER_FIELD, &UNDETERMINED, &MANY_INDEXES];
