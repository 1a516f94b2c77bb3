//! The command line: flags, calls, printing, one commit, the exit code. Nothing else prints.

mod emit;
mod flags;
mod terminal;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;

use crate::commands::documents::{CodeDocument, PluginDocument, document};
use crate::commands::explain::{self, Known};
use crate::commands::{Component, Report, Selection, Session, Status};
use crate::commands::{adopt, check, diff, doctor, generate, graph, info, list, lookups};
use crate::diagnostic::codes::files as codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::workspace::commit::{self, Expected};
use crate::workspace::provider::{Disk, FileProvider, Watched};
use emit::Format;
use flags::{Command, ExplainFlags, Flags, Output};

/// Runs a command line and returns its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let words: Vec<String> = arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let format = Format::of_arguments(&words);
    let status = match Flags::try_parse_from(arguments) {
        Ok(flags) => execute(flags).unwrap_or_else(|diagnostics| failed(&diagnostics, format)),
        Err(usage) if usage.use_stderr() => {
            let diagnostics = usage_error(&usage.to_string()).into();
            terminal::report(&diagnostics);
            let _ = terminal::print(&format.failure(&diagnostics));
            Status::Error
        }
        Err(help) => match terminal::print_styled(&help.render(), &help.to_string()) {
            Ok(()) => Status::Done,
            Err(diagnostic) => failed(&diagnostic.into(), format),
        },
    };
    ExitCode::from(status as u8)
}

fn execute(flags: Flags) -> Result<Status, Diagnostics> {
    enter(&flags)?;
    match flags.command {
        Command::Gen(flags) => {
            let options = generate::Options { is_printed: flags.stdout, is_dry: flags.dry_run, is_forced: flags.force };
            let mut selection: Selection = flags.choice.into();
            selection.allow_outside = flags.allow_outside;
            if flags.stdout || flags.dry_run {
                return finish(generate::run(sessions(&selection)?, options)?, flags.output.format);
            }
            let (sessions, read) = recovered(&selection)?;
            finish_if(generate::run(sessions, options)?, &read, flags.output.format)
        }
        Command::Adopt(flags) => {
            let mut selection: Selection = flags.choice.into();
            selection.allow_outside = flags.allow_outside;
            let options = adopt::Options { is_split: flags.split, is_dry: flags.dry_run };
            if flags.dry_run {
                return finish(adopt::run(sessions(&selection)?, options)?, flags.output.format);
            }
            let (sessions, read) = recovered(&selection)?;
            finish_if(adopt::run(sessions, options)?, &read, flags.output.format)
        }
        Command::Check(flags) => {
            let options = check::Options { is_exact: flags.exact, is_brief: flags.no_diff };
            finish(check::run(sessions(&flags.choice.into())?, options)?, flags.output.format)
        }
        Command::Diff(flags) => {
            let options = diff::Options { against: flags.against, fail_on: flags.fail_on };
            finish(diff::run(sessions(&flags.choice.into())?, &options)?, flags.output.format)
        }
        Command::Doctor(flags) => finish(doctor::run(sessions(&flags.choice.into())?)?, flags.output.format),
        Command::Graph(flags) => {
            let (form, format) = flags.format.parts();
            let options = graph::Options { against: flags.against, form };
            finish(graph::run(sessions(&flags.choice.into())?, &options)?, format)
        }
        Command::Info(flags) => finish(info::run(sessions(&flags.choice.into())?)?, flags.output.format),
        Command::Lookups(flags) => {
            let report = lookups::run(sessions(&flags.choice.into())?, flags.schema.as_deref())?;
            finish(report, flags.output.format)
        }
        Command::List(flags) => {
            let plugins = list::run(&disk(), &flags.specs)?;
            let format = flags.output.format;
            terminal::print(&format.plain(|| plugins.text(), || plugins.markdown(), &document(plugins.document())))?;
            Ok(Status::Done)
        }
        Command::Explain(flags) => explain(flags),
    }
}

/// `explain`: the meaning of the name, or the options or the table that a flag requests.
fn explain(flags: ExplainFlags) -> Result<Status, Diagnostics> {
    let ExplainFlags { plugin, table, auth, output: Output { format }, specs } = flags;
    if let Some(auth) = auth {
        let selection = Selection { auth: Some(auth).filter(|auth| !auth.is_empty()), specs, ..Selection::default() };
        return finish(explain::auth::run(sessions(&selection)?)?, format);
    }
    let selection = Selection { specs: specs.clone(), ..Selection::default() };
    if let Some(table) = table {
        let report = explain::table::run(sessions(&selection)?, &table)?;
        return match report.components.is_empty() {
            true => Err(explain::table::unknown(&table).into()),
            false => finish(report, format),
        };
    }
    let name = plugin.unwrap_or_default();
    match explain::known(&name, &disk(), &specs)? {
        Some(Known::Code(code)) => {
            let shown = CodeDocument { components: Vec::new(), code: Some(code.into()), diagnostics: Vec::new() };
            terminal::print(&format.plain(|| code.text(), || code.markdown(), &document(shown)))?;
        }
        Some(Known::Plugin(plugin)) => {
            let (text, markdown) = (plugin.text(), plugin.markdown());
            let shown = PluginDocument { components: Vec::new(), plugin: Some(*plugin), diagnostics: Vec::new() };
            terminal::print(&format.plain(|| text, || markdown, &document(shown)))?;
        }
        // In a project, it may be one of its tables.
        None => match sessions(&selection).and_then(|sessions| explain::table::run(sessions, &name)) {
            Ok(report) if !report.components.is_empty() => return finish(report, format),
            _ => return Err(explain::unknown(&name, &disk(), &specs).into()),
        },
    }
    Ok(Status::Done)
}

