//! The config file and spec files.

use crate::diagnostic::code::Code;

/// A key is unknown.
pub static UNKNOWN_KEY: Code = Code {
    steps: &["Correct the key, or remove it"],
    ..Code::error(
        "SS041",
        "unknown-key",
        "a key is unknown",
        "Every key of the config file and of spec files is checked, so that a misspelling is never ignored.",
    )
};

/// A required key is missing.
pub static MISSING_KEY: Code = Code {
    steps: &["Add the key"],
    ..Code::error("SS042", "missing-key", "a required key is missing", "The entry cannot be used without it.")
};

/// A value has the wrong form.
pub static WRONG_VALUE: Code = Code {
    steps: &["Correct the value"],
    ..Code::error("SS043", "wrong-value", "a value has the wrong form", "The message says which form is expected.")
};

/// A key is given twice.
pub static DUPLICATE_KEY: Code = Code {
    steps: &["Keep one of them"],
    ..Code::error("SS044", "duplicate-key", "a key is given twice", "Only one of the two could count.")
};

/// The config file cannot be edited.
pub static CONFIG_NOT_EDITABLE: Code = Code {
    steps: &["Make it a JSON object, or keep the edits with `sigma-schema adopt --split`"],
    ..Code::error(
        "SS045",
        "config-not-editable",
        "the config file cannot be edited",
        "`adopt` adds to the config file only if it holds a JSON object.",
    )
};

/// The config file applies to several components.
pub static CONFIG_SHARED: Code = Code {
    steps: &["Keep them in schema.ts, beside the generated tables: `sigma-schema adopt --split`"],
    ..Code::error(
        "SS046",
        "config-shared",
        "the config file applies to several components",
        "Edits of one component cannot be kept in a config file that all components share.",
    )
};

/// `indexes` names a table that is not generated.
pub static CUSTOM_INDEX_TABLE: Code = Code {
    steps: &["Correct the name of the table"],
    ..Code::error(
        "SS047",
        "custom-index-table",
        "`indexes` names a table that is not generated",
        "Custom indexes are for the tables of Better Auth and its plugins. Custom tables have theirs under `extraTables`.",
    )
};

/// A custom index is left out because schema.ts adds it.
pub static CUSTOM_INDEX_SKIPPED: Code = Code {
    steps: &["Remove one of the two"],
    ..Code::warning(
        "SS048",
        "custom-index-skipped",
        "a custom index is left out because schema.ts adds it",
        "Convex refuses two indexes with one name or on the same fields.",
    )
};

/// A condition of a spec is invalid.
pub static CONDITION: Code = Code {
    steps: &["Correct the condition (docs/plugin-specs.md)"],
    ..Code::error(
        "SS051",
        "spec-condition",
        "a condition of a spec is invalid",
        "`when` compares the version or an option.",
    )
};

/// A spec contradicts itself or another one.
pub static SPEC_CONTRADICTION: Code = Code {
    steps: &["Keep one of the two"],
    ..Code::error(
        "SS052",
        "spec-contradiction",
        "a spec contradicts itself or another one",
        "Two specs describe the same plugin, or a table both shares another one and has fields.",
    )
};

/// No spec file matches.
pub static SPEC_FILES: Code = Code {
    steps: &["Correct the glob; it is relative to the app"],
    ..Code::error(
        "SS053",
        "spec-files",
        "no spec file matches",
        "A glob of `--specs` or of the config file is invalid, or matches nothing.",
    )
};

/// A spec refers to something that no spec declares.
pub static SPEC_REFERENCE: Code = Code {
    steps: &["Correct the name, or declare it"],
    ..Code::error(
        "SS054",
        "spec-reference",
        "a spec refers to something that no spec declares",
        "Conditions name options, lookups and references name fields, and a shared table names the plugin that has it.",
    )
};

/// The codes of this group.
pub static ALL: &[&Code] = &[
    &UNKNOWN_KEY,
    &MISSING_KEY,
    &WRONG_VALUE,
    &DUPLICATE_KEY,
    &CONFIG_NOT_EDITABLE,
    &CONFIG_SHARED,
    &CUSTOM_INDEX_TABLE,
    &CUSTOM_INDEX_SKIPPED,
    &CONDITION,
    &SPEC_CONTRADICTION,
    &SPEC_FILES,
    &SPEC_REFERENCE,
];
