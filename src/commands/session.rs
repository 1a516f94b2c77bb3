//! A component of a project with what a caller selects for it: from both to a request, and what is generated of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use nodejs_semver::Version;

use super::selection::Selection;
use super::split;
use crate::auth::precedence::{ChosenBy, EffectivePlugins, PluginSources, choose};
use crate::auth::{self, AppOptions};
use crate::catalog::condition::ConditionContext;
use crate::catalog::model::Spec;
use crate::catalog::options::without_unknown;
use crate::catalog::plugin::Plugin;
use crate::catalog::select::{Named, select};
use crate::changes::lost::Exempt;
use crate::convex::generate::{Generated, Request, generate};
use crate::convex::indexes::IndexMode;
use crate::convex::recorded::{Recorded, recorded, union};
use crate::diagnostic::codes::{files as file_codes, options as codes, versions as version_codes};
use crate::diagnostic::emit::shell::quoted;
use crate::diagnostic::{Diagnostic, Diagnostics, Spanned, merge};
use crate::value::Value;
use crate::workspace::provider::FileProvider;
use crate::workspace::support::unproven_package;
use crate::workspace::versions;
use crate::workspace::{Project, files, find};

/// A component of a project with what a command line chooses for it.
#[derive(Debug)]
pub struct Session {
    pub(super) project: Project,
    pub(super) warnings: Diagnostics,
    /// The options in the app's code, if it was read.
    pub(super) code: Option<AppOptions>,
    /// The options of Better Auth's core tables.
    core: Option<Value>,
    /// The plugins that the existing schema records, if they are the ones that count.
    recorded: Option<Recorded>,
    /// Whether the project has no other component.
    is_only: bool,
    pub(super) selection: Selection,
}

impl Session {
    /// Finds the project around the working folder: a session for each of its components.
    ///
    /// Fails if there is no Convex project, if a file that decides about it cannot be read, or if there are several
    /// components and the selection is for one of them.
    pub fn find(files: &Arc<dyn FileProvider>, selection: &Selection) -> Result<Vec<Self>, Diagnostics> {
        let mut warnings = Diagnostics::default();
        let projects = Project::find(files, &selection.asks(), &mut warnings)?;
        if projects.len() > 1 && projects.iter().any(|project| selection.is_for_one(project)) {
            let folders = projects.iter().map(|project| &project.component);
            return Err(find::choose(
                "several Better Auth components exist, and these options apply to one",
                &**files,
                folders,
            )
            .into());
        }
        let is_only = projects.len() < 2;
        let session = |project| Session {
            project,
            warnings: Diagnostics::default(),
            code: None,
            core: None,
            recorded: None,
            is_only,
            selection: selection.clone(),
        };
        let mut sessions: Vec<Self> = projects.into_iter().map(session).collect();
        if let Some(first) = sessions.first_mut() {
            first.warnings = warnings;
        }
        Ok(sessions)
    }

    /// The files that commands write for its component.
    pub fn written_paths(&self) -> Vec<PathBuf> {
        self.project.written_paths()
    }

    /// The same without those that the caller does not allow to write.
    pub fn allowed_paths(&self) -> Vec<PathBuf> {
        let mut paths = self.written_paths();
        paths.retain(|path| self.refuse_outside([path.clone()]).is_ok());
        paths
    }

    /// Refuses to write outside of the project, unless the caller allows it.
    pub(super) fn refuse_outside(&self, paths: impl IntoIterator<Item = PathBuf>) -> Result<(), Diagnostic> {
        let project = &self.project;
        let is_outside = |path: &PathBuf| !self.selection.allow_outside && project.files.is_outside(path);
        let Some(path) = paths.into_iter().find(is_outside) else { return Ok(()) };
        let title = format!("nothing was written: {} is outside of the project", project.display_path(&path));
        let diagnostic = Diagnostic::new(&file_codes::OUTSIDE_PROJECT, title);
        let real = project.files.real_path(&path).filter(|real| *real != files::absolute(&path));
        let diagnostic = match real {
            Some(real) => diagnostic.note(format!("links lead to {}", project.display_path(&real))),
            None => diagnostic,
        };
        let root = files::with_slashes(&project.root);
        Err(diagnostic.note(format!("the project is {root}")).help("to write it nevertheless, add --allow-outside"))
    }

