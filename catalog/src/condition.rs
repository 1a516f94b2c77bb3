//! Conditions: which options and versions a table, a field, a lookup or an import needs.
//!
//! A condition is written as in JavaScript: `teams.enabled`, `!secondaryStorage || session.storeSessionInDatabase`,
//! `rateLimit.storage == "database"`, `version >= 1.5.0`. `&&` binds before `||`; there are no parentheses.

use std::fmt;

use nodejs_semver::Version;
use serde::{Deserialize, Serialize};

use crate::value::Value;

/// Alternatives, each a list of terms that must all hold. The empty condition always holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Condition(Vec<Vec<Term>>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Term {
    Truthy(String),
    Falsy(String),
    Equals(String, String),
    Since(Version),
    Until(Version),
}

/// The version and options that decide a condition.
#[derive(Clone, Copy, Debug)]
pub struct ConditionContext<'a> {
    /// The version of the spec's package.
    pub version: &'a Version,
    /// The given options, if any.
    pub options: Option<&'a Value>,
}

impl Condition {
    /// Parses a condition. Fails with what is wrong in it.
    pub fn parse(text: &str) -> Result<Self, String> {
        text.split("||")
            .map(|alternative| alternative.split("&&").map(|term| Term::parse(term.trim())).collect())
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether it holds.
    pub fn holds(&self, facts: &ConditionContext<'_>) -> bool {
        self.0.is_empty() || self.0.iter().any(|terms| terms.iter().all(|term| term.holds(facts)))
    }

    /// Whether it holds in some version, with these options.
    pub fn may_be_met(&self, options: Option<&Value>) -> bool {
        let any = Version::new(0, 0, 0, Vec::new(), Vec::new());
        let facts = ConditionContext { version: &any, options };
        let is_of_version = |term: &Term| matches!(term, Term::Since(_) | Term::Until(_));
        let may = |terms: &Vec<Term>| terms.iter().all(|term| is_of_version(term) || term.holds(&facts));
        self.0.is_empty() || self.0.iter().any(may)
    }

    /// This condition and another one, both required.
    pub fn and(mut self, other: &Self) -> Self {
        if self.0.is_empty() {
            return other.clone();
        }
        if !other.0.is_empty() {
            self.0 = self
                .0
                .iter()
                .flat_map(|terms| other.0.iter().map(|more| terms.iter().chain(more).cloned().collect()))
                .collect();
        }
        self
    }

    /// The condition that the version is at least this.
    pub fn since(version: Version) -> Self {
        Self(vec![vec![Term::Since(version)]])
    }

    /// The condition that the version is below this.
    pub fn until(version: Version) -> Self {
        Self(vec![vec![Term::Until(version)]])
    }

    /// The paths of the options that it depends on.
    pub fn options(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().filter_map(|term| match term {
            Term::Truthy(path) | Term::Falsy(path) | Term::Equals(path, _) => Some(path.as_str()),
            Term::Since(_) | Term::Until(_) => None,
        })
    }

    /// For each term about an option, whether it holds with this value of the option.
    pub fn met_by<'a>(&'a self, path: &'a str, value: Option<&'a Value>) -> impl Iterator<Item = bool> + 'a {
        let truthy = value.is_some_and(Value::is_truthy);
        self.0.iter().flatten().filter_map(move |term| match term {
            Term::Truthy(of) if of == path => Some(truthy),
            Term::Falsy(of) if of == path => Some(!truthy),
            Term::Equals(of, literal) if of == path => Some(value.and_then(Value::as_str) == Some(literal)),
            _ => None,
        })
    }

    /// The versions at which it changes.
    pub fn versions(&self) -> impl Iterator<Item = &Version> {
        self.0.iter().flatten().filter_map(|term| match term {
            Term::Since(version) | Term::Until(version) => Some(version),
            _ => None,
        })
    }
}

