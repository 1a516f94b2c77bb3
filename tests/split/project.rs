//! A project with a split schema, and the schema that Convex takes from it.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use pretty_assertions::assert_eq;
use sigma_schema::convex::Schema;
use sigma_schema::existing::tables;
use sigma_schema::workspace::provider::{Disk, FileProvider};

pub(crate) const AUTH: &str = "import { betterAuth, type BetterAuthOptions } from \"better-auth\";
import { convex } from \"@convex-dev/better-auth/plugins\";
import { admin, organization } from \"better-auth/plugins\";

export const createAuthOptions = () =>
  ({ plugins: [convex({ authConfig: { providers: [] } }), admin(), organization()] }) satisfies BetterAuthOptions;
export const createAuth = () => betterAuth(createAuthOptions());
";
pub(crate) const CONFIG: &str =
    "import { defineComponent } from \"convex/server\";\nexport default defineComponent(\"betterAuth\");\n";
pub(crate) const CONVEX: &str =
    "import { defineSchema, defineTable } from \"convex/server\";\nimport { v } from \"convex/values\";\n";
pub(crate) const MEMBER: &str = ".index(\"organizationId_userId\", [\"organizationId\", \"userId\"])";

/// A project with one component.
pub(crate) struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    pub(crate) fn new(schema: &str, version: &str) -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir_all(project.path("convex/betterAuth")).unwrap();
        fs::create_dir(project.path(".git")).unwrap();
        project.put("package.json", &manifest(version));
        project.put("convex/auth.ts", AUTH);
        project.put("convex/betterAuth/convex.config.ts", CONFIG);
        project.put("convex/betterAuth/schema.ts", schema);
        project
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        fs::canonicalize(self.folder.path()).unwrap().join(path)
    }

    pub(crate) fn put(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_default()
    }

    /// Runs a command: its exit code, and its output.
    pub(crate) fn run(&self, arguments: &str) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sigma-schema"));
        let output = command.args(arguments.split(' ')).current_dir(self.path("")).output().unwrap();
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        (output.status.code().unwrap(), text)
    }

    /// Runs a command that must succeed.
    pub(crate) fn succeed(&self, arguments: &str) -> String {
        let (code, text) = self.run(arguments);
        assert_eq!(code, 0, "{arguments}: {text}\n{}", self.text("convex/betterAuth/schema.ts"));
        text
    }

    /// The schema that Convex takes.
    pub(crate) fn whole(&self) -> Schema {
        let disk: Arc<dyn FileProvider> = Arc::new(Disk);
        tables::schema(&self.path("convex/betterAuth/schema.ts"), &self.path(""), &disk).unwrap().schema()
    }
}

pub(crate) fn manifest(version: &str) -> String {
    let (better_auth, adapter) = match version {
        "1.4.9" => ("1.4.9", "0.10.10"),
        _ => ("1.6.15", "0.12.5"),
    };
    format!(
        "{{ \"dependencies\": {{ \"better-auth\": \"{better_auth}\", \"@convex-dev/better-auth\": \"{adapter}\" }} }}"
    )
}

/// Violations of Convex's rules: two indexes of a table with one name, or on the same fields.
pub(crate) fn duplicates(schema: &Schema) -> Vec<String> {
    let mut found = Vec::new();
    for table in &schema.tables {
        let names = table.indexes.iter().map(|index| &index.name).chain(table.searches.iter().map(|index| &index.name));
        let names: Vec<&String> = names.collect();
        for (position, name) in names.iter().enumerate() {
            if names[..position].contains(name) {
                found.push(format!("{}: two named {name}", table.name));
            }
        }
        for (position, index) in table.indexes.iter().enumerate() {
            if table.indexes[..position].iter().any(|other| other.fields == index.fields) {
                found.push(format!("{}: two on {:?}", table.name, index.fields));
            }
        }
    }
    found
}
