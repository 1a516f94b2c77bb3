//! Golden projects as files in memory: the library writes the tables for them that the command line writes on disk.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/project.rs"]
mod project;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nodejs_semver::Version;
use pretty_assertions::StrComparison;
use sigma_schema::auth::choose::{Sources, choose};
use sigma_schema::auth::{self, AppOptions};
use sigma_schema::catalog::condition::ConditionContext;
use sigma_schema::catalog::options::without_unknown;
use sigma_schema::catalog::plugin::Plugin;
use sigma_schema::catalog::select::select;
use sigma_schema::convex::generate::{Request, generate};
use sigma_schema::convex::indexes::IndexMode;
use sigma_schema::diagnostic::Diagnostics;
use sigma_schema::workspace::provider::{FileProvider, Memory};
use sigma_schema::workspace::{Asks, Project, versions};

/// Where the project is, in memory.
const TOP: &str = "/app";

/// The flags of a case's command that this test knows.
#[derive(Default)]
struct Flags {
    plugins: Option<Vec<String>>,
    is_upstream: bool,
    no_auth: bool,
    folder: PathBuf,
    asks: Asks,
}

impl Flags {
    /// Those of `sigma-schema gen`. None if there are others.
    fn parse(command: &str) -> Option<Self> {
        let mut flags = Self { folder: TOP.into(), ..Self::default() };
        let mut words = command.strip_prefix("sigma-schema gen")?.split_whitespace();
        while let Some(flag) = words.next() {
            match flag {
                "--no-auth" => flags.no_auth = true,
                "--plugins" => flags.plugins = Some(words.next()?.split(',').map(str::to_owned).collect()),
                "--indexes" => flags.is_upstream = words.next()? == "upstream",
                "--out" => flags.asks.component = Some(words.next()?.into()),
                "--auth" => flags.asks.auth = Some(words.next()?.to_owned()),
                "--specs" => flags.asks.specs.push(words.next()?.to_owned()),
                "-C" => flags.folder.push(words.next()?),
                _ => return None,
            }
        }
        Some(flags)
    }
}

#[test]
fn tables_are_those_of_the_disk() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let folders = ["gen", "auth", "versions", "found"].map(|folder| fs::read_dir(golden.join(folder)).unwrap());
    let mut cases: Vec<PathBuf> = folders.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| case.join("command").is_file());
    cases.sort();
    let (mut compared, mut differences) = (0, Vec::new());
    for case in cases {
        let commands = fs::read_to_string(case.join("command")).unwrap();
        // Those of golden/auth show what was read, for which `gen` writes tables as well.
        let is_auth = case.starts_with(golden.join("auth"));
        let command = if is_auth { "sigma-schema gen" } else { commands.lines().next().unwrap() };
        let Some(flags) = Flags::parse(command) else { continue };
        let arguments: Vec<&str> = command.split_whitespace().skip(1).chain(["--force"]).collect();
        // What fails on disk is another test's.
        let Ok(on_disk) = project::generated(&case, &arguments, |_| {}) else { continue };
        let in_memory = generated(&case, &flags).unwrap_or_else(|found| panic!("{}: {found:?}", case.display()));
        for (path, text) in &in_memory {
            // A file keeps its line ends when it is written.
            let expected = on_disk.get(path).map(|text| text.replace("\r\n", "\n")).unwrap_or_default();
            if expected != *text {
                differences.push(format!(
                    "{}: {}\n{}",
                    case.display(),
                    path.display(),
                    StrComparison::new(&expected, text)
                ));
            }
        }
        compared += 1;
    }
    assert!(compared > 150, "{compared} cases were compared");
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

