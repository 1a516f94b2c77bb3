//! Values of the app's code, as far as they can be known without running it.
//!
//! What cannot be known is an [`Unknown`] that remembers where it came from. What depends on such a thing is a [`Conditional`]
//! that keeps both ways.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;
use swc_common::{DUMMY_SP, Span as SwcSpan};
use swc_ecma_ast::{Expr, Pat, Stmt};

use super::scope::Scope;
use crate::diagnostic::Diagnostic;

/// Where a value is written: a module, by its number, and a span in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Loc {
    pub(crate) module: usize,
    pub(crate) span: SwcSpan,
}

/// A value and where it is written.
#[derive(Clone)]
pub(crate) struct JsValue<'a> {
    pub(crate) kind: JsKind<'a>,
    pub(crate) at: Loc,
}

/// What a value is.
#[derive(Clone)]
pub(crate) enum JsKind<'a> {
    /// Nothing at all, not even `undefined`: what a list has where an element depends on a condition that is not met.
    Hole,
    Undefined,
    Null,
    Boolean(bool),
    Number(f64),
    /// A bigint that is not too large for this.
    BigInt(i128),
    String(Rc<str>),
    Array(Rc<Array<'a>>),
    Object(Rc<Object<'a>>),
    Function(Rc<Function<'a>>),
    /// A function or object of JavaScript itself, by its path, such as `Object.assign`.
    Builtin(String),
    /// What a package exports.
    ExternalRef(Rc<ExternalRef>),
    /// The result of calling what a package exports.
    ExternalCall(Rc<ExternalCall<'a>>),
    /// An export of another module of the project that was not looked at yet.
    Import(Rc<Import>),
    /// All exports of a module of the project.
    Namespace(usize),
    /// An object that is there and says nothing: of a class, a regular expression.
    Opaque,
    Conditional(Rc<Conditional<'a>>),
    Unknown(Rc<Unknown>),
}

/// A list that the app's code can still add to.
pub(crate) struct Array<'a> {
    pub(crate) items: RefCell<Vec<Item<'a>>>,
    /// How many conditions it was made under.
    pub(crate) depth: usize,
}

/// An element of a list.
#[derive(Clone)]
pub(crate) enum Item<'a> {
    One(JsValue<'a>),
    /// Any number of elements that cannot be known.
    Rest(JsValue<'a>),
}

/// An object that the app's code can still write to.
pub(crate) struct Object<'a> {
    pub(crate) entries: RefCell<IndexMap<String, Entry<'a>>>,
    /// What was spread into it and cannot be known, the last first: where a key may come from that no entry has.
    pub(crate) rest: RefCell<Vec<JsValue<'a>>>,
    pub(crate) depth: usize,
}

/// A key's place and its value.
#[derive(Clone)]
pub(crate) struct Entry<'a> {
    pub(crate) key: Loc,
    pub(crate) value: JsValue<'a>,
}

/// A function of the project.
pub(crate) struct Function<'a> {
    pub(crate) parameters: Vec<&'a Pat>,
    pub(crate) body: Body<'a>,
    pub(crate) scope: Rc<Scope<'a>>,
    /// Whether it gives a promise.
    pub(crate) is_async: bool,
    /// Why calling it says nothing, if so.
    pub(crate) opaque: Option<&'static str>,
}

/// What a function does.
#[derive(Clone, Copy)]
pub(crate) enum Body<'a> {
    Expression(&'a Expr),
    Block(&'a [Stmt]),
}

/// An export of a package: the specifier of its module, and the way from there. The way is empty for the whole module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExternalRef {
    pub(crate) from: String,
    pub(crate) path: Vec<String>,
}

/// A call of an export.
pub(crate) struct ExternalCall<'a> {
    pub(crate) export: Rc<ExternalRef>,
    pub(crate) arguments: Vec<Item<'a>>,
    /// Methods that were called on it, one after the other, where they are known to change it and to return it itself.
    pub(crate) methods: RefCell<Vec<MethodCall<'a>>>,
    /// How many conditions it was made under.
    pub(crate) depth: usize,
}

/// A call of a method.
#[derive(Clone)]
pub(crate) struct MethodCall<'a> {
    pub(crate) name: String,
    /// Where its name stands.
    pub(crate) at: Loc,
    /// From its name to the end of the call.
    pub(crate) call: Loc,
    /// The whole call, with its object.
    pub(crate) loc: Loc,
    pub(crate) arguments: Vec<Item<'a>>,
    /// Whether it is called whenever its object is made.
    pub(crate) is_certain: bool,
}

