//! Plugins for the unit tests of this folder, as specs and options in text.
#![allow(clippy::unwrap_used)]

use nodejs_semver::Version;

use crate::catalog::plugin::Plugin;
use crate::catalog::{embedded, read};
use crate::diagnostic::Source;
use crate::value::Value;
use crate::value::json::{Dialect, parse};

/// The value of options, as JSON. None for an empty text.
pub(super) fn options(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| parse(&Source::new("options.json", text), Dialect::Strict).unwrap())
}

/// A plugin with the tables of this spec, and options as JSON.
pub(super) fn plugin(name: &str, tables: &str, given: &str) -> Plugin {
    let text = format!("name = \"{name}\"\ndocs = \"-\"\n[options]\non = \"boolean\"\n{tables}");
    let spec = read::spec(&Source::new("test.toml", text)).unwrap();
    Plugin { spec, options: options(given), version: Version::parse("1.6.15").unwrap() }
}

/// The core tables of Better Auth at this version, with options as JSON.
pub(super) fn core(version: &str, given: &str) -> Plugin {
    Plugin { spec: embedded::core(), options: options(given), version: Version::parse(version).unwrap() }
}
