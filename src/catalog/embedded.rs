//! All specs: those embedded by build.rs, decoded on demand, and those of the project.

use std::sync::Arc;

use heck::ToKebabCase;

use super::adapter::Adapter;
use super::model::{OptionsArgument, Spec};
use crate::diagnostic::codes::config as codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Source};

struct Embedded {
    name: &'static str,
    exports: &'static [&'static str],
    modules: &'static [&'static str],
    implicit: bool,
    piece: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// The embedded specs and those of the project, which replace embedded ones of the same name.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    own: Vec<Spec>,
}

/// The core tables of Better Auth.
pub fn core() -> Spec {
    decode(CORE)
}

/// The spec of the Convex adapter.
pub fn adapter() -> Adapter {
    decode(ADAPTER)
}

impl Catalog {
    /// The embedded specs and these files. Fails with everything that is wrong in them.
    pub fn with(own_files: &[Arc<Source>]) -> Result<Self, Diagnostics> {
        let mut diagnostics = Diagnostics::default();
        let mut own = Vec::<Spec>::new();
        for source in own_files {
            match super::read::spec(source) {
                Ok(spec) if own.iter().any(|known| known.name == spec.name) => {
                    let diagnostic = Diagnostic::new(
                        &codes::SPEC_CONTRADICTION,
                        format!("two spec files describe the plugin `{}`", spec.name),
                    );
                    diagnostics.push(diagnostic.at(&source.span(0..0), "the second one").help("keep one of them"));
                }
                Ok(spec) => own.push(spec),
                Err(more) => diagnostics.extend(more),
            }
        }
        if !own.is_empty() {
            let mut all = own.clone();
            all.push(core());
            all.extend(PLUGINS.iter().map(|plugin| decode::<Spec>(plugin.piece)));
            check_keys(&own, &all, &mut diagnostics);
        }
        diagnostics.unless_errors(Self { own }).map(|(catalog, _)| catalog)
    }

    /// The names of all plugins, in order.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = PLUGINS.iter().map(|plugin| plugin.name).collect();
        names.extend(self.own.iter().map(|spec| spec.name.as_str()));
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The spec of a plugin, by its name in kebab or camel case, or else by the name that its package exports.
    pub fn find(&self, name: &str) -> Option<Spec> {
        let kebab = name.to_kebab_case();
        let by_name = || {
            let own = self.own.iter().find(|spec| spec.name == kebab).cloned();
            own.or_else(|| PLUGINS.iter().find(|plugin| plugin.name == kebab).map(|plugin| decode(plugin.piece)))
        };
        let by_export = || {
            let own = self.own.iter().find(|spec| spec.imports.iter().any(|import| import.export == name)).cloned();
            own.or_else(|| {
                PLUGINS.iter().find(|plugin| plugin.exports.contains(&name)).map(|plugin| decode(plugin.piece))
            })
        };
        by_name().or_else(by_export)
    }

    /// Whether a module's specifier is that of a plugin's package.
    pub fn has_module(&self, specifier: &str) -> bool {
        let own = self.own.iter().flat_map(|spec| &spec.imports).flat_map(|import| &import.from);
        PLUGINS.iter().any(|plugin| plugin.modules.contains(&specifier))
            || own.into_iter().any(|from| from == specifier)
    }

    /// The spec of the plugin to which an import refers, and the positions of the options in its call.
    pub fn imported(&self, from: &str, export: &str) -> Option<(Spec, Vec<OptionsArgument>)> {
        let matching = |spec: &Spec| {
            let is_it = |import: &&super::model::Import| {
                import.export == export && import.from.iter().any(|known| known == from)
            };
            spec.imports.iter().find(is_it).map(|import| import.options_argument.clone())
        };
        if let Some((spec, arguments)) = self.own.iter().find_map(|spec| Some((spec, matching(spec)?))) {
            return Some((spec.clone(), arguments));
        }
        let mut embedded = PLUGINS.iter().filter(|plugin| plugin.exports.contains(&export));
        embedded.find_map(|plugin| {
            let spec: Spec = decode(plugin.piece);
            let arguments = matching(&spec)?;
            // A spec of the project replaces it.
            let own = self.own.iter().find(|own| own.name == spec.name).cloned();
            Some((own.unwrap_or(spec), arguments))
        })
    }