/// The tables of each component's schema, by path.
fn generated(case: &Path, flags: &Flags) -> Result<BTreeMap<PathBuf, String>, Diagnostics> {
    let mut texts = BTreeMap::from([(Path::new(TOP).join(".git/HEAD"), String::new())]);
    load(&case.join("project"), Path::new(TOP), &mut texts);
    let files: Arc<dyn FileProvider> = Arc::new(Memory::new(texts, &flags.folder));
    let projects = Project::find(&files, &flags.asks, &mut Diagnostics::default())?;
    let mut schemas = BTreeMap::new();
    for project in projects {
        let generated = generate(&request(&project, flags)?)?;
        let (_, tables) = generated.schema_text.split_once("export const tables = ").unwrap();
        schemas.insert(project.schema_path().strip_prefix(TOP).unwrap().to_owned(), tables.to_owned());
    }
    Ok(schemas)
}

/// The files of a folder that are text.
fn load(from: &Path, to: &Path, texts: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(from).into_iter().flatten() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            load(&path, &target, texts);
        } else if let Ok(text) = fs::read_to_string(&path) {
            texts.insert(target, text);
        }
    }
}

fn request(project: &Project, flags: &Flags) -> Result<Request, Diagnostics> {
    let code = read(project, flags)?;
    let sources = Sources {
        flag: flags.plugins.as_deref(),
        configured: project.config.plugins.as_ref(),
        core: project.config.options.as_ref(),
        code: code.as_ref(),
        recorded: None,
        catalog: &project.catalog,
    };
    let chosen = choose(&sources, &project.core)?;
    let version = &project.versions.better_auth.version;
    let core = Plugin {
        spec: project.core.clone(),
        options: chosen.core.map(|given| without_unknown(given, &project.core, version, &mut Diagnostics::default())),
        version: version.clone(),
    };
    let (named, _) = chosen.plugins.unwrap();
    let (plugins, _) = select(&project.catalog, &named, |spec| {
        let of = |package: &str| {
            let all = [
                (&project.core.package, &project.versions.better_auth),
                (&project.adapter.package, &project.versions.adapter),
            ];
            all.into_iter().find(|(name, _)| *name == package).map(|(_, found)| found.version.clone())
        };
        if let Some(version) = of(&spec.package) {
            return Ok(version);
        }
        let mut turns = spec.turns();
        turns.sort_by(|a, b| b.cmp(a));
        let preferred: Vec<Version> = spec.released_with.as_deref().and_then(of).into_iter().chain(turns).collect();
        let found = versions::of_package(&spec.package, project.around(), &preferred)?;
        Ok(found.map_or_else(|| preferred[0].clone(), |found| found.version))
    })?;
    let index_mode = flags.is_upstream.then_some(IndexMode::Upstream).or(project.config.index_mode);
    Ok(Request {
        core,
        plugins,
        adapter: project.adapter.clone(),
        adapter_version: project.versions.adapter.version.clone(),
        index_mode: index_mode.unwrap_or_default(),
        custom_indexes: project.config.indexes.clone(),
        custom_searches: project.config.searches.clone(),
        added_indexes: Vec::new(),
        custom_tables: project.config.tables.clone(),
        command: String::new(),
        schema_module: "schema".to_owned(),
    })
}

fn read(project: &Project, flags: &Flags) -> Result<Option<AppOptions>, Diagnostics> {
    if flags.no_auth || project.auth.as_ref().is_some_and(|auth| auth.file.is_none()) {
        return Ok(None);
    }
    let facts = ConditionContext { version: &project.versions.adapter.version, options: None };
    let api = project.adapter.api.iter().find(|api| api.when.holds(&facts)).unwrap();
    auth::read(&auth::Asks {
        files: Arc::clone(&project.files),
        named: project.auth.as_ref().and_then(|auth| Some((auth.file.clone()?, auth.export.clone()))),
        convex: project.convex.clone(),
        component: project.component.clone(),
        adapter: project.adapter_path(),
        adapter_package: project.adapter.package.clone(),
        adapter_function: api.function.clone(),
        adapter_options: api.options.clone(),
        top: project.top.clone(),
        catalog: project.catalog.clone(),
        core: project.core.clone(),
        without_tables: project.config.without_tables.iter().map(|named| named.text.clone()).collect(),
        strict: false,
    })
}
