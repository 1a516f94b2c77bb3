//! The projects that faults happen to, each with a command that changes it, and what it is before and after.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::trace::{self, Calls};
use crate::Failure;

/// The file that is edited.
pub(crate) const SCHEMA: &str = "convex/betterAuth/schema.ts";
/// The files that commands write.
pub(crate) const FILES: [&str; 4] =
    [SCHEMA, "convex/betterAuth/adapter.ts", "convex/betterAuth/generatedSchema.ts", "sigma-schema.json"];
/// An index of a person, before the command.
pub(crate) const INDEX: &str = "by_plan_of_ours";

/// Files by their names, where they are there.
pub(crate) type Files = BTreeMap<&'static str, String>;

/// A project and its command.
#[derive(Debug)]
pub(crate) struct Project {
    pub(crate) name: &'static str,
    pub(crate) command: &'static [&'static str],
    folder: PathBuf,
    pub(crate) before: Files,
    pub(crate) after: Files,
    /// How long the command takes.
    pub(crate) time: Duration,
    pub(crate) calls: Calls,
    /// Whether it has an edit before.
    pub(crate) has_edit: bool,
}

impl Project {
    /// A copy of it as it is before the command.
    pub(crate) fn copy_to(&self, folder: &Path) -> Result<(), Failure> {
        copy(&self.folder, folder)
    }

    /// schema.ts with one more edit: its mark, and the whole text. An editor has the file as it was before.
    pub(crate) fn edit(&self, seed: u64, is_comment: bool) -> (String, String) {
        let text = self.before.get(SCHEMA).or_else(|| self.after.get(SCHEMA)).cloned().unwrap_or_default();
        let mark = format!("by_saved_{seed}");
        let line = if is_comment { format!("    // {mark}") } else { format!("    .index(\"{mark}\", [\"image\"])") };
        (mark, with_line(&text, &line))
    }
}

/// The text with a line before the first index of its first table.
fn with_line(text: &str, line: &str) -> String {
    let at = text.find("    .index(").unwrap_or(text.len());
    format!("{}{line}\n{}", &text[..at], &text[at..])
}

/// What is there of the files.
pub(crate) fn files(folder: &Path) -> Files {
    FILES.iter().filter_map(|name| Some((*name, fs::read_to_string(folder.join(name)).ok()?))).collect()
}

/// All projects, made in a folder by the command itself.
pub(crate) fn all(binary: &Path, folder: &Path, has_trace: bool) -> Result<Vec<Project>, Failure> {
    let auth = |plugins: &str| {
        let calls = plugins.replace(", ", "(), ");
        format!(
            "import {{ {plugins} }} from \"better-auth/plugins\";\nimport {{ convex }} from \"@convex-dev/better-auth/plugins\";\nexport const createAuthOptions = () => ({{ plugins: [convex(), {calls}()] }});\n"
        )
    };
    let edited = |text: &str| with_line(text, &format!("    .index(\"{INDEX}\", [\"name\", \"image\"])"));
    let commented = |text: &str| with_line(&edited(text), "    // of ours");
    let windows = |text: &str| edited(text).replace('\n', "\r\n");
    let put = |folder: &Path, name: &str, text: &str| -> Result<(), Failure> {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(folder))
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| format!("{}: {error}", path.display()))
    };
    let packages = r#"{ "dependencies": { "better-auth": "1.6.15", "@convex-dev/better-auth": "0.12.5" } }"#;
    let generated = |name: &str, plugins: &str| -> Result<PathBuf, Failure> {
        let at = folder.join(name);
        put(&at, ".git/HEAD", "")?;
        put(&at, "package.json", packages)?;
        put(&at, "convex/auth.ts", &auth(plugins))?;
        run(binary, &["gen"], &at)?;
        Ok(at)
    };
    let schema_of = |at: &Path| fs::read_to_string(at.join(SCHEMA)).map_err(|error| error.to_string());

    let new = folder.join("empty");
    put(&new, ".git/HEAD", "")?;
    put(&new, "package.json", packages)?;
    put(&new, "convex/auth.ts", &auth("admin, organization"))?;
    put(&new, "convex/betterAuth/convex.config.ts", "")?;

    let stale = generated("both files are stale", "admin")?;
    put(&stale, "convex/options.ts", &auth("admin, organization"))?;
    put(&stale, "sigma-schema.json", "{ \"auth\": \"convex/options.ts\" }\n")?;

    let mut made = vec![(new, &["gen"][..], false), (stale, &["gen"], false)];
    type Edit<'e> = &'e dyn Fn(&str) -> String;
    let adopted: [(&str, &[&str], Edit<'_>); 3] = [
        ("an index is adopted", &["adopt"], &edited),
        ("an index and Windows' line ends are adopted", &["adopt"], &windows),
        ("a schema is split", &["adopt", "--split"], &commented),
    ];
    for (name, command, edit) in adopted {
        let at = generated(name, "admin")?;
        put(&at, SCHEMA, &edit(&schema_of(&at)?))?;
        // adapter.ts is written as well.
        put(&at, "convex/options.ts", &auth("admin"))?;
        put(&at, "sigma-schema.json", "{ \"auth\": \"convex/options.ts\" }\n")?;
        made.push((at, command, true));
    }
    made.into_iter().map(|(at, command, has_edit)| project(binary, at, command, has_edit, has_trace)).collect()
}

/// A project of a folder: what its command does is tried in a copy.
fn project(
    binary: &Path,
    folder: PathBuf,
    command: &'static [&'static str],
    has_edit: bool,
    has_trace: bool,
) -> Result<Project, Failure> {
    let tried = folder.with_extension("tried");
    copy(&folder, &tried)?;
    let start = Instant::now();
    run(binary, command, &tried)?;
    let time = start.elapsed();
    let (before, after) = (files(&folder), files(&tried));
    let calls = match has_trace {
        true => {
            let traced = folder.with_extension("traced");
            copy(&folder, &traced)?;
            trace::calls(command, binary, &traced, &folder.with_extension("log"))?
        }
        false => Calls::default(),
    };
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    Ok(Project { name: name.leak(), command, folder, before, after, time, calls, has_edit })
}

fn run(binary: &Path, command: &[&str], folder: &Path) -> Result<(), Failure> {
    let output = Command::new(binary).args(command).current_dir(folder).output().map_err(|error| error.to_string())?;
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("{command:?} in {}: {}", folder.display(), String::from_utf8_lossy(&output.stderr))),
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| format!("{}: {error}", to.display());
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        match path.is_dir() {
            true => copy(&path, &target)?,
            false => drop(fs::copy(&path, &target).map_err(failed)?),
        }
    }
    Ok(())
}
