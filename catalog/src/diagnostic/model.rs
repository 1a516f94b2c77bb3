//! Diagnostics: a problem, its location and its fix. They are collected, so that one run shows all of them.

use super::{Code, Span};

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Notice,
    /// The command continues.
    Warning,
    /// The command stops, or ends with findings. Nothing is written.
    Error,
}

impl Severity {
    /// The word for it in every format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// The subject of a diagnostic, by names. A name is absent if the diagnostic is about something larger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The component of the app.
    pub component: Option<String>,
    /// The table, by its name in the database.
    pub table: Option<String>,
    /// The field or index of the table.
    pub member: Option<String>,
}

/// A fix that can be applied without a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// A command to run, from the folder of the app.
    Command(String),
    /// A text that replaces another one.
    Edit {
        /// The text that is replaced; empty for an insertion.
        span: Span,
        /// The new text.
        text: String,
    },
}

/// A problem or a note to report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its code.
    pub code: &'static Code,
    /// Its severity; usually that of its code.
    pub severity: Severity,
    /// The problem, in one sentence without a full stop.
    pub message: String,
    /// Its location.
    pub span: Option<Span>,
    /// A few words under the marked text; may be empty.
    pub label: String,
    /// Related locations, each with a few words.
    pub labels: Vec<(Span, String)>,
    /// Its causes or consequences.
    pub notes: Vec<String>,
    /// Instructions, as imperatives.
    pub helps: Vec<String>,
    /// Its subject.
    pub subject: Subject,
    /// A fix that needs no decision, if any.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A diagnostic with this code and its usual severity.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            message: message.into(),
            span: None,
            label: String::new(),
            labels: Vec::new(),
            notes: Vec::new(),
            helps: Vec::new(),
            subject: Subject::default(),
            fix: None,
        }
    }

    /// The same diagnostic, with another severity.
    pub fn with_severity(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    /// The same diagnostic, at this span; `label` is shown under the marked text and may be empty.
    pub fn at(mut self, span: &Span, label: impl Into<String>) -> Self {
        self.span = Some(span.clone());
        self.label = label.into();
        self
    }

    /// The same diagnostic, at this span if it is known.
    pub fn at_opt(self, span: Option<&Span>) -> Self {
        match span {
            Some(span) => self.at(span, ""),
            None => self,
        }
    }

    /// The same diagnostic, with a related location.
    pub fn and_at(mut self, span: &Span, label: impl Into<String>) -> Self {
        self.labels.push((span.clone(), label.into()));
        self
    }

    /// The same diagnostic, about this table.
    pub fn about(mut self, table: impl Into<String>) -> Self {
        self.subject.table = Some(table.into());
        self
    }

    /// The same diagnostic, about this field or index of its table.
    pub fn about_member(mut self, member: impl Into<String>) -> Self {
        self.subject.member = Some(member.into());
        self
    }

    /// The same diagnostic, with a command that fixes it.
    pub fn fixed_by(mut self, command: impl Into<String>) -> Self {
        self.fix = Some(Fix::Command(command.into()));
        self
    }

    /// The same diagnostic, with a replacement of text that fixes it.
    pub fn fixed_with(mut self, span: &Span, text: impl Into<String>) -> Self {
        self.fix = Some(Fix::Edit { span: span.clone(), text: text.into() });
        self
    }

    /// The same diagnostic, with one more note.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// The same diagnostic, with one more help.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.helps.push(help.into());
        self
    }

    /// The same diagnostic, with the nearest known name as help, if one is similar.
    pub fn nearest<'a>(self, name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(name, known) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}

/// Diagnostics, in the order in which they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// The limit on diagnostics of one severity: a file can have more problems than anyone reads.
    pub const MOST: usize = 1_000;

    /// Adds one, or its notes to the last one if nothing else differs: a module that cannot be read has many consequences.
    /// After [`Self::MOST`] of a severity, only a last one that says so.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if let Some(last) = self.0.last_mut()
            && last.span.is_some()
            && (Diagnostic { notes: Vec::new(), ..last.clone() })
                == (Diagnostic { notes: Vec::new(), ..diagnostic.clone() })
        {
            let new: Vec<String> = diagnostic.notes.into_iter().filter(|note| !last.notes.contains(note)).collect();
            return last.notes.extend(new);
        }
        let severity = diagnostic.severity;
        match self.0.iter().filter(|known| known.severity == severity).count() {
            count if count < Self::MOST => self.0.push(diagnostic),
            Self::MOST => {
                let message = format!("more than {} {}s: the others are not reported", Self::MOST, severity.word());
                self.0.push(Diagnostic::new(diagnostic.code, message).with_severity(severity));
            }
            _ => {}
        }
    }

    /// Whether further errors would not be reported, so that a search for more can end.
    pub fn is_full(&self) -> bool {
        self.0.len() > Self::MOST && self.0.iter().filter(|one| one.severity == Severity::Error).count() > Self::MOST
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The same diagnostics in the order of their spans, as far as they are in one source.
    pub fn in_order(mut self) -> Self {
        self.0.sort_by_key(|diagnostic| diagnostic.span.as_ref().map(|span| span.range.start));
        self
    }

    /// The value and the warnings, unless one of the diagnostics is an error.
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
        diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Self {
        let mut all = Self::default();
        all.extend(diagnostics);
        all
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The known name that is nearest to this one: one or two typing errors away, or the only one that begins with it as a
/// word. Case, hyphens and underscores do not count.
///
/// A similarity of 0.7 finds 95 % of single typing errors, all double ones in names of eight letters or more, and
/// nothing for names such as `payments` or `oauth` (measured on the plugins' names and 158 others; Jaro-Winkler at 0.8
/// found a name for 41 of those).
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

/// 1 for equal texts, 0 for texts that have nothing in common.
fn similarity(one: &str, other: &str) -> f64 {
    let longest = one.chars().count().max(other.chars().count()).max(1);
    let slips = strsim::osa_distance(one, other);
    #[allow(clippy::cast_precision_loss, reason = "names are short")]
    let share = slips as f64 / longest as f64;
    1.0 - share
}

#[cfg(test)]
mod tests {
    use super::super::codes::files as codes;
    use super::*;

    #[test]
    fn a_limit_for_each_severity() {
        let mut all = Diagnostics::default();
        let warning = || Diagnostic::new(&codes::USAGE, "a").with_severity(Severity::Warning);
        (0..Diagnostics::MOST * 2).for_each(|_| all.push(warning()));
        assert_eq!((all.0.len(), all.is_full(), all.has_errors()), (Diagnostics::MOST + 1, false, false));
        assert_eq!(all.0[Diagnostics::MOST].message, "more than 1000 warnings: the others are not reported");
        // An error is never lost among warnings.
        all.extend((0..Diagnostics::MOST * 2).map(|_| Diagnostic::new(&codes::USAGE, "a")));
        assert_eq!((all.0.len(), all.is_full(), all.has_errors()), (2 * Diagnostics::MOST + 2, true, true));
    }

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
