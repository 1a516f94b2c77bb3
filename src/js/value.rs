//! Values of the app's code, as far as they are known without running it.
//!
//! # The abstract domain
//!
//! A [`JsValue`] stands for the value that an expression has in every run of the code. There are four groups:
//!
//! - **Known values**: `undefined`, `null`, booleans, numbers, bigints, strings, [`Array`], [`Object`], [`Function`], JavaScript's
//!   own functions (`Builtin`), and `Opaque`, an object of which only the existence is known.
//! - **Values of packages**, which are never read: [`ExternalRef`] is an export, [`ExternalCall`] the result of calling one. A
//!   [`Host`](super::host::Host) may know more about some of them.
//! - **Placeholders**: [`Import`], an import that nothing has asked for yet. `resolve_import` replaces it, and only then the
//!   module is opened. `eval` never returns one, `eval_lazy` may: values that are only stored keep their modules closed.
//! - **Unknown values**: [`Unknown`] has a reason and the place where it came in, which travel along. [`Conditional`] is one of
//!   two values by an [`UnknownCondition`]: both are kept, because often only one side, or neither, decides anything. `Hole` is
//!   less than `undefined`: an element that the list does not have on this side.
//!
//! There is no join that forgets: two values become a `Conditional`, unless they are the same one. So a value is a tree, and
//! whatever is asked of it is asked on each side (`Evaluator::each`). Fuel limits the size.
//!
//! # Writing under unknown conditions
//!
//! Of `if (unknown) { list.push(x) }`, the evaluator runs both branches once, and must not forget that a write may not
//! happen. `Evaluator::conditions` holds the unknown conditions around the code that runs now, each with the side that is taken.
//! Whatever can be written to remembers their number when it was made: its **`depth`**. The conditions after the first `depth`
//! ones are those that the write depends on and the thing itself does not. `Evaluator::after` wraps the new value in them, the
//! innermost first, with the old value on the other sides:
//!
//! ```text
//! const o = { a: 1 };          // depth 0
//! if (X) {                     // conditions: [X]
//!   const p = { b: 1 };        // depth 1
//!   p.b = 2;                   // after(1, 2, 1): 2
//!   o.a = 2;                   // after(0, 2, 1): X ? 2 : 1
//!   if (Y) o.a = 3;            // conditions: [X, Y]; X ? (Y ? 3 : old) : old, where old is X ? 2 : 1
//! }
//! ```
//!
//! A list gets an element `X ? element : Hole` instead, and a call of a method that returns its own object (`is_certain` of
//! [`MethodCall`]) records whether it always happens.
//!
//! # Unknown parts of objects and lists
//!
//! `{ a: 1, ...unknown }` may replace `a`, and may have any other key. The spread is put in front of the object's **`rest`**, and
//! shadows each entry that exists: `a` becomes `unknown ? Unknown : 1`, a conditional by the spread itself. An entry that is
//! written later is certain again, so `{ ...unknown, a: 1 }` has a known `a`. A key without an entry is unknown by the last
//! spread. In a list, [`Item::Rest`] stands for any number of unknown elements.
//!
//! # Operators
//!
//! An operator whose operand is unknown gives an unknown value with the operand's reason. `a && b` is the exception: if `a` is
//! unknown, the value is the conditional `a ? b : false`. Where `a` is falsy, the true value is `a` itself, but all that code
//! does with it is to take it as "nothing": `[a && plugin()]`, `{ ...(a && { key }) }`. So `false` says as much, and the right
//! side stays readable. (Not for `(a && b) ?? c`, which takes `false` for a value where `a` may be `undefined`.) `a || b` is `a ? a : b`, because `a` itself is used where it is truthy.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;
use swc_common::{DUMMY_SP, Span as SwcSpan};
use swc_ecma_ast::{Expr, Pat, Stmt};

use super::reason::{Reason, Unknown};
use super::scope::Scope;

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
    /// The span of its name.
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
