//! The caller's selection of plugins, options, versions and files, and the command that repeats it.

use std::path::PathBuf;

use crate::convex::indexes::IndexMode;
use crate::workspace::versions::{RequestedVersion, VersionSource};
use crate::workspace::{Overrides, Project};

/// The settings that decide about the generated files beside the project itself. The default leaves everything to the
/// project.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Plugins in their order, by name; `convex` comes first automatically.
    pub plugins: Option<Vec<String>>,
    /// Which indexes to generate.
    pub indexes: Option<IndexMode>,
    /// The version of better-auth, instead of the installed one.
    pub better_auth: Option<String>,
    /// The version of @convex-dev/better-auth, instead of the installed one.
    pub convex_adapter: Option<String>,
    /// The component's folder.
    pub component: Option<PathBuf>,
    /// The name of the schema's file.
    pub schema_file: Option<String>,
    /// Globs of spec files.
    pub specs: Vec<String>,
    /// The file with the options and the name that it exports, as `FILE#NAME`.
    pub auth: Option<String>,
    /// Whether the app's code is not read.
    pub no_auth: bool,
    /// Whether parts that cannot be determined statically are errors instead of warnings.
    pub strict: bool,
    /// Whether files outside of the project may be written.
    pub allow_outside: bool,
}

impl Selection {
    /// What finding the project needs of it.
    pub(super) fn asks(&self) -> Overrides {
        let flag = |text: &Option<String>, flag| {
            text.clone().map(|text| RequestedVersion { text, from: VersionSource::Flag(flag) })
        };
        Overrides {
            better_auth: flag(&self.better_auth, "--better-auth"),
            convex_adapter: flag(&self.convex_adapter, "--convex-adapter"),
            component: self.component.clone(),
            auth: self.auth.clone(),
            schema_file: self.schema_file.clone(),
            specs: self.specs.clone(),
        }
    }

    /// Whether it names plugins or options, which cannot apply to several components.
    pub(super) fn is_for_one(&self, project: &Project) -> bool {
        let is_listed = project.config.plugins.as_ref().is_some_and(|configured| configured.is_list);
        self.plugins.is_some() || self.no_auth || project.auth.is_some() || is_listed
    }
}
