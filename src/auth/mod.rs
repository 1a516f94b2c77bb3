//! The app's options, read from its code without running it.
//!
//! [`read`](read()) finds them (`find`), follows their code ([`crate::js`]), and extracts the parts that decide about tables
//! (`plugins`, `options`). [`precedence`] combines them with flags and the config file. The rules are in
//! docs/reading-auth.md. Nothing here knows a plugin by name.

mod branches;
mod compare;
mod custom_plugin;
mod doubts;
mod find;
mod host;
mod options;
mod plugins;
pub mod precedence;
mod read;
mod unknown;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::catalog::embedded::Catalog;
use crate::catalog::model::Spec;
use crate::diagnostic::codes::files::FILE_MISSING;
use crate::diagnostic::codes::options as codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::js::evaluate::Evaluator;
use crate::js::modules::{Files, Modules};
use crate::js::reason::Reason;
use crate::js::shape::Shape;
use crate::syntax::limits::{self, Limits};
use crate::workspace::find::{has_sibling, is_named};
use crate::workspace::modules;
use crate::workspace::provider::FileProvider;

use compare::TableInputs;
use doubts::Doubts;
use find::{Candidate, CandidateKind};
use options::{options, shape_of_options};
use plugins::{Knowledge, plugin_list, shape_of_plugin};
use unknown::Strictness;

pub use options::{ReadOption, grouped};
pub use plugins::ReadPlugin;

/// The places to search, and the knowledge from outside of the code.
#[derive(Clone, Debug)]
pub struct OptionsQuery {
    /// The files.
    pub files: Arc<dyn FileProvider>,
    /// The module with the options and the name of its export, if the user names them. The name is optional.
    pub named: Option<(PathBuf, Option<String>)>,
    /// The Convex folder.
    pub convex: PathBuf,
    /// The component's folder.
    pub component: PathBuf,
    /// The component's adapter.ts.
    pub adapter: PathBuf,
    /// The Convex adapter's package.
    pub adapter_package: String,
    /// The function of that package to which adapter.ts passes the options.
    pub adapter_function: String,
    /// The usual name of the app's function that adapter.ts passes to it.
    pub adapter_options: String,
    /// The folder above which no file is read.
    pub top: PathBuf,
    /// All specs.
    pub catalog: Catalog,
    /// The spec of the core tables.
    pub core: Spec,
    /// Plugins without tables, according to the config file.
    pub without_tables: Vec<String>,
    /// Whether assumptions about unknown conditions are errors.
    pub strict: bool,
}

/// The parts of an app's options that decide about tables.
#[derive(Clone, Debug)]
pub struct AppOptions {
    /// The place of the options.
    pub source: FoundOptions,
    /// The plugins, in order.
    pub plugins: Vec<ReadPlugin>,
    /// The diagnostics of plugins that cannot be identified.
    pub unknown_plugins: Vec<Diagnostic>,
    /// Options of the core tables.
    pub core: Vec<ReadOption>,
    /// Warnings about the place of the options.
    pub warnings: Diagnostics,
}

/// The place of an app's options.
#[derive(Clone, Debug)]
pub struct FoundOptions {
    /// The variable, function or export that has them.
    pub name: String,
    /// The place of the object with the options.
    pub span: Span,
    /// The place in adapter.ts that names them, if it does.
    pub named_at: Option<Span>,
    /// Whether the name is that of a function.
    pub is_function: bool,
    /// Whether that function returns an instance.
    pub gives_instance: bool,
    /// The functions by which adapter.ts can import them.
    pub functions: Vec<OptionsFunction>,
}

/// A function that returns options or an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionsFunction {
    /// The module that exports it.
    pub module: PathBuf,
    /// Its name.
    pub name: String,
    /// Whether it returns an instance instead of options.
    pub gives_instance: bool,
}

/// The usual modules of options in the Convex folder, and in the folder of the component.
const IN_CONVEX: [&str; 1] = ["auth"];
const IN_COMPONENT: [&str; 4] = ["auth", "options", "authOptions", "config"];

/// The options of an app. None if the usual places have none.
///
/// Fails if a module that has them cannot be read, or if several options disagree and neither adapter.ts nor the user chooses.
pub fn read(query: &OptionsQuery) -> Result<Option<AppOptions>, Diagnostics> {
    let owned = query.clone();
    limits::run("the app's options", None, move |limits| Ok(read_within(&owned, limits)))?
}

fn read_within(query: &OptionsQuery, limits: Limits) -> Result<Option<AppOptions>, Diagnostics> {
    let files = Files::new();
    let modules = Modules::new(&files, limits, &query.top, Arc::clone(&query.files));
    let mut reader = Reader { evaluator: Evaluator::new(modules, query), query };
    let read = reader.read();
    if reader.evaluator.is_out_of_fuel() {
        let diagnostic = Diagnostic::new(&codes::CODE_TOO_LONG, "the app's options take too many steps to follow");
        let help = "write them in simpler code, or name the plugins instead of reading code: --plugins NAMES --no-auth";
        return Err(diagnostic.help(help).into());
    }
    if let Some(at) = reader.evaluator.patched {
        let diagnostic = Diagnostic::new(&codes::OBJECTS_PATCHED, "this code may change JavaScript's own objects");
        let diagnostic = diagnostic.at(&reader.evaluator.modules.span(at).first_line(), "");
        return Err(diagnostic.help("name the plugins instead of reading code: --plugins NAMES --no-auth").into());
    }
    read
}

