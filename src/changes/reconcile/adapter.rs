//! Decides about an existing adapter.ts: a customized one belongs to the user.

use std::sync::Arc;

use crate::convex::typescript::adapter_file::{self, Existing, Form, OptionsImport};
use crate::diagnostic::{Diagnostic, Source};

/// The planned action.
#[derive(Clone, Debug)]
pub enum Plan {
    /// It gets this text.
    Write(String),
    /// It is as it is generated, layout aside.
    Same,
    /// The user has customized it.
    Customized(Customized),
}

/// The facts about a customized adapter.ts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customized {
    /// The functions that Better Auth needs and it does not export.
    pub missing: Vec<String>,
    /// The module that it imports the schema from, if it is another than the generated file would.
    pub schema: Option<String>,
}

/// The import of the app's options, and its source.
#[derive(Clone, Debug)]
pub struct Pointer {
    /// The import.
    pub import: OptionsImport,
    /// Whether the app's config declares it: then it takes precedence over the import of an existing file.
    pub is_configured: bool,
}

/// The planned fate, and the import of the options that adapter.ts then has.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The planned action.
    pub plan: Plan,
    /// The import of the options.
    pub import: OptionsImport,
    /// Whether the existing file has this import.
    pub is_kept: bool,
}

/// Decides about adapter.ts, and which import of the options it then has. `is_ours` decides whether a module, as
/// adapter.ts imports it, is a schema that a generator wrote: an import of any other is an edit. Fails if it cannot be
/// read as TypeScript, unless it is replaced in any case.
pub fn plan(
    existing: Option<&Arc<Source>>,
    form: &Form,
    pointer: &Pointer,
    is_forced: bool,
    is_ours: impl Fn(&str) -> bool,
) -> Result<Planned, Diagnostic> {
    let planned = |plan, import, is_kept| Ok(Planned { plan, import, is_kept });
    let usual = adapter_file::print(form, &pointer.import);
    let Some(source) = existing else { return planned(Plan::Write(usual), pointer.import.clone(), false) };
    if source.text == usual {
        return planned(Plan::Same, pointer.import.clone(), true);
    }
    let read = adapter_file::read(source, form);
    if is_forced {
        let found = read.ok().and_then(|existing| existing.options);
        let options = found.clone().filter(|_| !pointer.is_configured).unwrap_or_else(|| pointer.import.clone());
        let is_kept = found.as_ref() == Some(&options);
        return planned(Plan::Write(adapter_file::print(form, &options)), options, is_kept);
    }
    let Existing { options, schema, is_customized, is_current, missing } =
        read.map_err(|diagnostic| diagnostic.help("correct it, remove it, or let it be replaced: --force"))?;
    let other = schema.clone().filter(|module| *module != form.schema);
    if is_customized || other.as_ref().is_some_and(|module| !is_ours(module)) {
        let plan = Plan::Customized(Customized { missing, schema: other });
        return planned(plan, options.unwrap_or_else(|| pointer.import.clone()), true);
    }
    let found = options.unwrap_or_else(|| pointer.import.clone());
    let wanted = if pointer.is_configured { pointer.import.clone() } else { found.clone() };
    let is_same = is_current && found == wanted && schema.as_ref() == Some(&form.schema);
    let plan = if is_same { Plan::Same } else { Plan::Write(adapter_file::print(form, &wanted)) };
    let is_kept = found == wanted;
    planned(plan, wanted, is_kept)
}