/// An import that was not looked at yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Import {
    pub(crate) specifier: String,
    /// None for all exports.
    pub(crate) name: Option<String>,
}

/// One of two values, by a condition that cannot be known.
pub(crate) struct Conditional<'a> {
    pub(crate) condition: UnknownCondition,
    pub(crate) yes: JsValue<'a>,
    pub(crate) no: JsValue<'a>,
}

/// A condition that cannot be known.
#[derive(Clone)]
pub(crate) struct UnknownCondition {
    /// Where it is written.
    pub(crate) at: Loc,
    /// What makes it unknown.
    pub(crate) unknown: Rc<Unknown>,
}

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

impl<'a> JsValue<'a> {
    pub(crate) fn new(kind: JsKind<'a>, at: Loc) -> Self {
        Self { kind, at }
    }

    pub(crate) fn string(text: &str, at: Loc) -> Self {
        Self::new(JsKind::String(text.into()), at)
    }

    pub(crate) fn undefined(at: Loc) -> Self {
        Self::new(JsKind::Undefined, at)
    }

    pub(crate) fn unknown(reason: Reason, at: Loc) -> Self {
        Self::new(JsKind::Unknown(Rc::new(Unknown { reason, at })), at)
    }

    pub(crate) fn is_undefined(&self) -> bool {
        matches!(self.kind, JsKind::Hole | JsKind::Undefined)
    }

    /// Something else that cannot be known for the same reason.
    pub(crate) fn unknown_because(unknown: &Rc<Unknown>, at: Loc) -> Self {
        Self::new(JsKind::Unknown(Rc::clone(unknown)), at)
    }

    /// One of two values. Two that are the same are one.
    pub(crate) fn conditional(condition: &UnknownCondition, yes: Self, no: Self, at: Loc) -> Self {
        if yes.is_same(&no) {
            return yes;
        }
        Self::new(JsKind::Conditional(Rc::new(Conditional { condition: condition.clone(), yes, no })), at)
    }

