//! All specs: those embedded by build.rs, decoded when asked for, and a user's own.

use std::sync::Arc;

use heck::ToKebabCase;

use super::adapter::Adapter;
use super::model::Spec;
use crate::report::{Problem, Problems, Source};

struct Embedded {
    name: &'static str,
    exports: &'static [&'static str],
    always_first: bool,
    piece: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// The embedded specs and a user's own. One of the user's own takes the place of an embedded one of the same name.
#[derive(Debug, Default)]
pub struct Catalogue {
    own: Vec<Spec>,
}

/// Better Auth's own tables.
pub fn core() -> Spec {
    decode(CORE)
}

/// What is known about the Convex adapter.
pub fn adapter() -> Adapter {
    decode(ADAPTER)
}

impl Catalogue {
    /// The embedded specs and these files. Fails with everything that is wrong in them.
    pub fn with(own_files: &[Arc<Source>]) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut own = Vec::<Spec>::new();
        for source in own_files {
            match super::read::spec(source) {
                Ok(spec) if own.iter().any(|known| known.name == spec.name) => {
                    let problem = Problem::error(format!("two spec files describe the plugin `{}`", spec.name));
                    problems.push(problem.at(&source.place(0..0), "this is the second").help("keep one of them"));
                }
                Ok(spec) => own.push(spec),
                Err(more) => problems.extend(more),
            }
        }
        problems.unless_errors(Self { own }).map(|(catalogue, _)| catalogue)
    }

    /// The names of all plugins, in order.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = PLUGINS.iter().map(|plugin| plugin.name).collect();
        names.extend(self.own.iter().map(|spec| spec.name.as_str()));
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The spec of a plugin, by its name in kebab or camel case, or by the name that its package exports.
    pub fn find(&self, name: &str) -> Option<Spec> {
        let kebab = name.to_kebab_case();
        let own =
            self.own.iter().find(|spec| spec.name == kebab || spec.imports.iter().any(|import| import.export == name));
        own.cloned().or_else(|| {
            let plugin = PLUGINS.iter().find(|plugin| plugin.name == kebab || plugin.exports.contains(&name))?;
            Some(decode(plugin.piece))
        })
    }

    /// Whether two names are of one plugin.
    pub fn is_same(&self, name: &str, other: &str) -> bool {
        name.to_kebab_case() == other.to_kebab_case()
            || self.find(name).is_some_and(|spec| self.find(other).is_some_and(|other| other.name == spec.name))
    }

    /// The plugins that stand first without being named.
    pub fn always_first(&self) -> Vec<Spec> {
        PLUGINS.iter().filter(|plugin| plugin.always_first).filter_map(|plugin| self.find(plugin.name)).collect()
    }
}

/// Decodes what build.rs has encoded with the same types.
#[allow(clippy::expect_used, reason = "the bytes were written by this crate's own build script")]
fn decode<T: serde::de::DeserializeOwned>(piece: &[u8]) -> T {
    postcard::from_bytes(piece).expect("an embedded spec can be decoded")
}
