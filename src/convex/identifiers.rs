//! Names and field paths, by the rules of Convex's backend.
//!
//! From convex-backend: `check_valid_identifier` (crates/convex/sync_types/src/identifier.rs), `TableName`,
//! `IdentifierFieldName` and `FieldPath` (crates/value/src), `IndexDescriptor` (crates/common/src/types/index.rs).

use super::indexes::NAME_LIMIT;

/// Names of indexes that Convex keeps for itself.
const RESERVED_INDEXES: [&str; 2] = ["by_id", "by_creation_time"];
/// Prefixes of names of indexes that are accepted despite their underscore (`TableDefinition::try_from` in
/// crates/common/src/schemas/json.rs).
const ALLOWED_SYSTEM_INDEXES: &str = "_fivetran";

/// The reason for which Convex refuses this name of a table or of a document's field, if it does.
pub fn invalid_name_reason(name: &str) -> Option<&'static str> {
    if is_system(name) { Some("it does not start with a letter") } else { invalid_identifier_reason(name) }
}

/// The reason for which Convex refuses this name of an index, if it does.
pub fn invalid_index_name_reason(name: &str) -> Option<&'static str> {
    match name {
        _ if RESERVED_INDEXES.contains(&name) => Some("Convex reserves it"),
        _ if name.starts_with(ALLOWED_SYSTEM_INDEXES) => invalid_identifier_reason(name),
        _ => invalid_name_reason(name),
    }
}

/// The reason for which Convex refuses this name inside a validator, if it does: that of an object's field or of an
/// id's table.
pub fn invalid_identifier_reason(name: &str) -> Option<&'static str> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    match name.as_bytes() {
        [] => Some("it is empty"),
        [first, ..] if !first.is_ascii_alphabetic() && *first != b'_' => Some("it does not start with a letter"),
        bytes if bytes.len() > NAME_LIMIT => Some("it is longer than 64 characters"),
        bytes if !bytes.iter().all(is_part) => {
            Some("it has characters other than ASCII letters, digits and underscores")
        }
        bytes if bytes.iter().all(|byte| *byte == b'_') => Some("it has only underscores"),
        _ => None,
    }
}

/// Whether a name is reserved by Convex: no custom field can have such a name.
pub fn is_system(name: &str) -> bool {
    name.starts_with('_')
}

/// The names of a path such as `address.city`, which an index accepts as a field. Fails with the reason for which
/// Convex refuses it.
pub fn field_path(path: &str) -> Result<Vec<&str>, &'static str> {
    let names: Vec<&str> = path.trim_matches('.').split('.').collect();
    match names.iter().find_map(|name| invalid_identifier_reason(name)) {
        Some(fault) => Err(fault),
        None => Ok(names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let (longest, too_long) = ("x".repeat(64), "x".repeat(65));
        // Each name: as that of a table or field, of an index, inside a validator.
        let cases: [(&str, bool, bool, bool); 15] = [
            ("user", true, true, true),
            ("a_1", true, true, true),
            (&longest, true, true, true),
            ("", false, false, false),
            ("_id", false, false, true),
            ("_storage", false, false, true),
            ("_", false, false, false),
            ("__", false, false, false),
            ("$x", false, false, false),
            ("1st", false, false, false),
            ("full-name", false, false, false),
            ("straße", false, false, false),
            (&too_long, false, false, false),
            ("by_id", true, false, true),
            ("_fivetran_by_synced", false, true, true),
        ];
        for (name, is_name, is_index, is_identifier) in cases {
            let found = (
                invalid_name_reason(name).is_none(),
                invalid_index_name_reason(name).is_none(),
                invalid_identifier_reason(name).is_none(),
            );
            assert_eq!(found, (is_name, is_index, is_identifier), "{name}");
        }
        assert!(
            invalid_index_name_reason("by_creation_time").is_some() && invalid_index_name_reason("by_email").is_none()
        );
        assert!(invalid_index_name_reason("_fivetran-x").is_some());
    }

    #[test]
    fn paths() {
        let cases: [(&str, Option<&[&str]>); 9] = [
            ("a", Some(&["a"])),
            ("a.b.c", Some(&["a", "b", "c"])),
            // Dots at the ends are cut off.
            (".a.", Some(&["a"])),
            ("_creationTime", Some(&["_creationTime"])),
            ("", None),
            (".", None),
            ("a..b", None),
            ("a.b-c", None),
            ("a._", None),
        ];
        for (path, expected) in cases {
            assert_eq!(field_path(path).ok().as_deref(), expected, "{path}");
        }
    }
}
