//! `gen`: writes schema.ts and adapter.ts.

use std::path::Path;

use super::flags::GenFlags;
use super::setup::Setup;
use super::{Outcome, terminal};
use crate::generate::{Generated, generate};
use crate::plan::adapter::{self, Pointer};
use crate::plan::schema;
use crate::project::Project;
use crate::project::files::{self, shown};
use crate::report::{Problem, Problems};
use crate::spec::plugin::Plugin;
use crate::typescript::adapter_file::Form;
use crate::typescript::exports::exports;
use crate::write::{Done, Wanted, write};

pub(super) fn run(flags: &GenFlags) -> Result<Outcome, Problems> {
    let mut setup = Setup::find(&flags.choice)?;
    let (plugins, _) = setup.plugins()?.ok_or_else(no_plugins)?;
    let with = plugins.iter().map(|plugin: &Plugin| plugin.spec.name.as_str()).collect::<Vec<_>>().join(", ");
    let generated = generate(&setup.request(plugins))?;
    setup.warnings.extend(generated.warnings.clone());
    if flags.stdout {
        terminal::tell_all(&setup.warnings);
        terminal::print(&generated.schema_text)?;
        return Ok(Outcome::Done);
    }
    let project = &setup.project;
    let (schema_path, adapter_path) = (project.schema_path(), project.adapter_path());
    let schema =
        if flags.force { schema::Plan::Write } else { schema::plan(files::read(&schema_path)?.as_ref(), &generated)? };
    if let schema::Plan::Refused(problems) = &schema {
        terminal::tell_all(&setup.warnings);
        terminal::tell_all(problems);
        return Ok(Outcome::Findings);
    }
    let adapter = plan_adapter(project, &generated, flags, &mut setup.warnings)?;
    let mut wanted = Vec::new();
    if matches!(schema, schema::Plan::Write) {
        wanted.push(Wanted { path: schema_path.clone(), text: generated.schema_text });
    }
    if let adapter::Plan::Write(text) = &adapter {
        wanted.push(Wanted { path: adapter_path.clone(), text: text.clone() });
    }
    let done = write(&wanted)?;
    terminal::tell_all(&setup.warnings);
    let fate = |path: &Path| wanted.iter().zip(&done).find(|(file, _)| file.path == path).map(|(_, done)| *done);
    let is_own = matches!(adapter, adapter::Plan::Own(_));
    terminal::print(&format!(
        "{}{}for better-auth {} and {} {}, with {with}\n",
        line(&schema_path, fate(&schema_path), false),
        line(&adapter_path, fate(&adapter_path), is_own),
        project.versions.better_auth.version,
        project.adapter.package,
        project.versions.adapter.version,
    ))?;
    Ok(Outcome::Done)
}

fn no_plugins() -> Problem {
    Problem::error("nothing says which plugins you use")
        .help("name them in the order of your auth.ts: sigma-schema gen --plugins admin,organization")
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

fn plan_adapter(
    project: &Project,
    generated: &Generated,
    flags: &GenFlags,
    warnings: &mut Problems,
) -> Result<adapter::Plan, Problems> {
    let form = &generated.adapter;
    let pointer =
        Pointer { import: project.options_import(&form.api.options), is_configured: project.config.auth.is_some() };
    let path = project.adapter_path();
    let existing = files::read(&path)?;
    let plan = adapter::plan(existing.as_ref(), form, &pointer, flags.force)?;
    if existing.is_none() && !flags.choice.no_auth {
        warnings.extend(not_exported(project, &pointer, form)?);
    }
    if let adapter::Plan::Own(missing) = &plan
        && !missing.is_empty()
    {
        let problem = Problem::warning(format!("{} does not export {}", shown(&path), missing.join(", ")));
        warnings.push(problem.note("Better Auth calls them").help("add them, or let the file be replaced: --force"));
    }
    Ok(plan)
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
