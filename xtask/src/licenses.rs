//! Licenses and sources of all crates that are used, against the list of deny.toml. `cargo deny` checks more, and needs
//! the network for advisories: the weekly workflow runs it.

use std::fs;

use serde_json::Value;

use crate::{Failure, cargo, root};

/// Fails with the crates that are not allowed.
pub(crate) fn check() -> Result<(), Failure> {
    let text = fs::read_to_string(root().join("deny.toml")).map_err(|error| format!("deny.toml: {error}"))?;
    let allowed = allowed(&text);
    let output = cargo(&["metadata", "--format-version", "1", "--locked"]).output();
    let output = output.map_err(|error| format!("cargo metadata: {error}"))?;
    let metadata: Value = serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))?;
    let packages = metadata["packages"].as_array().cloned().unwrap_or_default();
    let wrong: Vec<String> = packages.iter().filter_map(|package| wrong(package, &allowed)).collect();
    if packages.is_empty() || !wrong.is_empty() {
        return Err(format!("{} crates, of which deny.toml does not allow:\n{}", packages.len(), wrong.join("\n")));
    }
    println!("{} crates, all from crates.io, under {} licenses", packages.len(), allowed.len());
    Ok(())
}

/// What is wrong about a crate.
fn wrong(package: &Value, allowed: &[String]) -> Option<String> {
    let name = format!("{} {}", package["name"].as_str()?, package["version"].as_str()?);
    let source = package["source"].as_str();
    if source.is_some_and(|source| source != "registry+https://github.com/rust-lang/crates.io-index") {
        return Some(format!("{name}: its source is {}", source.unwrap_or_default()));
    }
    let license = package["license"].as_str().unwrap_or_default();
    (!is_allowed(license, allowed)).then(|| format!("{name}: its license is `{license}`"))
}

/// The strings of the list `allow` under `[licenses]`.
fn allowed(deny: &str) -> Vec<String> {
    let lines = deny.lines().skip_while(|line| *line != "allow = [").skip(1).take_while(|line| *line != "]");
    lines.map(|line| line.trim().trim_matches([',', '"']).to_owned()).collect()
}

/// Whether one of the licenses that an expression leaves to choose, with all that it joins, is allowed.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let is_one = |term: &str| allowed.iter().any(|license| license == term.trim());
    // `(A OR B) AND C` is the only form with brackets.
    if let Some((choice, rest)) = expression.strip_prefix('(').and_then(|rest| rest.split_once(") AND ")) {
        return is_allowed(choice, allowed) && is_allowed(rest, allowed);
    }
    let expression = expression.replace('/', " OR ");
    expression.split(" OR ").any(|choice| choice.split(" AND ").all(is_one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_choice_with_all_its_parts_is_allowed() {
        let allowed = allowed("allow = [\n  \"MIT\",\n  \"Apache-2.0\",\n  \"Unicode-3.0\",\n]\ndeny = []\n");
        assert_eq!(allowed.len(), 3);
        for (expression, expected) in [
            ("MIT", true),
            ("MIT OR GPL-2.0-only", true),
            ("Apache-2.0/MIT", true),
            ("Apache-2.0 / MIT", true),
            ("MIT AND GPL-2.0-only", false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("(MIT OR Apache-2.0) AND GPL-3.0-only", false),
            ("GPL-3.0-only", false),
            ("", false),
        ] {
            assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
        }
    }
}