    /// The diagnostics beside what a command shows, about its component.
    pub(super) fn into_warnings(self) -> Diagnostics {
        let component = self.project.component_name();
        of_component(self.warnings, &component)
    }

    /// Adds what its caller has to report.
    pub fn warn(&mut self, warnings: Diagnostics) {
        self.warnings.extend(warnings);
    }

    /// The options in the app's code. None if it is not read, or has no options in the usual places.
    pub(super) fn read_code(&self) -> Result<Option<AppOptions>, Diagnostics> {
        let project = &self.project;
        if !self.is_code_read() {
            return Ok(None);
        }
        let named = project.auth.as_ref().map(|auth| (auth.file.clone(), auth.export.clone()));
        let facts = ConditionContext { version: &project.versions.adapter.version, options: None };
        let api = project.adapter.api.iter().find(|api| api.when.holds(&facts));
        auth::read(&auth::OptionsQuery {
            files: Arc::clone(&project.files),
            named: named.and_then(|(file, export)| Some((file?, export))),
            convex: project.convex.clone(),
            component: project.component.clone(),
            adapter: project.adapter_path(),
            adapter_package: project.adapter.package.clone(),
            adapter_function: api.map(|api| api.function.clone()).unwrap_or_default(),
            adapter_options: api.map(|api| api.options.clone()).unwrap_or_default(),
            top: project.root.clone(),
            catalog: project.catalog.clone(),
            core: project.core.clone(),
            without_tables: project.config.without_tables.iter().map(|spanned| spanned.value.clone()).collect(),
            strict: self.selection.strict,
        })
    }

    /// Whether the app's code is read: no flag or config forbids it, and the component is not from a package.
    pub(super) fn is_code_read(&self) -> bool {
        !self.selection.no_auth && self.project.auth.as_ref().is_none_or(|auth| auth.file.is_some())
    }

    /// The selected plugins, and the source of the list. None if they are unknown. After that, the options of Better
    /// Auth's core tables are known.
    pub(super) fn plugins(&mut self) -> Result<Option<(Vec<Plugin>, ChosenBy)>, Diagnostics> {
        self.code = self.read_code()?;
        let is_list = self.project.config.plugins.as_ref().is_some_and(|configured| configured.is_list);
        if self.selection.plugins.is_none() && !is_list && self.code.is_none() {
            self.recorded = self.read_recorded()?;
        }
        let project = &self.project;
        let configured = project.config.plugins.as_ref();
        let sources = PluginSources {
            flag: self.selection.plugins.as_deref(),
            configured,
            core: project.config.options.as_ref(),
            code: self.code.as_ref(),
            recorded: self.recorded.as_ref(),
            catalog: &project.catalog,
        };
        let EffectivePlugins { plugins, core, mut diagnostics } = choose(&sources, &project.core)?;
        diagnostics.extend(self.with_tables());
        let ((), mut warnings) = diagnostics.unless_errors(())?;
        let version = &project.versions.better_auth.version;
        self.core = core.map(|given| without_unknown(given, &project.core, version, &mut warnings));
        let Some((named, by)) = plugins else {
            self.warnings.extend(warnings);
            return Ok(None);
        };
        // The plugins of the config file are checked even if they are not selected.
        let is_chosen = |one: &&Named| named.iter().any(|other| project.catalog.is_same(&other.name, &one.name));
        let configured = configured.filter(|_| by != ChosenBy::Config).map(|configured| configured.named.as_slice());
        let others: Vec<Named> = configured.unwrap_or_default().iter().filter(|one| !is_chosen(one)).cloned().collect();
        let (plugins, others) = match (self.select(&named), self.select(&others)) {
            (Ok((plugins, more)), Ok((others, _))) => {
                warnings.extend(more);
                (plugins, others)
            }
            (Err(diagnostics), Ok(_)) | (Ok(_), Err(diagnostics)) => return Err(diagnostics),
            (Err(diagnostics), Err(more)) => return Err(diagnostics.into_iter().chain(more).collect()),
        };
        if self.selection.plugins.is_some() {
            warnings.extend(left_out(configured.unwrap_or_default(), &others, &plugins));
        }
        self.warnings.extend(warnings);
        for plugin in &plugins {
            let missing = self.missing_package(plugin)?;
            self.warnings.extend(missing);
            self.warnings.extend(self.unproven_package(plugin));
        }
        Ok(Some((plugins, by)))
    }

