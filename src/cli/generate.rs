//! `gen`: writes schema.ts and adapter.ts.

use std::path::{Path, PathBuf};

use super::flags::GenFlags;
use super::setup::Setup;
use super::{Outcome, modules, terminal};
use crate::generate::{Generated, generate};
use crate::plan::adapter::{self, Pointer};
use crate::plan::schema;
use crate::project::files::{self, shown};
use crate::project::{Project, find};
use crate::report::{Problem, Problems};
use crate::spec::plugin::Plugin;
use crate::typescript::adapter_file::Form;
use crate::typescript::exports::exports;
use crate::write::{Done, Seen, Wanted, write};

/// What is to be done for one component.
struct Prepared {
    schema: PathBuf,
    adapter: PathBuf,
    /// The texts of the files that are written.
    wanted: Vec<Wanted>,
    is_own_adapter: bool,
    /// For what it is generated, in a line.
    summary: String,
}

pub(super) fn run(flags: &GenFlags) -> Result<Outcome, Problems> {
    let mut warnings = Problems::default();
    let (mut prepared, mut refused) = (Vec::new(), Problems::default());
    let setups = if flags.stdout { Setup::find(&flags.choice)? } else { Setup::find_to_write(&flags.choice)? };
    if flags.stdout && setups.len() > 1 {
        let folders = setups.iter().map(|setup| &setup.project.component);
        return Err(find::choose("there are several Better Auth components, and one is printed", folders).into());
    }
    for mut setup in setups {
        let prepared_one = prepare(&mut setup, flags, &mut refused)?;
        warnings.extend(setup.warnings);
        prepared.extend(prepared_one);
    }
    if flags.stdout {
        terminal::tell_all(&warnings);
        let texts = prepared.iter().flat_map(|one| &one.wanted).map(|file| file.text.as_str());
        terminal::print(&texts.collect::<String>())?;
        return Ok(Outcome::Done);
    }
    if refused.has_errors() {
        terminal::tell_all(&warnings);
        terminal::tell_all(&refused);
        return Ok(Outcome::Findings);
    }
    let wanted: Vec<Wanted> = prepared.iter_mut().flat_map(|one| std::mem::take(&mut one.wanted)).collect();
    let done = write(&wanted)?;
    terminal::tell_all(&warnings);
    let fate = |path: &Path| wanted.iter().zip(&done).find(|(file, _)| file.path == path).map(|(_, done)| *done);
    let told = prepared.iter().map(|one| {
        let schema = line(&one.schema, fate(&one.schema), false);
        let adapter = line(&one.adapter, fate(&one.adapter), one.is_own_adapter);
        format!("{schema}{adapter}{}\n", one.summary)
    });
    terminal::print(&told.collect::<String>())?;
    Ok(Outcome::Done)
}

/// Generates the files of one component, and decides what becomes of those that are there. None if one is refused.
fn prepare(setup: &mut Setup<'_>, flags: &GenFlags, refused: &mut Problems) -> Result<Option<Prepared>, Problems> {
    let (plugins, by) = setup.plugins()?.ok_or_else(|| no_plugins(setup, "gen"))?;
    let with = plugins.iter().map(|plugin: &Plugin| plugin.spec.name.as_str()).collect::<Vec<_>>().join(", ");
    let generated = generate(&setup.request(plugins))?;
    setup.warnings.extend(generated.warnings.clone());
    let project = &setup.project;
    let is_read = flags.choice.plugins.is_none() && project.config.plugins.is_none();
    let summary = format!(
        "for better-auth {} and {} {}, with {with}{}",
        project.versions.better_auth.version,
        project.adapter.package,
        project.versions.adapter.version,
        if is_read { format!(", read from {by}") } else { String::new() },
    );
    let (schema, adapter) = (project.schema_path(), project.adapter_path());
    let mut prepared = Prepared { schema, adapter, wanted: Vec::new(), is_own_adapter: false, summary };
    if flags.stdout {
        let (path, text) = (prepared.schema.clone(), generated.schema_text);
        prepared.wanted.push(Wanted { path, text, seen: Seen::Anything });
        return Ok(Some(prepared));
    }
    let (plan, seen) = match flags.force {
        true => (schema::Plan::Write, Seen::Anything),
        false => {
            let existing = files::read_with_conflicts(&prepared.schema)?;
            (schema::plan(existing.as_ref(), &generated)?, Seen::of(existing.as_ref()))
        }
    };
    if let schema::Plan::Refused(problems) = plan {
        refused.extend(problems);
        return Ok(None);
    }
    let (adapter, adapter_seen) = plan_adapter(setup, &generated, flags.force)?;
    match adapter {
        adapter::Plan::Write(text) => {
            prepared.wanted.push(Wanted { path: prepared.adapter.clone(), text, seen: adapter_seen });
        }
        adapter::Plan::Own(_) => prepared.is_own_adapter = true,
        adapter::Plan::Same => {}
    }
    if matches!(plan, schema::Plan::Merged) {
        let title = format!("{} had a merge conflict, and is written again", shown(&prepared.schema));
        setup.warnings.push(Problem::warning(title).note("none of its sides has an edit that would be lost"));
    }
    if matches!(plan, schema::Plan::Write | schema::Plan::Merged) {
        let (path, text) = (prepared.schema.clone(), generated.schema_text);
        prepared.wanted.insert(0, Wanted { path, text, seen });
    }
    Ok(Some(prepared))
}

