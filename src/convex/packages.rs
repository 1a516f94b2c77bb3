//! The versions that a generated schema.ts records, compared with the current ones.

use std::fmt;

/// The start of the line with the versions.
const FOR: &str = "For ";
/// The number of lines at the top in which it may be.
const TOP: usize = 20;

/// A package whose version is another one now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionChange {
    /// The package.
    pub package: String,
    /// The version that the file was generated for.
    pub from: String,
    /// The version now.
    pub to: String,
}

impl fmt::Display for VersionChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} -> {}", self.package, self.from, self.to)
    }
}

/// The packages whose versions differ from those recorded in a file's header. `now` is the line that the header would
/// have. A file without such a line has none.
pub fn version_changes(text: &str, now: &[(&str, String)]) -> Vec<VersionChange> {
    let lines = text.lines().take(TOP).map(|line| line.trim().trim_start_matches(['*', '/']).trim());
    let Some(recorded) = lines.filter_map(|line| line.strip_prefix(FOR)).find_map(|line| recorded_versions(line, now))
    else {
        return Vec::new();
    };
    let changed = recorded.into_iter().zip(now).filter(|(from, (_, to))| from != to);
    changed
        .map(|(from, (package, to))| VersionChange { package: (*package).to_owned(), from, to: to.clone() })
        .collect()
}

/// The version of each package, if the line has just them: `better-auth 1.6.15, @convex-dev/better-auth 0.12.5`.
fn recorded_versions(line: &str, packages: &[(&str, String)]) -> Option<Vec<String>> {
    let parts: Vec<&str> = line.split(", ").collect();
    if parts.len() != packages.len() {
        return None;
    }
    let version = |(part, (package, _)): (&&str, &(&str, String))| {
        part.strip_prefix(package)?.strip_prefix(' ').map(|version| version.trim().to_owned())
    };
    parts.iter().zip(packages).map(version).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_a_header() {
        let cases = [
            ("/**\r\n * For a 1.0.0, @x/a 2.0.0\r\n */\r\n", vec!["a 1.0.0 -> 1.1.0"]),
            ("// For a 1.1.0, @x/a 1.9.0\n", vec!["@x/a 1.9.0 -> 2.0.0"]),
            (" * For a 1.0.0, @x/a 1.9.0\n", vec!["a 1.0.0 -> 1.1.0", "@x/a 1.9.0 -> 2.0.0"]),
            ("// For a 1.1.0, @x/a 2.0.0\n", vec![]),
            ("// For everybody, and for me\n", vec![]),
            ("// For a 1.0.0\n", vec![]),
            ("import x from \"y\";\n", vec![]),
        ];
        for (text, expected) in cases {
            let changes = version_changes(text, &[("a", "1.1.0".to_owned()), ("@x/a", "2.0.0".to_owned())]);
            assert_eq!(changes.iter().map(ToString::to_string).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