    /// Whether both are one value, as far as that is seen at a glance.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (JsKind::Hole, JsKind::Hole) | (JsKind::Undefined, JsKind::Undefined) | (JsKind::Null, JsKind::Null) => {
                true
            }
            (JsKind::Boolean(a), JsKind::Boolean(b)) => a == b,
            (JsKind::Number(a), JsKind::Number(b)) => a == b,
            (JsKind::BigInt(a), JsKind::BigInt(b)) => a == b,
            (JsKind::String(a), JsKind::String(b)) => a == b,
            (JsKind::Array(a), JsKind::Array(b)) => Rc::ptr_eq(a, b),
            (JsKind::Object(a), JsKind::Object(b)) => Rc::ptr_eq(a, b),
            (JsKind::Function(a), JsKind::Function(b)) => Rc::ptr_eq(a, b),
            (JsKind::ExternalCall(a), JsKind::ExternalCall(b)) => Rc::ptr_eq(a, b),
            (JsKind::ExternalRef(a), JsKind::ExternalRef(b)) => a == b,
            (JsKind::Conditional(a), JsKind::Conditional(b)) => Rc::ptr_eq(a, b),
            (JsKind::Unknown(a), JsKind::Unknown(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// Whether JavaScript takes it for true; none if that depends on what cannot be known.
    pub(crate) fn truth(&self) -> Result<bool, Rc<Unknown>> {
        match &self.kind {
            JsKind::Hole | JsKind::Undefined | JsKind::Null => Ok(false),
            JsKind::Boolean(value) => Ok(*value),
            JsKind::Number(value) => Ok(*value != 0.0 && !value.is_nan()),
            JsKind::BigInt(value) => Ok(*value != 0),
            JsKind::String(text) => Ok(!text.is_empty()),
            JsKind::Array(_) | JsKind::Object(_) | JsKind::Function(_) | JsKind::Builtin(_) | JsKind::Namespace(_) => {
                Ok(true)
            }
            JsKind::Opaque => Ok(true),
            JsKind::Conditional(choice) => match (choice.yes.truth(), choice.no.truth()) {
                (Ok(yes), Ok(no)) if yes == no => Ok(yes),
                _ => Err(Rc::clone(&choice.condition.unknown)),
            },
            JsKind::Unknown(unknown) => Err(Rc::clone(unknown)),
            JsKind::ExternalCall(made) => {
                Err(Rc::new(Unknown { reason: Reason::Call((*made.export).clone()), at: self.at }))
            }
            JsKind::ExternalRef(export) => {
                Err(Rc::new(Unknown { reason: Reason::Package((**export).clone()), at: self.at }))
            }
            JsKind::Import(import) => {
                Err(Rc::new(Unknown { reason: Reason::NoModule(import.specifier.clone()), at: self.at }))
            }
        }
    }

    /// Whether it is `undefined` or `null`; none if that depends on what cannot be known.
    pub(crate) fn is_nullish(&self) -> Result<bool, Rc<Unknown>> {
        match &self.kind {
            JsKind::Hole | JsKind::Undefined | JsKind::Null => Ok(true),
            JsKind::Conditional(choice) => match (choice.yes.is_nullish(), choice.no.is_nullish()) {
                (Ok(yes), Ok(no)) if yes == no => Ok(yes),
                _ => Err(Rc::clone(&choice.condition.unknown)),
            },
            JsKind::Unknown(unknown) => Err(Rc::clone(unknown)),
            JsKind::ExternalRef(_) | JsKind::ExternalCall(_) => self.truth().map(|truth| !truth),
            _ => Ok(false),
        }
    }

    /// What a template or `+` makes of it, if it is text, a number or the like.
    pub(crate) fn text(&self) -> Option<String> {
        match &self.kind {
            JsKind::String(text) => Some(text.to_string()),
            JsKind::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => Some(format!("{number:.0}")),
            JsKind::Number(number) => Some(number.to_string()),
            JsKind::BigInt(number) => Some(number.to_string()),
            JsKind::Boolean(value) => Some(value.to_string()),
            JsKind::Null => Some("null".to_owned()),
            JsKind::Undefined => Some("undefined".to_owned()),
            _ => None,
        }
    }

    /// Why it cannot be known, for a value of which something else is asked than what it has.
    pub(crate) fn unknown_reason(&self, form: &'static str) -> Rc<Unknown> {
        match &self.kind {
            JsKind::Unknown(unknown) => Rc::clone(unknown),
            JsKind::Conditional(choice) => Rc::clone(&choice.condition.unknown),
            JsKind::ExternalCall(made) => {
                Rc::new(Unknown { reason: Reason::Call((*made.export).clone()), at: self.at })
            }
            JsKind::ExternalRef(export) => {
                Rc::new(Unknown { reason: Reason::Package((**export).clone()), at: self.at })
            }
            _ => Rc::new(Unknown { reason: Reason::Form(form), at: self.at }),
        }
    }
}

impl<'a> Object<'a> {
    pub(crate) fn new(depth: usize) -> Self {
        Self { entries: RefCell::default(), rest: RefCell::default(), depth }
    }

    pub(crate) fn insert(&self, name: &str, key: Loc, value: JsValue<'a>) {
        self.entries.borrow_mut().insert(name.to_owned(), Entry { key, value });
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.entries.borrow().keys().cloned().collect()
    }
}

impl<'a> Array<'a> {
    pub(crate) fn kind(items: Vec<Item<'a>>, depth: usize) -> JsKind<'a> {
        JsKind::Array(Rc::new(Self { items: RefCell::new(items), depth }))
    }
}

impl<'a> ExternalCall<'a> {
    /// What a call makes, before any of its methods is called.
    pub(crate) fn kind(export: Rc<ExternalRef>, arguments: Vec<Item<'a>>, depth: usize) -> JsKind<'a> {
        JsKind::ExternalCall(Rc::new(Self { export, arguments, methods: RefCell::default(), depth }))
    }
}

/// The first of some arguments, or `undefined`.
pub(crate) fn first_argument<'a>(arguments: &[Item<'a>], loc: Loc) -> JsValue<'a> {
    match arguments.first() {
        Some(Item::One(value) | Item::Rest(value)) => value.clone(),
        None => JsValue::undefined(loc),
    }
}

impl Loc {
    /// The start of a module.
    pub(crate) fn start(module: usize) -> Self {
        Self { module, span: DUMMY_SP }
    }
}

impl std::fmt::Display for ExternalRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.path.as_slice() {
            [] => write!(f, "\"{}\"", self.from),
            path => write!(f, "`{}` of \"{}\"", path.join("."), self.from),
        }
    }
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
            Self::Unreadable(diagnostic) => write!(f, "a module that cannot be read: {}", diagnostic.title),
            Self::TooEarly(name) => write!(f, "`{name}`, which is not there yet at this place"),
            Self::Form(form) => write!(f, "{form}, which is not followed"),
        }
    }
}