    /// The plugins that the existing schema records. Fails if it is the merge of two that record different ones: either
    /// choice would drop tables of the other.
    fn read_recorded(&self) -> Result<Option<Recorded>, Diagnostic> {
        let Some(source) = self.project.files.read_with_conflicts(&self.project.schema_path())? else {
            return Ok(None);
        };
        let mut lists = recorded(&source);
        if lists.len() < 2 {
            return Ok(lists.pop());
        }
        let title = match merge::marker(&source) {
            Some(_) => format!("{} has a merge conflict, and its sides record different plugins", source.name),
            None => format!("{} records different plugins, as the merge of two branches does", source.name),
        };
        let listed = lists.iter().map(|list| format!("{} at {}", list.plugins.join(","), list.span));
        let note = listed.collect::<Vec<_>>().join("; ");
        let mut command = self.command_with(Some(&union(&lists)));
        if !self.is_only && self.selection.component.is_none() {
            command.push_str(&format!(" --out {}", quoted(&self.app_path(&self.project.component))));
        }
        let help = format!("write it again with the plugins of both: {command}");
        Err(Diagnostic::new(&codes::PLUGINS_UNKNOWN, title).at(&lists.swap_remove(0).span, "").note(note).help(help))
    }

    /// Reports built-in plugins that the config file declares without tables.
    fn with_tables(&self) -> Vec<Diagnostic> {
        let project = &self.project;
        let known = project.config.without_tables.iter().filter(|named| project.catalog.find(named).is_some());
        let diagnostic = |named: &Spanned<String>| {
            let diagnostic = Diagnostic::new(
                &codes::BUILT_IN_PLUGIN,
                format!("`{}` is built in; `\"tables\": false` is only for unknown plugins", named.value),
            );
            diagnostic.at(&named.span, "").help("remove this entry")
        };
        known.map(diagnostic).collect()
    }

    /// The request, and the generated texts. Fails if the plugins are unknown; `command` is the one that was started.
    pub(super) fn generate(&mut self, command: &str) -> Result<(Request, Generated), Diagnostics> {
        let (plugins, _) = self.plugins()?.ok_or_else(|| self.no_plugins(command))?;
        self.generate_for(plugins)
    }

    /// The request for these plugins, and what is generated of it.
    pub(super) fn generate_for(&mut self, plugins: Vec<Plugin>) -> Result<(Request, Generated), Diagnostics> {
        let mut request = self.request(plugins);
        let mut generated = generate(&request)?;
        if self.project.is_split() {
            generated = split::beside(&self.project, &mut request, generated)?;
        }
        self.warnings.extend(generated.warnings.clone());
        Ok((request, generated))
    }

    /// The diagnostic of a project whose plugins are unknown. `command` is the one that was started.
    pub(super) fn no_plugins(&self, command: &str) -> Diagnostic {
        let project = &self.project;
        let (convex, component) = (project.display_path(&project.convex), project.display_path(&project.component));
        let diagnostic = Diagnostic::new(&codes::PLUGINS_UNKNOWN, "could not determine which plugins you use");
        let diagnostic = match self.is_code_read() {
            true => diagnostic.note(format!(
                "looked for createAuthOptions, and for what is passed to betterAuth, in {convex}/auth.ts and {component}"
            )),
            false => diagnostic,
        };
        diagnostic
            .help(format!(
                "name the file with your options: sigma-schema {command} --auth convex/lib/auth.ts#createAuthOptions"
            ))
            .help(format!("or name your plugins in order: sigma-schema {command} --plugins admin,organization"))
            .help("or list them under `plugins` in sigma-schema.json")
    }