    /// Whether two names refer to the same plugin.
    pub fn is_same(&self, name: &str, other: &str) -> bool {
        name.to_kebab_case() == other.to_kebab_case()
            || self.find(name).is_some_and(|spec| self.find(other).is_some_and(|other| other.name == spec.name))
    }

    /// The plugins that come first without being named.
    pub fn implicit(&self) -> Vec<Spec> {
        let embedded = PLUGINS.iter().filter(|plugin| plugin.implicit).filter_map(|plugin| self.find(plugin.name));
        let own = self.own.iter().filter(|spec| spec.implicit).cloned();
        let mut all: Vec<Spec> = embedded.filter(|spec| spec.implicit).collect();
        all.extend(own.filter(|spec| !PLUGINS.iter().any(|plugin| plugin.name == spec.name)));
        all
    }
}

/// Reports keys in these specs that no spec declares: a misspelt lookup or reference would silently do nothing.
fn check_keys(specs: &[Spec], all: &[Spec], diagnostics: &mut Diagnostics) {
    for spec in specs {
        for table in &spec.tables {
            let tables = || all.iter().flat_map(|spec| &spec.tables).filter(|known| known.key == table.key);
            let fields: Vec<&str> = tables().flat_map(|table| &table.fields).map(|field| field.key.as_str()).collect();
            let mut check = |what: &str, key: &str, known: &[&str]| {
                if !known.contains(&key) {
                    let title = format!(
                        "the spec of `{}` has {what} `{key}` in the table `{}`, which no spec declares",
                        spec.name, table.key
                    );
                    diagnostics.push(
                        Diagnostic::new(&codes::SPEC_REFERENCE, title)
                            .nearest(key, known.iter().copied())
                            .help("correct the key in the spec"),
                    );
                }
            };
            for lookup in &table.lookups {
                let keys = lookup.equal.iter().chain(&lookup.one_of).chain(&lookup.range).chain(&lookup.sort);
                keys.for_each(|key| check("a lookup by", key, &fields));
            }
            let names: Vec<&str> = all.iter().flat_map(|spec| &spec.tables).map(|table| table.key.as_str()).collect();
            let references = table.fields.iter().filter_map(|field| field.attributes.references.as_ref());
            references.for_each(|key| check("a reference to", key, &names));
        }
    }
}

/// Decodes what build.rs has encoded with the same types.
#[allow(clippy::expect_used, reason = "the bytes were written by this crate's own build script")]
fn decode<T: serde::de::DeserializeOwned>(piece: &[u8]) -> T {
    postcard::from_bytes(piece).expect("an embedded spec can be decoded")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_specs_know_each_other_keys() {
        let mut all: Vec<Spec> = PLUGINS.iter().map(|plugin| decode(plugin.piece)).collect();
        all.push(core());
        let mut diagnostics = Diagnostics::default();
        check_keys(&all, &all, &mut diagnostics);
        assert_eq!(diagnostics, Diagnostics::default());
    }

    #[test]
    fn names_go_before_exports_and_own_before_embedded() {
        let own = |name: &str, export: &str| {
            let text = format!("name = \"{name}\"\ndocs = \"-\"\n[[import]]\nfrom = \"x\"\nexport = \"{export}\"\n");
            Catalog::with(&[Source::new("own.toml", text)])
        };
        let found = |catalog: Result<Catalog, Diagnostics>, name: &str| {
            catalog.ok()?.find(name).map(|spec| (spec.name, spec.docs == "-"))
        };
        assert_eq!(found(own("my-admin", "admin"), "admin"), Some(("admin".to_owned(), false)));
        assert_eq!(found(own("my-admin", "admin"), "myAdmin"), Some(("my-admin".to_owned(), true)));
        assert_eq!(found(own("admin", "other"), "admin"), Some(("admin".to_owned(), true)));
        assert_eq!(found(own("mine", "make"), "make"), Some(("mine".to_owned(), true)));
        assert_eq!(found(own("mine", "make"), "sigmaProvider"), Some(("sigma-provider".to_owned(), false)));
    }
}
