//! Problems: what is wrong, where, and what to do. They are collected, so that one run shows all of them.

use super::Span;

/// Whether a problem stops the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// The command goes on.
    Warning,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether it stops the command.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub title: String,
    /// Where, and a few words to stand under the marked text.
    pub span: Option<(Span, String)>,
    /// Where it comes from, when that is not a place in a text.
    pub notes: Vec<String>,
    /// What to do.
    pub helps: Vec<String>,
}

impl Diagnostic {
    /// A problem that stops the command.
    pub fn error(title: impl Into<String>) -> Self {
        Self { severity: Severity::Error, title: title.into(), span: None, notes: Vec::new(), helps: Vec::new() }
    }

    /// A problem that is only told.
    pub fn warning(title: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(title) }
    }

    /// The same problem, at this place; `label` stands under the marked text and may be empty.
    pub fn at(mut self, span: &Span, label: impl Into<String>) -> Self {
        self.span = Some((span.clone(), label.into()));
        self
    }

    /// The same problem, at this place if there is one.
    pub fn at_opt(self, span: Option<&Span>) -> Self {
        match span {
            Some(span) => self.at(span, ""),
            None => self,
        }
    }

    /// The same problem, with one more line on where it comes from.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// The same problem, with one more line on what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.helps.push(help.into());
        self
    }

    /// The same problem, with the nearest of the known names as help, if any is near.
    pub fn nearest<'a>(self, name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(name, known) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}

/// Problems, in the order in which they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Whether one of them stops the command.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The same problems in the order of their places, as far as they have places in one source.
    pub fn in_order(mut self) -> Self {
        self.0.sort_by_key(|diagnostic| diagnostic.span.as_ref().map(|(span, _)| span.range.start));
        self
    }

    /// The value, with the warnings, unless one of the problems is an error.
    pub fn unless_errors<T>(self, value: T) -> Result<(T, Self), Self> {
        if self.has_errors() { Err(self) } else { Ok((value, self)) }
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        self.0.extend(diagnostics);
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Self {
        Self(diagnostics.into_iter().collect())
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The known name that is nearest to this one: a slip of the keyboard or two, or the only one that begins with it as a
/// word. Case, hyphens and underscores do not count.
///
/// A similarity of 0.7 finds 95 % of single slips and all double ones in names of eight letters or more, and nothing for
/// names such as `payments` or `oauth` (measured on the plugins' names and 158 others; Jaro-Winkler at 0.8 gave 41 of
/// those a name).
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const NEAR_ENOUGH: f64 = 0.7;
    let letters = |name: &str| name.to_lowercase().replace(['-', '_'], "");
    let (typed, known) = (letters(name), known.into_iter().collect::<Vec<_>>());
    let near = known.iter().map(|candidate| (similarity(&typed, &letters(candidate)), *candidate));
    let near = near.filter(|(score, _)| *score >= NEAR_ENOUGH).max_by(|(a, _), (b, _)| a.total_cmp(b));
    near.map(|(_, candidate)| candidate).or_else(|| {
        let start = name.to_lowercase() + "-";
        let mut longer = known.into_iter().filter(|candidate| candidate.starts_with(&start));
        longer.next().filter(|_| longer.next().is_none())
    })
}

/// 1 for the same text, 0 for one of which nothing is left.
fn similarity(one: &str, other: &str) -> f64 {
    let longest = one.chars().count().max(other.chars().count()).max(1);
    let slips = strsim::osa_distance(one, other);
    #[allow(clippy::cast_precision_loss, reason = "names are short")]
    let share = slips as f64 / longest as f64;
    1.0 - share
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_only_if_near() {
        let known = [
            "admin",
            "api-key",
            "captcha",
            "dodopayments",
            "magic-link",
            "oauth-popup",
            "oauth-proxy",
            "organization",
            "siwe",
            "two-factor",
            "username",
        ];
        let cases = [
            ("orgnization", Some("organization")),
            ("organisation", Some("organization")),
            ("orgnizatoin", Some("organization")),
            ("Admim", Some("admin")),
            ("twofactor", Some("two-factor")),
            ("two_factor", Some("two-factor")),
            ("api-keys", Some("api-key")),
            ("magic", Some("magic-link")),
            ("oauth", None),
            ("payments", None),
            ("translation", None),
            ("users", None),
            ("admin-panel", None),
            ("", None),
        ];
        for (name, expected) in cases {
            assert_eq!(nearest(name, known), expected, "{name}");
        }
    }
}