/// A session for each component of the project around the working folder.
fn sessions(selection: &Selection) -> Result<Vec<Session>, Diagnostics> {
    Session::find(&disk(), selection)
}

fn disk() -> Arc<dyn FileProvider> {
    Arc::new(Disk)
}

/// The files that a command reads, of which some decide about what it writes.
struct Read {
    files: Arc<Watched>,
    /// The files that runs write: another run may replace them meanwhile.
    paths: Vec<PathBuf>,
}

impl Read {
    /// The states in which these files were read.
    fn expected(&self) -> Vec<Expected> {
        self.files.expected(&self.paths)
    }
}

/// The sessions of a command that writes: leftovers of killed runs are cleaned up first.
fn recovered(selection: &Selection) -> Result<(Vec<Session>, Read), Diagnostics> {
    let found = || -> Result<_, Diagnostics> {
        let files = Arc::new(Watched::new(Arc::new(Disk)));
        let shared: Arc<dyn FileProvider> = files.clone();
        let sessions = Session::find(&shared, selection)?;
        let paths = sessions.iter().flat_map(Session::allowed_paths).collect();
        Ok((sessions, Read { files, paths }))
    };
    let (mut sessions, mut read) = found()?;
    let commit::Recovered { has_put_back, warnings } = commit::recover(&read.paths)?;
    if has_put_back {
        (sessions, read) = found()?;
    }
    if let Some(first) = sessions.first_mut() {
        first.warn(warnings);
    }
    Ok((sessions, read))
}

/// Shows a report that has nothing to write.
fn finish<C: Component + 'static>(report: Report<C>, format: Format) -> Result<Status, Diagnostics> {
    show(&report.boxed(), format)
}

/// Writes what a report has to write, if the files that it rests on are still the same, and shows it.
fn finish_if<C: Component + 'static>(report: Report<C>, read: &Read, format: Format) -> Result<Status, Diagnostics> {
    let mut report = report.boxed();
    if !report.writes.is_empty() {
        let failed =
            |diagnostic| -> Diagnostics { report.diagnostics.clone().into_iter().chain([diagnostic]).collect() };
        let done = commit::write_if(&report.writes, &read.expected()).map_err(failed)?;
        for (file, done) in report.writes.iter().zip(done) {
            report.components.iter_mut().for_each(|component| component.committed(&file.path, done));
        }
    }
    show(&report, format)
}

/// Shows a report.
fn show(report: &Report<Box<dyn Component>>, format: Format) -> Result<Status, Diagnostics> {
    terminal::report(&report.diagnostics);
    match terminal::print(&format.report(report)) {
        // The files are written, whoever reads about it.
        Err(diagnostic) if !report.writes.is_empty() => {
            terminal::report(&diagnostic.with_severity(Severity::Warning).into());
        }
        printed => printed?,
    }
    Ok(report.status)
}

/// A usage error as a diagnostic. clap writes the error in its first paragraph, then tips, the usage and a closing hint.
fn usage_error(text: &str) -> Diagnostic {
    let paragraphs: Vec<String> =
        text.trim().split("\n\n").map(|one| one.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let (first, others) = paragraphs.split_first().map_or(("", &[][..]), |(first, others)| (first.as_str(), others));
    let diagnostic = Diagnostic::new(&codes::USAGE, first.trim_start_matches("error: "));
    others.iter().fold(diagnostic, |diagnostic, paragraph| match paragraph.strip_prefix("tip: ") {
        Some(tip) => diagnostic.help(tip),
        None if paragraph.starts_with("For more information") => {
            diagnostic.help("run `sigma-schema help` for the commands, and add `--help` to a command for its flags")
        }
        None => diagnostic.note(paragraph),
    })
}

fn failed(diagnostics: &Diagnostics, format: Format) -> Status {
    terminal::report(diagnostics);
    // A failure to print makes no difference here.
    let _ = terminal::print(&format.failure(diagnostics));
    Status::Error
}

/// `--dir`: the command runs as if it had been started there.
fn enter(flags: &Flags) -> Result<(), Diagnostic> {
    let Some(folder) = &flags.dir else { return Ok(()) };
    std::env::set_current_dir(folder).map_err(|error| {
        let title = format!("cannot enter the folder {} (--dir): {}", folder.display(), error.kind());
        Diagnostic::new(&codes::WORKING_FOLDER, title).help("name an existing folder")
    })
}