/// The condition as it is written in a spec, with words for the operators.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.0.iter().map(|terms| terms.iter().map(Term::to_string).collect::<Vec<_>>().join(" and "));
        f.write_str(&all.collect::<Vec<_>>().join(" or "))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truthy(path) => f.write_str(path),
            Self::Falsy(path) => write!(f, "!{path}"),
            Self::Equals(path, literal) => write!(f, "{path} == {literal:?}"),
            Self::Since(version) => write!(f, "version >= {version}"),
            Self::Until(version) => write!(f, "version < {version}"),
        }
    }
}

impl Term {
    fn parse(text: &str) -> Result<Self, String> {
        if let Some((path, literal)) = text.split_once("==") {
            let literal = literal.trim();
            let unquoted = literal.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            let unquoted = unquoted.filter(|inner| !inner.contains('"'));
            let unquoted = unquoted.ok_or_else(|| format!("`{literal}` must be a string in double quotes"))?;
            return Ok(Self::Equals(path_of(path)?, unquoted.to_owned()));
        }
        if let Some(rest) = text.strip_prefix("version ") {
            let rest = rest.trim_start();
            let (of, number): (fn(Version) -> Self, _) = match (rest.strip_prefix(">="), rest.strip_prefix('<')) {
                (Some(number), _) => (Self::Since, number),
                (None, Some(number)) => (Self::Until, number),
                (None, None) => return Err("`version` is compared with `>=` or `<`".to_owned()),
            };
            let number = number.trim();
            return Version::parse(number).map(of).map_err(|_| format!("`{number}` is not a version such as 1.5.0"));
        }
        match text.strip_prefix('!') {
            Some(path) => path_of(path).map(Self::Falsy),
            None => path_of(text).map(Self::Truthy),
        }
    }

    fn holds(&self, facts: &ConditionContext<'_>) -> bool {
        let option = |path: &str| facts.options.and_then(|options| options.at(path));
        match self {
            Self::Truthy(path) => option(path).is_some_and(Value::is_truthy),
            Self::Falsy(path) => !option(path).is_some_and(Value::is_truthy),
            Self::Equals(path, literal) => option(path).and_then(Value::as_str) == Some(literal),
            Self::Since(version) => facts.version >= version,
            Self::Until(version) => facts.version < version,
        }
    }
}

fn path_of(text: &str) -> Result<String, String> {
    let text = text.trim();
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if text.split('.').all(is_name) {
        Ok(text.to_owned())
    } else {
        Err(format!("`{text}` is not an option's path such as teams.enabled"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::value::json::{Dialect, parse};

    #[test]
    fn decides_on_options_and_versions() {
        let options = r#"{ "teams": { "enabled": true }, "storage": "database", "off": false, "empty": "" }"#;
        let options = parse(&Source::new("options", options), Dialect::Strict).unwrap();
        let version = Version::parse("1.5.0").unwrap();
        let cases = [
            ("teams.enabled", true),
            ("teams.other", false),
            ("!off && !empty && !missing.deep", true),
            ("off || teams.enabled", true),
            ("off && teams.enabled", false),
            (r#"storage == "database""#, true),
            (r#"storage == "memory""#, false),
            ("version >= 1.5.0", true),
            ("version < 1.5.0", false),
            ("version < 1.5.0 || teams.enabled && !off", true),
        ];
        for (text, when) in cases {
            let facts = ConditionContext { version: &version, options: Some(&options) };
            assert_eq!(Condition::parse(text).unwrap().holds(&facts), when, "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        let cases = [
            ("", "`` is not an option's path such as teams.enabled"),
            ("a ||", "`` is not an option's path such as teams.enabled"),
            ("(a)", "`(a)` is not an option's path such as teams.enabled"),
            ("a == b", "`b` must be a string in double quotes"),
            ("version > 1.2.3", "`version` is compared with `>=` or `<`"),
            ("version >= one", "`one` is not a version such as 1.5.0"),
        ];
        for (text, message) in cases {
            assert_eq!(Condition::parse(text), Err(message.to_owned()), "{text}");
        }
    }
}
