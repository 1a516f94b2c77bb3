//! The app's options, read from its code without running it.
//!
//! [`read`](read()) finds them (`find`), follows the code that makes them ([`crate::js`]), and takes out what decides about
//! tables (`plugins`, `read`). [`precedence`] puts them together with flags and the config file. The rules are in
//! docs/reading-auth.md. Nothing here knows a plugin by name.

mod compare;
mod custom_plugin;
mod find;
mod host;
mod options;
mod plugins;
pub mod precedence;
mod read;
mod unknown;
mod ways;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::catalog::embedded::Catalog;
use crate::catalog::model::Spec;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::js::evaluate::Evaluator;
use crate::js::modules::{Files, Modules};
use crate::js::reason::Reason;
use crate::js::shape::Shape;
use crate::syntax::limits::{self, Limits};
use crate::workspace::find::{has_sibling, is_named};
use crate::workspace::modules;
use crate::workspace::provider::FileProvider;

use compare::Statement;
use find::{Candidate, CandidateKind};
use options::{options, shape_of_options};
use plugins::{Knowledge, plugin_list, shape_of_plugin};
use unknown::Strictness;

pub use options::{ReadOption, grouped};
pub use plugins::ReadPlugin;

/// Where to look, and what is known beside the code.
#[derive(Clone, Debug)]
pub struct OptionsQuery {
    /// The files.
    pub files: Arc<dyn FileProvider>,
    /// The module with the options and the name that it exports, if somebody says so. The name may be left out.
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
    /// The name of the app's function that adapter.ts passes to it, unless the app calls it something else.
    pub adapter_options: String,
    /// The folder above which nothing is read.
    pub top: PathBuf,
    /// All specs.
    pub catalog: Catalog,
    /// Better Auth's own tables.
    pub core: Spec,
    /// Plugins that are said to have no tables.
    pub without_tables: Vec<String>,
    /// Whether what is only there under a condition is an error.
    pub strict: bool,
}

/// What an app's options say about tables.
#[derive(Clone, Debug)]
pub struct AppOptions {
    /// Where the options are.
    pub source: FoundOptions,
    /// The plugins, in order.
    pub plugins: Vec<ReadPlugin>,
    /// What cannot be known about which plugins there are.
    pub unknown_plugins: Vec<Diagnostic>,
    /// Options of Better Auth's own tables.
    pub core: Vec<ReadOption>,
    /// What is worth knowing about where the options are.
    pub warnings: Diagnostics,
}

/// Where an app's options are.
#[derive(Clone, Debug)]
pub struct FoundOptions {
    /// The name that stands for them.
    pub name: String,
    /// Where they are written.
    pub span: Span,
    /// Where adapter.ts names them, if it does.
    pub named_at: Option<Span>,
    /// Whether the name stands for a function.
    pub is_function: bool,
    /// Whether that function returns an instance.
    pub gives_instance: bool,
    /// The functions by which adapter.ts can import them.
    pub functions: Vec<OptionsFunction>,
}

/// A function that gives options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionsFunction {
    /// The module that exports it.
    pub module: PathBuf,
    /// Its name.
    pub name: String,
    /// Whether it returns an instance, and not its options.
    pub gives_instance: bool,
}

/// The modules in which options are looked for, in the Convex folder and in the component's.
const IN_CONVEX: [&str; 1] = ["auth"];
const IN_COMPONENT: [&str; 4] = ["auth", "options", "authOptions", "config"];

/// Reads an app's options. None if there are none in the usual places.
///
/// Fails if a module that holds them cannot be read, or if several options disagree and nothing says which count.
pub fn read(asks: &OptionsQuery) -> Result<Option<AppOptions>, Diagnostics> {
    let owned = asks.clone();
    limits::run("the app's options", None, move |limits| Ok(read_within(&owned, limits)))?
}

fn read_within(asks: &OptionsQuery, limits: Limits) -> Result<Option<AppOptions>, Diagnostics> {
    let files = Files::new();
    let modules = Modules::new(&files, limits, &asks.top, Arc::clone(&asks.files));
    let mut reader = Reader { evaluator: Evaluator::new(modules, asks), asks };
    let read = reader.read();
    if reader.evaluator.is_out_of_fuel() {
        let diagnostic = Diagnostic::error("the app's options take too many steps to follow");
        return Err(diagnostic
            .help("write them in simpler code, or name the plugins and read no code: --plugins NAMES --no-auth")
            .into());
    }
    read
}

