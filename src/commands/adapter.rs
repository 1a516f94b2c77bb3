//! The adapter.ts of a component: which function of the app it imports, and what is doubtful about that.

use super::Session;
use super::modules;
use crate::auth::FoundOptions;
use crate::changes::reconcile::adapter::{self, Plan, Planned, Pointer};
use crate::convex::generate::Generated;
use crate::convex::typescript::adapter_file::{Form, OptionsImport};
use crate::diagnostic::codes::coverage as codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::syntax::exports::exports;
use crate::workspace::Project;
use crate::workspace::commit::Seen;

/// The planned action for adapter.ts, and its text when it was read. Warns about an import that does not exist.
///
/// Fails if the file cannot be read, or if a flag or the config file names a function that returns an instance where
/// the adapter needs options, or vice versa.
pub(super) fn plan_adapter(
    session: &mut Session,
    generated: &Generated,
    is_forced: bool,
) -> Result<(Plan, Seen), Diagnostics> {
    let (project, form) = (&session.project, &generated.adapter);
    let source = session.code.as_ref().map(|code| &code.source);
    let fits = |gives_instance: bool| gives_instance == form.api.takes_instance;
    let fitting = source.and_then(|source| {
        let function = source.functions.iter().find(|function| fits(function.gives_instance))?;
        Some(project.import_of(&function.name, &function.module))
    });
    let is_fitting = fitting.is_some();
    // The function that adapter.ts, a flag or the config file names cannot be used there.
    let is_named = project.auth.as_ref().is_some_and(|auth| auth.export.is_some());
    let is_pointed_at = |source: &&FoundOptions| source.named_at.is_some() || is_named;
    let unfit = source.filter(is_pointed_at).filter(|source| source.is_function && !fits(source.gives_instance));
    let import = fitting.unwrap_or_else(|| project.options_import(&form.api.options));
    let pointer = Pointer { import, is_configured: project.auth.is_some() || is_fitting && unfit.is_some() };
    let path = project.adapter_path();
    let existing = {
        let files = &session.project.files;
        if is_forced { files.read_with_conflicts(&path)? } else { files.read(&path)? }
    };
    let is_ours = |module: &str| modules::is_generated(session, generated, module);
    let Planned { plan, import, is_kept } = adapter::plan(existing.as_ref(), form, &pointer, is_forced, is_ours)?;
    let mut warnings = Vec::new();
    if let Some(unfit) = unfit.filter(|_| !is_fitting || matches!(plan, Plan::Customized(_))) {
        let diagnostic = misfit(unfit, form, &project.versions.adapter.version.to_string());
        let diagnostic = match is_fitting {
            true => {
                diagnostic.help(format!("pass `{}` instead, from \"{}\"", pointer.import.name, pointer.import.from))
            }
            false => diagnostic
                .help(export_help(form))
                .help("or read no code, and write adapter.ts yourself: --plugins NAMES --no-auth"),
        };
        match &plan {
            Plan::Write(_) if is_named => return Err(diagnostic.into()),
            _ => warnings.push(Diagnostic { severity: Severity::Warning, ..diagnostic }),
        }
    } else {
        // The code that was read already leads to the options.
        let is_named_here = is_kept && source.is_some_and(|source| source.named_at.is_some());
        let is_read = is_fitting && import == pointer.import || is_named_here;
        if !(is_read || session.selection.no_auth || matches!(plan, Plan::Customized(_))) {
            warnings.extend(not_exported(project, &import, form)?);
        }
    }
    if let Plan::Customized(own) = &plan {
        if !own.missing.is_empty() {
            let title = format!("{} does not export {}", project.display_path(&path), own.missing.join(", "));
            let diagnostic = Diagnostic::new(&codes::ADAPTER_INCOMPLETE, title)
                .with_severity(Severity::Warning)
                .note("Better Auth calls them");
            warnings.push(diagnostic.help("add them, or replace the file: --force"));
        }
        if let Some(module) = own.schema.as_ref().filter(|module| !modules::is_there(project, module)) {
            let title =
                format!("{} imports its schema from \"{module}\", which is missing", project.display_path(&path));
            warnings.push(
                Diagnostic::new(&codes::ADAPTER_IMPORT, title).help(format!("import it from \"{}\"", form.schema)),
            );
        }
    }
    session.warnings.extend(warnings);
    let seen = if is_forced { Seen::Anything } else { Seen::of(existing.as_ref()) };
    Ok((plan, seen))
}

/// The diagnostic of a function that does not fit the adapter: `createApi` calls it, and expects options, or an
/// instance (`createApi` in @convex-dev/better-auth, src/client/create-api.ts).
fn misfit(source: &FoundOptions, form: &Form, version: &str) -> Diagnostic {
    let (name, function, package) = (&source.name, &form.api.function, &form.package);
    let (given, wanted) = match form.api.takes_instance {
        true => ("options", "an instance of Better Auth"),
        false => ("an instance of Better Auth", "options"),
    };
    let diagnostic = Diagnostic::new(
        &codes::ADAPTER_MISFIT,
        format!("`{name}` returns {given}, but `{function}` of {package} {version} needs {wanted}"),
    );
    diagnostic.at(&source.named_at.as_ref().unwrap_or(&source.span).first_line(), "")
}

/// The code that adapter.ts needs.
fn export_help(form: &Form) -> String {
    let name = &form.api.options;
    match form.api.takes_instance {
        true => format!("export it: export const {name} = (ctx) => betterAuth({{ ... }})"),
        false => format!(
            "export the options as a function: export const {name} = (ctx) => ({{ ... }}) satisfies BetterAuthOptions, and call betterAuth({name}(ctx))"
        ),
    }
}

/// Warns if the module that adapter.ts imports the app's function from does not exist, or does not export it.
fn not_exported(project: &Project, import: &OptionsImport, form: &Form) -> Result<Option<Diagnostic>, Diagnostic> {
    // Only the bundler resolves modules of packages and aliases.
    if !import.from.starts_with('.') {
        return Ok(None);
    }
    let OptionsImport { name, from } = import;
    let diagnostic = match modules::file(project, from) {
        Err(file) => Diagnostic::new(&codes::ADAPTER_IMPORT, format!("{} does not exist", project.display_path(&file))),
        Ok(file) => {
            let Some(source) = project.files.read(&file)? else { return Ok(None) };
            let exported =
                exports(&source).map_err(|diagnostic| diagnostic.help("correct it, or read no code: --no-auth"))?;
            // A re-export of everything may contain it.
            if exported.iter().any(|export| export == name || export == "*") {
                return Ok(None);
            }
            Diagnostic::new(&codes::ADAPTER_IMPORT, format!("{} does not export `{name}`", source.name))
        }
    };
    let diagnostic =
        diagnostic.note(format!("adapter.ts imports `{name}` from \"{from}\": until it exists, a push fails"));
    let diagnostic = diagnostic.help(export_help(form));
    let elsewhere = "or name an existing export: --auth FILE#NAME, or `auth` in sigma-schema.json";
    Ok(Some(diagnostic.help(elsewhere)))
}
