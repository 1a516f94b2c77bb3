//! Names of indexes, and the order of the fields in them.

use std::cmp::Ordering;

use xxhash_rust::xxh3::xxh3_64;

/// Convex's limit on the length of a name.
pub const NAME_LIMIT: usize = 64;

/// An unused name for an index on these fields: their names joined, and shortened if Convex would refuse it.
pub fn free_name(fields: &[String], is_taken: impl Fn(&str) -> bool) -> String {
    let joined = fields.join("_");
    if joined.len() <= NAME_LIMIT && !is_taken(&joined) {
        return joined;
    }
    let digest = format!("_{:08x}", xxh3_64(fields.join(",").as_bytes()) >> 32);
    let kept: String = joined.chars().take(NAME_LIMIT - digest.len()).collect();
    kept + &digest
}

/// The order of JavaScript's `localeCompare` for names of ASCII letters, digits and underscores: the underscore first,
/// then digits, then letters without regard to case; where that leaves two equal, the lower case first.
pub fn locale_order(a: &str, b: &str) -> Ordering {
    let letters = |text: &str| {
        text.bytes()
            .map(|byte| (byte.is_ascii_alphabetic(), byte != b'_', byte.to_ascii_lowercase()))
            .collect::<Vec<_>>()
    };
    let case = |text: &str| text.bytes().map(|byte| byte.is_ascii_uppercase()).collect::<Vec<_>>();
    letters(a).cmp(&letters(b)).then_with(|| case(a).cmp(&case(b)))
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn names_are_free_and_short_enough() {
        let long = "x".repeat(40);
        let fields = [format!("{long}a"), format!("{long}b")];
        let name = free_name(&fields, |_| false);
        assert_eq!((name.len(), name.starts_with(&fields[0])), (NAME_LIMIT, true));
        let other = free_name(&["a".to_owned(), "b_c".to_owned()], |name| name == "a_b_c");
        assert!(other.starts_with("a_b_c_") && other.len() > 6, "{other}");
    }

    /// The order of `["userId", ...].sort((a, b) => a.localeCompare(b))` in Node 20.
    #[test]
    fn locale_order_is_that_of_javascript() {
        let sorted = [
            "_a",
            "a",
            "A",
            "a_",
            "a_b",
            "a1",
            "ab",
            "aB",
            "Ab",
            "B",
            "b1",
            "organizationId",
            "user_id",
            "userid",
            "userId",
            "z",
        ];
        let mut names = sorted;
        names.reverse();
        names.sort_by(|a, b| locale_order(a, b));
        assert_eq!(names, sorted);
    }
}
