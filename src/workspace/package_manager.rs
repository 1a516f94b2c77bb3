//! The project's package manager, and its commands that run sigma-schema or install a package.

use serde_json::Value;

use super::around::Around;
use super::manifest::Manifest;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::emit::shell::quoted;

/// A package manager.
struct Manager {
    name: &'static str,
    /// Its lock files.
    locks: &'static [&'static str],
    /// The command that runs a script, without the name of the script.
    run: &'static str,
    /// The command that runs a package's program, without the name of the program.
    execute: &'static str,
    /// The command that installs exactly one version of a package, without the package.
    install: &'static str,
}

/// The supported package managers. The last is the default.
const MANAGERS: [Manager; 4] = [
    Manager {
        name: "pnpm",
        locks: &["pnpm-lock.yaml"],
        run: "pnpm run",
        execute: "pnpm exec",
        install: "pnpm add --save-exact",
    },
    Manager { name: "yarn", locks: &["yarn.lock"], run: "yarn run", execute: "yarn", install: "yarn add --exact" },
    Manager {
        name: "bun",
        locks: &["bun.lock", "bun.lockb"],
        run: "bun run",
        execute: "bunx",
        install: "bun add --exact",
    },
    Manager {
        name: "npm",
        locks: &["package-lock.json", "npm-shrinkwrap.json"],
        run: "npm run",
        execute: "npx --no",
        install: "npm install --save-exact",
    },
];

/// The command line that runs a sigma-schema command from the folder of the app: the script with exactly this command,
/// or else through the package manager if a package.json has sigma-schema
/// among its dependencies, or else as it is. Fails if package.json cannot be read.
pub fn command(app: Around<'_>, command: &str) -> Result<String, Diagnostic> {
    let manager = find(app)?;
    let manifest = Manifest::read(app.files, app.folder)?;
    let scripts = manifest.as_ref().and_then(|manifest| manifest.content.get("scripts")?.as_object());
    // A name that begins with a hyphen would be a flag of the package manager.
    let is_it =
        |(name, script): &(&String, &Value)| script.as_str().map(str::trim) == Some(command) && !name.starts_with('-');
    if let Some((name, _)) = scripts.and_then(|scripts| scripts.iter().find(is_it)) {
        return Ok(format!("{} {}", manager.run, quoted(name)));
    }
    // Without it among the dependencies, a package manager would fetch whatever has its name.
    for at in app.folders() {
        let manifest = Manifest::read(app.files, at)?;
        if manifest.is_some_and(|manifest| manifest.has_dependency(env!("CARGO_PKG_NAME"))) {
            return Ok(format!("{} {command}", manager.execute));
        }
    }
    Ok(command.to_owned())
}

/// The command that installs exactly this version of a package, from the folder of the app. Fails if package.json
/// cannot be read.
pub fn install(app: Around<'_>, package: &str, version: &str) -> Result<String, Diagnostic> {
    Ok(format!("{} {}", find(app)?.install, quoted(&format!("{package}@{version}"))))
}

/// The package manager that a package.json declares as `packageManager`. Fails if package.json cannot be read.
pub fn declared(app: Around<'_>) -> Result<Option<String>, Diagnostic> {
    for at in app.folders() {
        let manifest = Manifest::read(app.files, at)?;
        let field = manifest.as_ref().and_then(|manifest| manifest.content.get("packageManager")?.as_str());
        if let Some(field) = field {
            return Ok(field.split('@').next().map(str::to_owned));
        }
    }
    Ok(None)
}

fn find(app: Around<'_>) -> Result<&'static Manager, Diagnostic> {
    let named = |text: &str| MANAGERS.iter().find(|manager| text.split('@').next() == Some(manager.name));
    for at in app.folders() {
        let manifest = Manifest::read(app.files, at)?;
        let field = manifest.as_ref().and_then(|manifest| manifest.content.get("packageManager")?.as_str());
        if let Some(manager) = field.and_then(named) {
            return Ok(manager);
        }
        let has_lock = |manager: &&Manager| manager.locks.iter().any(|lock| app.files.has(&at.join(lock)));
        if let Some(manager) = MANAGERS.iter().find(has_lock) {
            return Ok(manager);
        }
    }
    Ok(&MANAGERS[MANAGERS.len() - 1])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use super::super::provider::Memory;
    use super::*;

    #[test]
    fn names_are_quoted_for_a_shell() {
        let cases = [
            ("auth:schema", "npm run auth:schema"),
            ("my script", "npm run 'my script'"),
            ("a; rm -rf ~", "npm run 'a; rm -rf ~'"),
            ("$(x)`y`", "npm run '$(x)`y`'"),
            ("a\u{1b}b\n::error::", r"npm run $'a\x1bb\x0a::error::'"),
            ("--flag", "sigma-schema gen"),
        ];
        for (name, expected) in cases {
            let manifest = serde_json::json!({ "scripts": { name: "sigma-schema gen" } }).to_string();
            let files = Memory::new([("/app/package.json".into(), manifest)], "/app");
            let app = Around { files: &files, folder: Path::new("/app"), root: Path::new("/app") };
            assert_eq!(command(app, "sigma-schema gen").unwrap(), expected);
            assert_eq!(install(app, "a b", "1.0.0").unwrap(), "npm install --save-exact 'a b@1.0.0'");
        }
    }
}
