//! `gen`: writes schema.ts and adapter.ts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::flags::{Choice, GenFlags};
use super::setup::Setup;
use super::{Outcome, terminal};
use crate::diff::loss::losses;
use crate::generate::{Generated, generate};
use crate::project::files::{self, shown};
use crate::report::{Problem, Problems, Source};
use crate::schema::assemble::Plugin;
use crate::typescript::adapter_file::{self, Form, OptionsImport};
use crate::typescript::exports::exports;
use crate::typescript::parse::schema_file;
use crate::write::{Done, Wanted, write};

pub(super) fn run(flags: &GenFlags) -> Result<Outcome, Problems> {
    let mut setup = Setup::find(&flags.choice)?;
    let (plugins, _) = setup.plugins(&flags.choice)?.ok_or_else(no_plugins)?;
    let with = plugin_names(&plugins);
    let request = setup.request(&flags.choice, plugins);
    let generated = generate(&request)?;
    setup.warnings.extend(generated.warnings.clone());
    if flags.stdout {
        terminal::tell_all(&setup.warnings);
        terminal::print(&generated.schema_text);
        return Ok(Outcome::Done);
    }
    if !flags.force
        && let Some(refused) = refuse_loss(&setup, &generated)?
    {
        terminal::tell_all(&setup.warnings);
        terminal::tell_all(&refused);
        return Ok(Outcome::Findings);
    }
    let adapter = plan_adapter(&mut setup, &generated, flags)?;
    let mut wanted = vec![Wanted { path: setup.schema_path(), text: generated.schema_text }];
    if let AdapterPlan::Write(text) = &adapter {
        wanted.push(Wanted { path: setup.adapter_path(), text: text.clone() });
    }
    let done = write(&wanted)?;
    terminal::tell_all(&setup.warnings);
    terminal::print(&summary(&setup, &wanted, &done, &adapter, &with));
    Ok(Outcome::Done)
}

fn no_plugins() -> Problem {
    Problem::error("nothing says which plugins you use")
        .help("name them in the order of your auth.ts: sigma-schema gen --plugins admin,organization")
        .help("or list them under `plugins` in sigma-schema.json")
}

