//! A plugin as an app uses it: its spec, with options and a version.

use nodejs_semver::Version;

use super::condition::ConditionContext;
use super::model::Spec;
use crate::value::Value;

/// A plugin that an app uses.
#[derive(Clone, Debug)]
pub struct Plugin {
    /// What is known about it.
    pub spec: Spec,
    /// The options that it is given.
    pub options: Option<Value>,
    /// The version of the spec's package.
    pub version: Version,
}

impl Plugin {
    /// What its conditions are decided on.
    pub fn facts(&self) -> ConditionContext<'_> {
        ConditionContext { version: &self.version, options: self.options.as_ref() }
    }

    /// The option at a path, if it is given.
    pub fn option(&self, path: &str) -> Option<&Value> {
        self.options.as_ref()?.at(path)
    }
}
