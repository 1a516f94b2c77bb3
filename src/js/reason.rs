//! The reasons why values are unknown.

use super::value::{ExternalRef, Loc};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::emit::shown;

/// The origin of an unknown value.
#[derive(Debug)]
pub(crate) struct Unknown {
    pub(crate) reason: Reason,
    /// The place where it enters the code.
    pub(crate) at: Loc,
}

/// The reason why a value cannot be determined statically.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reason {
    /// An environment variable, or the whole environment.
    Environment(Option<String>),
    /// An argument of a function that code outside of the project calls.
    Argument(String),
    /// A call of an export of a package.
    Call(ExternalRef),
    /// An export of a package.
    Package(ExternalRef),
    /// A name that no module of the project defines.
    Global(String),
    /// A module that does not exist.
    NoModule(String),
    /// A name that a module does not export.
    NotExported { name: String, module: String },
    /// A module that cannot be read.
    Unreadable(Box<Diagnostic>),
    /// A variable that is used before it has a value.
    TooEarly(String),
    /// A form of code that is not followed, in a few words.
    Form(&'static str),
    /// Code that is not followed, by its text, and may change what it reaches.
    NotFollowed(String),
}

impl Reason {
    /// The more precise reason for a property of an unknown value, if one is known: the environment for `env` of a global
    /// object that has it, and a variable for a property of the environment.
    pub(crate) fn of_property(&self, name: &str) -> Option<Self> {
        match self {
            Self::Global(global)
                if name == "env" && matches!(global.as_str(), "process" | "import.meta" | "Bun" | "Deno") =>
            {
                Some(Self::Environment(None))
            }
            Self::Environment(None) => Some(Self::Environment(Some(name.to_owned()))),
            _ => None,
        }
    }
}

/// A noun phrase that completes "depends on".
impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Environment(Some(name)) => write!(f, "the environment variable `{name}`"),
            Self::Environment(None) => f.write_str("the environment"),
            Self::Argument(name) => write!(f, "the argument `{name}`"),
            Self::Call(export) => write!(f, "a call of {export}; packages are not analyzed"),
            Self::Package(export) => write!(f, "{export}; packages are not analyzed"),
            Self::Global(name) => write!(f, "`{name}`, which no module of this project defines"),
            Self::NoModule(specifier) => write!(f, "the module \"{specifier}\", which does not exist"),
            Self::NotExported { name, module } => write!(f, "`{name}`, which {module} does not export"),
            Self::Unreadable(diagnostic) => write!(f, "a module that cannot be read: {}", shown(diagnostic).message),
            Self::TooEarly(name) => write!(f, "`{name}`, which has no value yet"),
            Self::Form(form) => write!(f, "{form}, which is not followed"),
            Self::NotFollowed(code) => write!(f, "`{code}`, which is not followed and may change it"),
        }
    }
}
