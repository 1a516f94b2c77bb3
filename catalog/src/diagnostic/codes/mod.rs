//! The table of codes: everything that a command can report, one static per kind, one file per group.
//!
//! To add one, add a static to its group and to the group's list. `explain` shows it, docs/diagnostics.md and
//! docs/changes.md are generated from it (`cargo xtask docs`), and a test checks that ids and names are unique.

pub mod changes;
pub mod config;
pub mod coverage;
pub mod files;
pub mod limits;
pub mod options;
pub mod setup;
pub mod versions;

use super::code::Code;

/// A group of codes, as the documentation presents them.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// Its heading.
    pub title: &'static str,
    /// Its codes, in the order of their ids.
    pub codes: &'static [&'static Code],
}

/// All groups, in the order of the ids of their codes.
pub const GROUPS: [Group; 8] = [
    Group { title: "Usage, files and git", codes: files::ALL },
    Group { title: "Configuration and specs", codes: config::ALL },
    Group { title: "Changes between two schemas", codes: changes::ALL },
    Group { title: "What Convex refuses", codes: limits::ALL },
    Group { title: "Generated files and lookups", codes: coverage::ALL },
    Group { title: "Versions", codes: versions::ALL },
    Group { title: "Plugins and options", codes: options::ALL },
    Group { title: "Set-up", codes: setup::ALL },
];

/// All codes.
pub fn all() -> impl Iterator<Item = &'static Code> {
    GROUPS.iter().flat_map(|group| group.codes.iter().copied())
}

/// The code with this id or name, in any case.
pub fn find(id_or_name: &str) -> Option<&'static Code> {
    all().find(|code| code.id.eq_ignore_ascii_case(id_or_name) || code.name.eq_ignore_ascii_case(id_or_name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_in_order_and_names_are_unique() {
        let codes: Vec<&Code> = all().collect();
        for pair in codes.windows(2) {
            assert!(pair[0].id < pair[1].id, "{} is listed before {}", pair[0].id, pair[1].id);
        }
        for (at, code) in codes.iter().enumerate() {
            let is_kebab = code.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            assert!(is_kebab && !code.name.starts_with("ss"), "{}", code.name);
            assert!(!codes[..at].iter().any(|other| other.name == code.name), "{} is the name of two codes", code.name);
            assert!(!code.summary.ends_with('.') && code.explanation.ends_with('.'), "{}", code.id);
        }
    }

    #[test]
    fn found_by_id_and_by_name() {
        for name in ["SS203", "ss203", "field-removed", "Field-Removed"] {
            assert_eq!(find(name).map(|code| code.id), Some("SS203"), "{name}");
        }
        assert!(find("SS2").is_none());
    }
}
