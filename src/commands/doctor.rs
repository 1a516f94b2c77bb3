//! `doctor`: checks the set-up of the app around a component.

use serde_json::Value as Json;

use super::documents::{CheckResult, DoctorDocument, document};
use super::session::of_component;
use super::{Component, Report, Session};
use crate::checks::{ALL, App};
use crate::diagnostic::emit::{markdown, visible};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};

/// The set-up of one component.
#[derive(Debug)]
pub struct Examined {
    component: String,
    /// Each check with its findings.
    checks: Vec<(&'static Code, Vec<Diagnostic>)>,
}

/// Runs all checks on all components. Errors are findings; warnings are not.
///
/// Fails if a file that a check needs cannot be read.
pub fn run(sessions: Vec<Session>) -> Result<Report<Examined>, Diagnostics> {
    let (mut components, mut diagnostics) = (Vec::<Examined>::new(), Diagnostics::default());
    for session in sessions {
        let component = session.project.component_name();
        let app = App::new(session.project.clone());
        diagnostics.extend(session.into_warnings());
        let mut checks = Vec::new();
        for check in ALL {
            let mut found = (check.run)(&app)?;
            // What is about the whole app is found once for each of its components.
            found.retain(|one| !components.iter().any(|other| other.has(one)));
            checks.push((check.code, of_component(Diagnostics(found), &component).0));
        }
        let unreadable =
            app.unreadable().into_iter().map(|one| one.with_severity(Severity::Warning).note("not checked"));
        diagnostics.extend(of_component(unreadable.collect(), &component));
        components.push(Examined { component, checks });
    }
    let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
    let is_clean = !components.iter().any(|one| one.findings().iter().any(is_error));
    Ok(Report::new(components, diagnostics, is_clean))
}

impl Examined {
    /// Whether a check has reported the same at the same place.
    fn has(&self, diagnostic: &Diagnostic) -> bool {
        let is_same = |one: &Diagnostic| one.code == diagnostic.code && one.span == diagnostic.span;
        self.checks.iter().flat_map(|(_, found)| found).any(is_same)
    }

    /// The number of checks and of findings, in a line.
    fn summary(&self) -> String {
        let findings = self.findings().len();
        let checks = match self.checks.len() {
            1 => "1 check".to_owned(),
            count => format!("{count} checks"),
        };
        let found = match findings {
            0 => "no findings".to_owned(),
            1 => "1 finding".to_owned(),
            count => format!("{count} findings"),
        };
        format!("{}: {checks}, {found}", self.component)
    }
}

impl Component for Examined {
    fn document(&self) -> Json {
        let result = |(code, found): &(&'static Code, Vec<Diagnostic>)| CheckResult {
            code: code.id,
            name: code.name,
            findings: found.len(),
        };
        document(DoctorDocument { name: self.component.clone(), checks: self.checks.iter().map(result).collect() })
    }

    fn text(&self, render: &dyn Fn(&Diagnostic) -> String) -> String {
        let shown: Vec<String> = self.findings().iter().map(render).collect();
        let end = if shown.is_empty() { "" } else { "\n" };
        format!("{}{end}{}\n", shown.join("\n"), visible(&self.summary()))
    }

    fn markdown(&self) -> String {
        let items: String = self.findings().iter().map(markdown::item).collect();
        let end = if items.is_empty() { "" } else { "\n" };
        format!("{}\n{end}{items}", markdown::text(&self.summary()))
    }

    fn findings(&self) -> Vec<Diagnostic> {
        self.checks.iter().flat_map(|(_, found)| found).cloned().collect()
    }

    fn separator(&self) -> &'static str {
        "\n"
    }
}