/// The problem of a project of which nothing says the plugins. `command` is the one that was started.
pub(super) fn no_plugins(setup: &Setup<'_>, command: &str) -> Problem {
    let project = &setup.project;
    let shown = |path: &Path| files::shown(path);
    let (convex, component) = (shown(&project.convex), shown(&project.component));
    let problem = Problem::error("nothing says which plugins you use");
    let problem = match setup.is_code_read() {
        true => problem.note(format!(
            "looked for createAuthOptions, and for what is passed to betterAuth, in {convex}/auth.ts and {component}"
        )),
        false => problem,
    };
    problem
        .help(format!(
            "name the file with your options: sigma-schema {command} --auth convex/lib/auth.ts#createAuthOptions"
        ))
        .help(format!("or your plugins, in their order: sigma-schema {command} --plugins admin,organization"))
        .help("or list them under `plugins` in sigma-schema.json")
}

/// What became of a file.
fn line(path: &Path, done: Option<Done>, is_own: bool) -> String {
    match done {
        Some(Done::Written) => format!("written   {}\n", shown(path)),
        _ if is_own => format!("kept      {}, which is yours\n", shown(path)),
        _ => format!("unchanged {}\n", shown(path)),
    }
}

/// What becomes of adapter.ts. What is doubtful about it is told.
pub(super) fn plan_adapter(
    setup: &mut Setup<'_>,
    generated: &Generated,
    is_forced: bool,
) -> Result<(adapter::Plan, Seen), Problems> {
    let (project, form) = (&setup.project, &generated.adapter);
    let found = setup.code.as_ref().and_then(|code| {
        let functions = &code.source.functions;
        let function = functions.iter().find(|function| function.gives_instance == form.api.takes_instance)?;
        Some(project.import_of(&function.name, &function.module))
    });
    let is_found = found.is_some();
    let import = found.unwrap_or_else(|| project.options_import(&form.api.options));
    let pointer = Pointer { import, is_configured: project.auth.is_some() };
    let path = project.adapter_path();
    let existing = if is_forced { files::read_with_conflicts(&path)? } else { files::read(&path)? };
    let is_ours = |module: &str| modules::is_generated(project, module);
    let plan = adapter::plan(existing.as_ref(), form, &pointer, is_forced, is_ours)?;
    let mut warnings = Vec::new();
    if matches!(plan, adapter::Plan::Write(_)) && !setup.choice.no_auth && !is_found {
        warnings.extend(not_exported(project, &pointer, form)?);
    }
    if let adapter::Plan::Own(own) = &plan {
        if !own.missing.is_empty() {
            let problem = Problem::warning(format!("{} does not export {}", shown(&path), own.missing.join(", ")));
            warnings
                .push(problem.note("Better Auth calls them").help("add them, or let the file be replaced: --force"));
        }
        if let Some(module) = own.schema.as_ref().filter(|module| !modules::is_there(project, module)) {
            let title = format!("{} imports its schema from \"{module}\", which is missing", shown(&path));
            warnings.push(Problem::warning(title).help(format!("import it from \"{}\"", form.schema)));
        }
    }
    setup.warnings.extend(warnings);
    let seen = if is_forced { Seen::Anything } else { Seen::of(existing.as_ref()) };
    Ok((plan, seen))
}

/// Tells if the app's module does not export what adapter.ts will import.
fn not_exported(project: &Project, pointer: &Pointer, form: &Form) -> Result<Option<Problem>, Problem> {
    // A package's module is looked for by nobody but the bundler.
    let Some(file) = project.auth_file() else { return Ok(None) };
    let name = &pointer.import.name;
    let problem = match files::read(&file)? {
        None => Problem::warning(format!("{} is not there", shown(&file))),
        Some(source) => {
            let exported =
                exports(&source).map_err(|problem| problem.help("correct it, or let it not be read: --no-auth"))?;
            // A re-export of everything may hold it: what is not known is not told.
            if exported.iter().any(|export| export == name || export == "*") {
                return Ok(None);
            }
            Problem::warning(format!("{} does not export `{name}`", source.name))
        }
    };
    let way_on = format!(
        "export a function `{name}` that returns the options of betterAuth, or name another in sigma-schema.json: \"auth\": \"convex/auth.ts#{}\"",
        form.api.options
    );
    Ok(Some(problem.note(format!("adapter.ts imports `{name}` from \"{}\"", pointer.import.from)).help(way_on)))
}