    /// The items that the schema's file may lose: none that a person wrote.
    pub(super) fn exempt(&self) -> Exempt<'_> {
        Exempt { is_head: self.project.is_split(), strays: &self.project.adapter.strays }
    }

    /// The request for these plugins.
    pub(super) fn request(&self, plugins: Vec<Plugin>) -> Request {
        let project = &self.project;
        let core = Plugin {
            spec: project.core.clone(),
            options: self.core.clone(),
            version: project.versions.better_auth.version.clone(),
        };
        Request {
            core,
            plugins,
            adapter: project.adapter.clone(),
            adapter_version: project.versions.adapter.version.clone(),
            index_mode: self.indexes().or(project.config.index_mode).unwrap_or_default(),
            custom_indexes: project.config.indexes.clone(),
            custom_searches: project.config.searches.clone(),
            added_indexes: Vec::new(),
            custom_tables: project.config.tables.clone(),
            command: self.command(),
            // For a split schema, schema.ts is the whole.
            schema_module: match project.entry().file_stem() {
                Some(stem) => stem.to_string_lossy().into_owned(),
                None => project.schema_file.trim_end_matches(".ts").to_owned(),
            },
        }
    }

    fn select(&self, named: &[Named]) -> Result<(Vec<Plugin>, Diagnostics), Diagnostics> {
        select(&self.project.catalog, named, |spec| self.version_of(spec))
    }

    /// Reports a plugin with tables whose package is released with Better Auth, and newer than its spec was proven on. One
    /// of the same version as Better Auth itself is reported with that.
    fn unproven_package(&self, plugin: &Plugin) -> Option<Diagnostic> {
        let project = &self.project;
        let Plugin { spec, version, .. } = plugin;
        let is_released_with = spec.versioned_with.as_ref() == Some(&project.core.package);
        let is_told = *version == project.versions.better_auth.version;
        if !is_released_with || is_told || spec.tables.is_empty() {
            return None;
        }
        unproven_package(version, &spec.package, &project.adapter)
    }

    /// Reports a plugin whose package the app does not have: in this version it may be in a separate package.
    fn missing_package(&self, plugin: &Plugin) -> Result<Option<Diagnostic>, Diagnostic> {
        let project = &self.project;
        let is_own = |package: &&str| *package != project.core.package && *package != project.adapter.package;
        let packages: Vec<&str> =
            plugin.spec.imports_at(&plugin.version).map(|import| import.package.as_str()).collect();
        let Some(package) = packages.first().filter(|_| packages.iter().all(is_own)) else {
            return Ok(None);
        };
        if versions::of_package(package, project.around(), &[])?.is_some() {
            return Ok(None);
        }
        let (name, better_auth) = (&plugin.spec.name, &project.versions.better_auth.version);
        let title = format!("plugin `{name}` is in the package {package}, which is not in package.json");
        let diagnostic = Diagnostic::new(&version_codes::PACKAGE_MISSING, title)
            .note(format!("for {} {better_auth}", project.core.package));
        Ok(Some(diagnostic.help(format!("install {package}"))))
    }

    /// The version of a spec's package. If it is unknown, that of the package that it is released with, or else the
    /// newest in the spec.
    fn version_of(&self, spec: &Spec) -> Result<Version, Diagnostic> {
        let project = &self.project;
        let of = |package: &str| {
            let is_core = package == project.core.package;
            let found = (package == project.adapter.package).then_some(&project.versions.adapter);
            is_core.then_some(&project.versions.better_auth).or(found).map(|found| found.version.clone())
        };
        if let Some(version) = of(&spec.package) {
            return Ok(version);
        }
        // For a range, the newest version at which something changes fits all specs.
        let mut turns = spec.turns();
        turns.sort_by(|a, b| b.cmp(a));
        let preferred: Vec<Version> = spec.versioned_with.as_deref().and_then(of).into_iter().chain(turns).collect();
        let found = versions::of_package(&spec.package, project.around(), &preferred)?;
        let first = || preferred.first().cloned().unwrap_or_else(|| Version::new(0, 0, 0, Vec::new(), Vec::new()));
        Ok(found.map_or_else(first, |found| found.version))
    }

    /// The indexes that the caller selects, or else those of the recorded command, if its plugins are used.
    fn indexes(&self) -> Option<IndexMode> {
        let recorded = self.recorded.as_ref().and_then(|recorded| recorded.indexes.as_deref());
        self.selection.indexes.or_else(|| IndexMode::from_word(recorded?))
    }

    /// The command that writes the files again, from the folder of the app.
    pub(super) fn command(&self) -> String {
        let recorded = self.recorded.as_ref().map(|recorded| recorded.plugins.as_slice());
        self.command_with(self.selection.plugins.as_deref().or(recorded))
    }

    /// A path from the folder of the app.
    fn app_path(&self, path: &Path) -> String {
        let path = self.project.files.absolute(path).unwrap_or_else(|_| path.to_owned());
        files::with_slashes(&files::relative(&self.project.app, &path))
    }

    /// The command that writes the files again with these plugins.
    fn command_with(&self, plugins: Option<&[String]>) -> String {
        let selection = &self.selection;
        let from_app = |path: &Path| self.app_path(path);
        let mut command = String::from("sigma-schema gen");
        let mut add = |flag: &str, value: &str| command.push_str(&format!(" {flag} {}", quoted(value)));
        if let Some(names) = plugins {
            let names = names.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
            add("--plugins", &names.collect::<Vec<_>>().join(","));
        }
        // A value of the config file applies again without a flag.
        let configured = self.project.config.index_mode.unwrap_or_default();
        self.indexes()
            .filter(|indexes| *indexes != configured)
            .iter()
            .for_each(|indexes| add("--indexes", indexes.word()));
        selection.better_auth.iter().for_each(|version| add("--better-auth", version));
        selection.convex_adapter.iter().for_each(|version| add("--convex-adapter", version));
        selection.component.iter().for_each(|out| add("--out", &from_app(out)));
        selection.schema_file.iter().for_each(|name| add("--schema-file", name));
        selection.specs.iter().for_each(|glob| add("--specs", &from_app(Path::new(glob))));
        selection.auth.iter().for_each(|auth| {
            let (file, name) = auth.split_at(auth.find('#').unwrap_or(auth.len()));
            add("--auth", &format!("{}{name}", from_app(Path::new(file))));
        });
        let is_outside = self.written_paths().iter().any(|path| self.project.files.is_outside(path));
        let flags = [("--no-auth", selection.no_auth), ("--strict", selection.strict), ("--allow-outside", is_outside)];
        for (flag, is_set) in flags {
            if is_set {
                command.push_str(&format!(" {flag}"));
            }
        }
        command
    }
}

/// The diagnostics, about this component unless they name another one.
pub(super) fn of_component(diagnostics: Diagnostics, component: &str) -> Diagnostics {
    let with_component = |mut diagnostic: Diagnostic| {
        diagnostic.subject.component.get_or_insert_with(|| component.to_owned());
        diagnostic
    };
    diagnostics.into_iter().map(with_component).collect()
}

/// Warnings about plugins whose options the config file has and the flag leaves out.
fn left_out(configured: &[Named], from_config: &[Plugin], chosen: &[Plugin]) -> Vec<Diagnostic> {
    let is_chosen = |plugin: &Plugin| chosen.iter().any(|other| other.spec.name == plugin.spec.name);
    let left_out = from_config.iter().filter(|plugin| !is_chosen(plugin));
    left_out
        .map(|plugin| {
            let span =
                configured.iter().filter(|named| named.options == plugin.options).find_map(|named| named.span.as_ref());
            let title = format!("--plugins leaves out the plugin `{}`, which the config file lists", plugin.spec.name);
            Diagnostic::new(&codes::PLUGIN_LEFT_OUT, title)
                .at_opt(span)
                .help("add it to --plugins, or remove it from the config file")
        })
        .collect()
}