fn plugin_names(plugins: &[Plugin]) -> String {
    plugins.iter().map(|plugin| plugin.spec.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// One line a file, and one for what they are made for.
fn summary(setup: &Setup, wanted: &[Wanted], done: &[Done], adapter: &AdapterPlan, with: &str) -> String {
    let line = |verb: &str, path: &Path| format!("{verb:<9} {}\n", shown(path));
    let mut text: String = wanted
        .iter()
        .zip(done)
        .map(|(file, done)| match done {
            Done::Written => line("written", &file.path),
            Done::Unchanged => line("unchanged", &file.path),
        })
        .collect();
    match adapter {
        AdapterPlan::Write(_) => {}
        AdapterPlan::Same => text.push_str(&line("unchanged", &setup.adapter_path())),
        AdapterPlan::Own => text.push_str(&line("kept", &setup.adapter_path()).replace('\n', ", which is yours\n")),
    }
    let versions = &setup.versions;
    let (better_auth, adapter) = (&versions.better_auth.version, &versions.adapter.version);
    text + &format!("for better-auth {better_auth} and {} {adapter}, with {with}\n", setup.adapter.package)
}

/// The problems of everything that the existing schema.ts has and the new one has not; none if nothing would be lost.
fn refuse_loss(setup: &Setup, generated: &Generated) -> Result<Option<Problems>, Problem> {
    let path = setup.schema_path();
    let Some(source) = files::read(&path)?.filter(|source| source.text.replace("\r\n", "\n") != generated.schema_text)
    else {
        return Ok(None);
    };
    let existing =
        schema_file(&source).map_err(|problem| problem.help("correct it, remove it, or replace it with --force"))?;
    if existing.is_generated() {
        return Ok(None);
    }
    let losses = losses(&existing, &generated.schema);
    if losses.is_empty() {
        return Ok(None);
    }
    let mut problems: Problems =
        losses.iter().map(|loss| Problem::error(format!("{} would be lost", loss.what)).at(&loss.place, "")).collect();
    let problem = Problem::error(format!(
        "nothing was written: {} has edits that the generated file does not have",
        shown(&path)
    ));
    problems.push(
        problem
            .help("keep an index by naming it under `indexes` in sigma-schema.json, a field as an additional field under `user` or its plugin")
            .help("drop all of them with --force"),
    );
    Ok(Some(problems))
}

/// What becomes of adapter.ts.
enum AdapterPlan {
    /// It gets this text.
    Write(String),
    /// It is as it is generated, layout aside.
    Same,
    /// Somebody has made it their own.
    Own,
}

fn plan_adapter(setup: &mut Setup, generated: &Generated, flags: &GenFlags) -> Result<AdapterPlan, Problems> {
    let path = setup.adapter_path();
    let form = &generated.adapter;
    let usual = usual_import(setup, form);
    let Some(source) = files::read(&path)? else {
        check_exported(setup, &usual, form, &flags.choice)?;
        return Ok(AdapterPlan::Write(adapter_file::print(form, &usual.import)));
    };
    if source.text == adapter_file::print(form, &usual.import) {
        return Ok(AdapterPlan::Same);
    }
    let read = adapter_file::read(&source, form);
    if flags.force {
        let options = read.ok().and_then(|existing| existing.options).unwrap_or(usual.import);
        return Ok(AdapterPlan::Write(adapter_file::print(form, &options)));
    }
    let existing = read?;
    if !existing.is_own {
        return Ok(AdapterPlan::Same);
    }
    if !existing.missing.is_empty() {
        let problem = Problem::warning(format!("{} does not export {}", shown(&path), existing.missing.join(", ")));
        setup
            .warnings
            .push(problem.note("Better Auth calls them").help("add them, or let the file be replaced: --force"));
    }
    Ok(AdapterPlan::Own)
}

/// Where the app's options are expected.
struct UsualImport {
    file: PathBuf,
    import: OptionsImport,
}

/// What `auth` in the config file names, or else auth.ts in the Convex folder.
fn usual_import(setup: &Setup, form: &Form) -> UsualImport {
    let configured = setup.config.auth.as_ref().zip(setup.config.folder());
    let (file, name) = match configured {
        Some((auth, folder)) => {
            let (file, name) = auth.text.split_once('#').unwrap_or((&auth.text, &form.api.options));
            (files::absolute(&folder.join(file)), name)
        }
        None => (setup.convex.join("auth.ts"), form.api.options.as_str()),
    };
    let module = files::with_slashes(&files::relative(&setup.component, &file.with_extension("")));
    let from = if module.starts_with("../") { module } else { format!("./{module}") };
    UsualImport { import: OptionsImport { name: name.to_owned(), from }, file }
}

/// Tells if the file does not export what adapter.ts will import.
fn check_exported(setup: &mut Setup, usual: &UsualImport, form: &Form, choice: &Choice) -> Result<(), Problems> {
    if choice.no_auth {
        return Ok(());
    }
    let OptionsImport { name, from } = &usual.import;
    let import = format!("adapter.ts imports `{name}` from \"{from}\"");
    let way_on = format!(
        "export a function `{name}` that returns the options of betterAuth, or name another in sigma-schema.json: \"auth\": \"convex/auth.ts#{}\"",
        form.api.options
    );
    let problem = match files::read(&usual.file)? {
        None => Problem::warning(format!("{} is not there", shown(&usual.file))),
        Some(source) if exports_name(&source, name)? => return Ok(()),
        Some(source) => Problem::warning(format!("{} does not export `{name}`", source.name)),
    };
    setup.warnings.push(problem.note(import).help(way_on));
    Ok(())
}

fn exports_name(source: &Arc<Source>, name: &str) -> Result<bool, Problem> {
    // A re-export of everything may hold it: what is not known is not told.
    Ok(source.text.contains("export *") || exports(source)?.iter().any(|exported| exported == name))
}