struct Reader<'a, 'k> {
    evaluator: Evaluator<'a>,
    asks: &'k OptionsQuery,
}

impl<'a> Reader<'a, '_> {
    fn read(&mut self) -> Result<Option<AppOptions>, Diagnostics> {
        if let Some((path, name)) = &self.asks.named {
            let candidate = match name {
                Some(name) => self.evaluator.of_name(path, name)?,
                None => self.only(path)?,
            };
            let mut taken = self.taken(&candidate);
            // Another export of the module may be what adapter.ts needs.
            let others = self.evaluator.in_module(path)?;
            self.add_functions(&others, &candidate, &mut taken);
            return Ok(Some(taken));
        }
        if let Some(candidate) = self.evaluator.of_adapter(self.asks)? {
            let mut taken = self.taken(&candidate);
            // What is wrong with a module that adapter.ts does not lead to is reported by whoever uses it.
            let at_run_time = modules::file(&*self.asks.files, &self.asks.convex, IN_CONVEX[0]);
            let at_run_time = self.evaluator.in_module(&at_run_time).unwrap_or_default();
            let decoy = self.decoy(&at_run_time, &candidate, &taken);
            self.add_functions(&at_run_time, &candidate, &mut taken);
            taken.warnings.extend(decoy);
            return Ok(Some(taken));
        }
        let mut all = Vec::new();
        for path in self.usual() {
            all.extend(self.evaluator.in_module(&path).map_err(|diagnostic| {
                diagnostic.help("correct it, or read no code and name the plugins: --plugins NAMES --no-auth")
            })?);
        }
        let mut all = all.into_iter();
        let Some(first) = all.next() else { return Ok(None) };
        let taken = self.taken(&first);
        let (others, same): (Vec<_>, Vec<_>) = all.partition(|other| self.disagrees(other, &first, &taken));
        if !others.is_empty() {
            return Err(self.several(&first, &others).into());
        }
        let mut taken = taken;
        taken.source.functions.extend(same.iter().filter_map(Candidate::function));
        Ok(Some(taken))
    }

    /// The modules in which options usually are.
    fn usual(&self) -> Vec<PathBuf> {
        let in_convex = IN_CONVEX.iter().map(|name| (&self.asks.convex, name));
        let all = in_convex.chain(IN_COMPONENT.iter().map(|name| (&self.asks.component, name)));
        all.map(|(folder, name)| modules::file(&*self.asks.files, folder, name)).collect()
    }

    /// The options of a module that was named without saying which.
    fn only(&mut self, path: &Path) -> Result<Candidate<'a>, Diagnostics> {
        let shown = self.asks.files.display_path(path);
        if !self.asks.files.has(path) {
            let diagnostic = Diagnostic::error(format!("{shown} is not there"));
            return Err(diagnostic.help("name the file that has the options: --auth FILE").into());
        }
        let mut all = self.evaluator.in_module(path)?.into_iter();
        let Some(first) = all.next() else {
            let diagnostic = Diagnostic::error(format!("{shown} has no options of betterAuth"));
            return Err(diagnostic.help(format!("name the export that gives them: {shown}#createAuthOptions")).into());
        };
        let taken = self.taken(&first);
        let others: Vec<_> = all.filter(|other| self.disagrees(other, &first, &taken)).collect();
        if others.is_empty() { Ok(first) } else { Err(self.several(&first, &others).into()) }
    }

    fn taken(&mut self, candidate: &Candidate<'a>) -> AppOptions {
        let strict = Strictness(self.asks.strict);
        let knowledge = Knowledge { catalog: &self.asks.catalog, without_tables: &self.asks.without_tables, strict };
        let js = &mut self.evaluator;
        let plugins = js.get_optional(&candidate.options, "plugins", candidate.options.at);
        let plugins = js.tree_items(&plugins, &shape_of_plugin(&|export| knowledge.arguments(export)));
        let core = js.tree(&candidate.options, &shape_of_options(&self.asks.core, ""));
        let core = options(&core, &self.asks.core, "betterAuth", strict);
        let list = plugin_list(&plugins, &knowledge);
        let span = |at| self.evaluator.modules.span(at);
        let mut warnings = Diagnostics::default();
        if candidate.is_async {
            let diagnostic = Diagnostic::warning(format!("`{}` is async", candidate.name));
            let diagnostic = diagnostic.at(&span(candidate.options.at).first_line(), "");
            let OptionsQuery { adapter_function, adapter_package, .. } = self.asks;
            let diagnostic = diagnostic
                .note(format!("{adapter_function} of {adapter_package} does not wait for it, and finds no plugin"));
            warnings.push(diagnostic.help("make it a function that returns the options themselves"));
        }
        AppOptions {
            source: FoundOptions {
                name: candidate.name.clone(),
                span: span(candidate.options.at),
                named_at: candidate.named_at.map(span),
                is_function: candidate.form != CandidateKind::Value,
                gives_instance: candidate.form == CandidateKind::InstanceFunction,
                functions: candidate.function().into_iter().collect(),
            },
            plugins: list.plugins,
            unknown_plugins: list.diagnostics,
            core,
            warnings,
        }
    }

    fn disagrees(&mut self, other: &Candidate<'a>, first: &Candidate<'a>, taken: &AppOptions) -> bool {
        !other.options.is_same(&first.options)
            && other.options.at != first.options.at
            && self.statement(other) != Statement::of(taken, &self.asks.core)
    }

    fn statement(&mut self, candidate: &Candidate<'a>) -> Statement {
        let taken = self.taken(candidate);
        Statement::of(&taken, &self.asks.core)
    }

    /// Adds the functions of these candidates that give the options that were taken.
    fn add_functions(&mut self, others: &[Candidate<'a>], candidate: &Candidate<'a>, taken: &mut AppOptions) {
        let agreeing: Vec<_> = others.iter().filter(|other| !self.disagrees(other, candidate, taken)).collect();
        for function in agreeing.into_iter().filter_map(Candidate::function) {
            if !taken.source.functions.contains(&function) {
                taken.source.functions.push(function);
            }
        }
    }

    /// Tells of options at run time that differ from those for which the tables are made.
    fn decoy(
        &mut self,
        at_run_time: &[Candidate<'a>],
        candidate: &Candidate<'a>,
        taken: &AppOptions,
    ) -> Option<Diagnostic> {
        let mut others = at_run_time.iter();
        let other = others
            .find(|other| self.disagrees(other, candidate, taken) && !self.is_of_another_component(other, candidate))?;
        let differences = self.statement(other).against(&Statement::of(taken, &self.asks.core), &other.name);
        let span = self.evaluator.modules.span(other.options.at);
        let title = format!("`{}` has other plugins or options than those for which the tables are made", other.name);
        let named = taken.source.named_at.as_ref().map(Span::to_string).unwrap_or_default();
        let diagnostic = Diagnostic::warning(title).at(&span.first_line(), "");
        let diagnostic = differences.into_iter().fold(diagnostic, Diagnostic::note);
        let diagnostic =
            diagnostic.note(format!("the tables are made for those at {}, which {named} names", taken.source.span));
        Some(diagnostic.help("use one function for both, so that Better Auth finds the tables that it looks for"))
    }

    /// Whether options are those of another component than the ones that adapter.ts names: each has a client of its own,
    /// `createClient(components.NAME)` of the Convex adapter, whose adapter is the options' `database`.
    fn is_of_another_component(&mut self, other: &Candidate<'a>, candidate: &Candidate<'a>) -> bool {
        let Some(theirs) = self.component_of(other) else { return false };
        match self.component_of(candidate) {
            Some(ours) => ours != theirs,
            None => {
                let OptionsQuery { files, component, .. } = self.asks;
                !is_named(&**files, component, &theirs) && has_sibling(&**files, component, &theirs)
            }
        }
    }

    /// The component in whose tables options keep their data, if that is written out.
    fn component_of(&mut self, candidate: &Candidate<'a>) -> Option<String> {
        let shape = Shape::of_paths([("database", Shape::Flat)]);
        let origin = self.evaluator.tree(&candidate.options, &shape).at_path("database").origin("this as a database");
        let Reason::Call(export) = &origin.reason else { return None };
        if export.from != self.asks.adapter_package {
            return None;
        }
        let call = origin.span.text();
        let name = call.split_once("components.")?.1;
        Some(name.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
    }

    fn several(&self, first: &Candidate<'a>, others: &[Candidate<'a>]) -> Diagnostic {
        let span = |candidate: &Candidate<'a>| self.evaluator.modules.span(candidate.options.at);
        let mut diagnostic = Diagnostic::error("there are several options of betterAuth, and they disagree")
            .at(&span(first).first_line(), format!("`{}`", first.name));
        for other in others {
            diagnostic = diagnostic.note(format!("`{}` has others, at {}", other.name, span(other)));
        }
        let shown = self.asks.files.display_path(&first.module);
        diagnostic.help(format!("say which count: --auth {shown}#{}, or `auth` in the config file", first.name))
    }
}
