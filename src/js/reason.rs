//! Why a value is unknown, and where it became so.

use super::value::{ExternalRef, Loc};
use crate::diagnostic::Diagnostic;

/// Something that cannot be known without running the code.
#[derive(Debug)]
pub(crate) struct Unknown {
    pub(crate) reason: Reason,
    /// Where it comes in.
    pub(crate) at: Loc,
}

/// Why something cannot be known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reason {
    /// An environment variable, or the whole environment.
    Environment(Option<String>),
    /// An argument of a function that is called from outside of the project.
    Argument(String),
    /// A call of what a package exports.
    Call(ExternalRef),
    /// What a package exports.
    Package(ExternalRef),
    /// A name that no module of the project defines.
    Global(String),
    /// A module that is not there.
    NoModule(String),
    /// A name that a module does not export.
    NotExported { name: String, module: String },
    /// A module that cannot be read.
    Unreadable(Box<Diagnostic>),
    /// A value that is asked for before it is there.
    TooEarly(String),
    /// A form of code that is not followed, in a few words.
    Form(&'static str),
}

impl Reason {
    /// The reason why a property of something unknown is unknown, if that is another one: of the global objects that have it
    /// as `env`, the environment, and of that, one variable.
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

/// What it is, to follow "it depends on".
impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Environment(Some(name)) => write!(f, "the environment variable `{name}`"),
            Self::Environment(None) => f.write_str("the environment"),
            Self::Argument(name) => write!(f, "the argument `{name}`"),
            Self::Call(export) => write!(f, "a call of {export}, and packages are not read"),
            Self::Package(export) => write!(f, "{export}, and packages are not read"),
            Self::Global(name) => write!(f, "`{name}`, which no module of this project defines"),
            Self::NoModule(specifier) => write!(f, "the module \"{specifier}\", which is not there"),
            Self::NotExported { name, module } => write!(f, "`{name}`, which {module} does not export"),
            Self::Unreadable(diagnostic) => write!(f, "a module that cannot be read: {}", diagnostic.message),
            Self::TooEarly(name) => write!(f, "`{name}`, which is not there yet at this place"),
            Self::Form(form) => write!(f, "{form}, which is not followed"),
        }
    }
}