struct Reader<'a, 'k> {
    evaluator: Evaluator<'a>,
    query: &'k OptionsQuery,
}

impl<'a> Reader<'a, '_> {
    fn read(&mut self) -> Result<Option<AppOptions>, Diagnostics> {
        if let Some((path, name)) = &self.query.named {
            let candidate = match name {
                Some(name) => self.evaluator.named_candidate(path, name)?,
                None => self.only_candidate(path)?,
            };
            let mut found = self.app_options(&candidate);
            // Another export of the module may be what adapter.ts needs.
            let others = self.evaluator.module_candidates(path)?;
            self.add_functions(&others, &candidate, &mut found);
            return Ok(Some(found));
        }
        if let Some(candidate) = self.evaluator.adapter_candidate(self.query)? {
            let mut found = self.app_options(&candidate);
            // Problems of a module to which adapter.ts does not lead are reported where it is used.
            let at_run_time = modules::file(&*self.query.files, &self.query.convex, IN_CONVEX[0]);
            let at_run_time = self.evaluator.module_candidates(&at_run_time).unwrap_or_default();
            let differing = self.differing_options(&at_run_time, &candidate, &found);
            self.add_functions(&at_run_time, &candidate, &mut found);
            found.warnings.extend(differing);
            return Ok(Some(found));
        }
        let mut all = Vec::new();
        for path in self.usual_modules() {
            all.extend(self.evaluator.module_candidates(&path).map_err(|diagnostic| {
                diagnostic.help("correct it, or name the plugins instead of reading code: --plugins NAMES --no-auth")
            })?);
        }
        let mut all = all.into_iter();
        let Some(first) = all.next() else { return Ok(None) };
        let mut found = self.app_options(&first);
        let (others, same): (Vec<_>, Vec<_>) = all.partition(|other| self.disagrees(other, &first, &found));
        if !others.is_empty() {
            return Err(self.disagreement(&first, &others).into());
        }
        found.source.functions.extend(same.iter().filter_map(Candidate::function));
        Ok(Some(found))
    }

    /// The usual modules of options.
    fn usual_modules(&self) -> Vec<PathBuf> {
        let in_convex = IN_CONVEX.iter().map(|name| (&self.query.convex, name));
        let all = in_convex.chain(IN_COMPONENT.iter().map(|name| (&self.query.component, name)));
        all.map(|(folder, name)| modules::file(&*self.query.files, folder, name)).collect()
    }

    /// The only options of a module. Fails if it has none, or several that disagree.
    fn only_candidate(&mut self, path: &Path) -> Result<Candidate<'a>, Diagnostics> {
        let shown = self.query.files.display_path(path);
        if !self.query.files.has(path) {
            let diagnostic = Diagnostic::new(&FILE_MISSING, format!("{shown} does not exist"));
            return Err(diagnostic.help("name the file that has the options: --auth FILE").into());
        }
        let mut all = self.evaluator.module_candidates(path)?.into_iter();
        let Some(first) = all.next() else {
            let diagnostic = Diagnostic::new(&codes::NO_OPTIONS, format!("{shown} has no options of betterAuth"));
            return Err(diagnostic
                .help(format!("name the export that returns them: {shown}#createAuthOptions"))
                .into());
        };
        let found = self.app_options(&first);
        let others: Vec<_> = all.filter(|other| self.disagrees(other, &first, &found)).collect();
        if others.is_empty() { Ok(first) } else { Err(self.disagreement(&first, &others).into()) }
    }

    fn app_options(&mut self, candidate: &Candidate<'a>) -> AppOptions {
        let strict = Strictness(self.query.strict);
        let knowledge = Knowledge { catalog: &self.query.catalog, without_tables: &self.query.without_tables, strict };
        let js = &mut self.evaluator;
        let plugins = js.get_optional(&candidate.options, "plugins", candidate.options.at);
        let plugins = js.tree_items(&plugins, &shape_of_plugin(&|export| knowledge.arguments(export)));
        let core = js.tree(&candidate.options, &shape_of_options(&self.query.core, ""));
        let mut doubts = Doubts::default();
        let (plugins, core) = (doubts.settle_items(&plugins), doubts.settle(&core));
        let core = options(&core, &self.query.core, "betterAuth", strict);
        let list = plugin_list(&plugins, &knowledge);
        let span = |at| self.evaluator.modules.span(at);
        let mut warnings = doubts.into_diagnostics(strict);
        if candidate.is_async {
            let diagnostic = Diagnostic::new(&codes::ASYNC_OPTIONS, format!("`{}` is async", candidate.name));
            let diagnostic = diagnostic.at(&span(candidate.options.at).first_line(), "");
            let OptionsQuery { adapter_function, adapter_package, .. } = self.query;
            let diagnostic = diagnostic
                .note(format!("{adapter_function} from {adapter_package} does not wait for it, and finds no plugin"));
            warnings.push(diagnostic.help("return the options themselves, not a promise"));
        }
        AppOptions {
            source: FoundOptions {
                name: candidate.name.clone(),
                span: span(candidate.options.at),
                named_at: candidate.named_at.map(span),
                is_function: candidate.kind != CandidateKind::Value,
                gives_instance: candidate.kind == CandidateKind::InstanceFunction,
                functions: candidate.function().into_iter().collect(),
            },
            plugins: list.plugins,
            unknown_plugins: list.diagnostics,
            core,
            warnings,
        }
    }

    fn disagrees(&mut self, other: &Candidate<'a>, first: &Candidate<'a>, found: &AppOptions) -> bool {
        !other.options.is_same(&first.options)
            && other.options.at != first.options.at
            && self.table_inputs(other) != TableInputs::of(found, &self.query.core)
    }

    fn table_inputs(&mut self, candidate: &Candidate<'a>) -> TableInputs {
        let options = self.app_options(candidate);
        TableInputs::of(&options, &self.query.core)
    }

    /// Adds the functions of these candidates that return the same options.
    fn add_functions(&mut self, others: &[Candidate<'a>], candidate: &Candidate<'a>, found: &mut AppOptions) {
        let agreeing: Vec<_> = others.iter().filter(|other| !self.disagrees(other, candidate, found)).collect();
        for function in agreeing.into_iter().filter_map(Candidate::function) {
            if !found.source.functions.contains(&function) {
                found.source.functions.push(function);
            }
        }
    }

    /// The warning about options at run time that differ from those for which the tables are generated.
    fn differing_options(
        &mut self,
        at_run_time: &[Candidate<'a>],
        candidate: &Candidate<'a>,
        found: &AppOptions,
    ) -> Option<Diagnostic> {
        let mut others = at_run_time.iter();
        let other = others
            .find(|other| self.disagrees(other, candidate, found) && !self.is_of_another_component(other, candidate))?;
        let differences = self.table_inputs(other).differences(&TableInputs::of(found, &self.query.core), &other.name);
        let span = self.evaluator.modules.span(other.options.at);
        let title = format!("`{}` differs from the options for which the tables are generated", other.name);
        let diagnostic = Diagnostic::new(&codes::OTHER_OPTIONS, title).at(&span.first_line(), "");
        let diagnostic =
            diagnostic.and_at(&found.source.span.first_line(), "the tables are generated for these options");
        let diagnostic = match &found.source.named_at {
            Some(named) => diagnostic.and_at(named, "the adapter uses them"),
            None => diagnostic,
        };
        let diagnostic = differences.into_iter().fold(diagnostic, Diagnostic::note);
        Some(diagnostic.help("use one function for both, so that Better Auth finds the tables that it needs"))
    }

    /// Whether options belong to another component than those that adapter.ts names. Each component has its own client,
    /// `createClient(components.NAME)` from the Convex adapter, whose adapter is the options' `database`.
    fn is_of_another_component(&mut self, other: &Candidate<'a>, candidate: &Candidate<'a>) -> bool {
        let Some(theirs) = self.component_of(other) else { return false };
        match self.component_of(candidate) {
            Some(ours) => ours != theirs,
            None => {
                let OptionsQuery { files, component, .. } = self.query;
                !is_named(&**files, component, &theirs) && has_sibling(&**files, component, &theirs)
            }
        }
    }

    /// The component whose tables hold the data for these options, if it is named literally.
    fn component_of(&mut self, candidate: &Candidate<'a>) -> Option<String> {
        let shape = Shape::of_paths([("database", Shape::Flat)]);
        let origin = self.evaluator.tree(&candidate.options, &shape).at_path("database").origin("this as a database");
        let Reason::Call(export) = &origin.reason else { return None };
        if export.from != self.query.adapter_package {
            return None;
        }
        let call = origin.span.text();
        let name = call.split_once("components.")?.1;
        Some(name.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
    }

    fn disagreement(&self, first: &Candidate<'a>, others: &[Candidate<'a>]) -> Diagnostic {
        let span = |candidate: &Candidate<'a>| self.evaluator.modules.span(candidate.options.at);
        let mut diagnostic = Diagnostic::new(&codes::SEVERAL_OPTIONS, "several options of betterAuth disagree")
            .at(&span(first).first_line(), format!("`{}`", first.name));
        for other in others {
            diagnostic = diagnostic.and_at(&span(other).first_line(), format!("`{}`", other.name));
        }
        let shown = self.query.files.display_path(&first.module);
        diagnostic.help(format!("choose one: --auth {shown}#{}, or `auth` in the config file", first.name))
    }
}
