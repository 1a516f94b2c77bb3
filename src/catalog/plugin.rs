//! A plugin as an app uses it: its spec, with options and a version.

use nodejs_semver::Version;

use super::condition::ConditionContext;
use super::model::Spec;
use crate::value::Value;

/// A plugin that an app uses.
#[derive(Clone, Debug)]
pub struct Plugin {
    /// Its spec.
    pub spec: Spec,
    /// Its options.
    pub options: Option<Value>,
    /// The version of the spec's package.
    pub version: Version,
}

impl Plugin {
    /// The facts that decide its conditions.
    pub fn facts(&self) -> ConditionContext<'_> {
        ConditionContext { version: &self.version, options: self.options.as_ref() }
    }

    /// The option at a path, if it is set.
    pub fn option(&self, path: &str) -> Option<&Value> {
        self.options.as_ref()?.at(path)
    }
}
