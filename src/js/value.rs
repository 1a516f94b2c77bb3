//! Values of the app's code, as far as they can be determined without running it.
//!
//! # The abstract domain
//!
//! A [`JsValue`] stands for the value that an expression has in every run of the code. There are four groups:
//!
//! - **Known values**: `undefined`, `null`, booleans, numbers, bigints, strings, [`Array`], [`Object`], [`Function`], JavaScript's
//!   own functions (`Builtin`), and `Opaque`, an object of which nothing is known but that it exists.
//! - **Values of packages**, which are never read: [`ExternalRef`] is an export, [`ExternalCall`] the result of calling one. A
//!   [`Host`](super::host::Host) may know more about some of them.
//! - **Placeholders**: [`Import`], an import that nothing has needed yet. `resolve_import` replaces it, and only then is the
//!   module opened. `eval` never returns one, `eval_lazy` may: values that are only stored keep their modules closed.
//! - **Unknown values**: [`Unknown`] carries a reason and the place of its origin. [`Conditional`] is one of
//!   two values by an [`UnknownCondition`]: both are kept, because often only one side, or neither, decides anything. `Hole` is
//!   less than `undefined`: an element that the list lacks on this side.
//!
//! No join loses information: two values become a `Conditional`, unless they are the same one. So a value is a tree, and
//! every operation is applied to each side (`Evaluator::each`). Fuel limits the size.
//!
//! # Writing under unknown conditions
//!
//! In `if (unknown) { list.push(x) }`, the evaluator follows both branches once, and records that a write may not happen.
//! `Evaluator::conditions` holds the unknown conditions around the current code, each with the side that is taken. Every target
//! of a write records them when it is made: its **[`Frame`]**. The write depends on the conditions that are not in the
//! frame; the target does not. `Evaluator::after` wraps the new value in them, the innermost first, with the old value on
//! the other sides:
//!
//! ```text
//! const o = { a: 1 };          // frame: []
//! if (X) {                     // conditions: [X]
//!   const p = { b: 1 };        // frame: [X]
//!   p.b = 2;                   // 2
//!   o.a = 2;                   // X ? 2 : 1
//!   if (Y) o.a = 3;            // conditions: [X, Y]; X ? (Y ? 3 : old) : old, where old is X ? 2 : 1
//! }
//! ```
//!
//! A list gets an element `X ? element : Hole` instead. A call of a method that returns its own object records whether it
//! always happens (`is_certain` of [`MethodCall`]).
//!
//! # Unknown parts of objects and lists
//!
//! `{ a: 1, ...unknown }` may replace `a`, and may have any other key. The spread becomes the first of the object's **`rest`**,
//! and shadows each existing entry: `a` becomes `unknown ? Unknown : 1`, a conditional on the spread itself. An entry that is
//! written later is certain again, so `{ ...unknown, a: 1 }` has a known `a`. The value of a key without an entry is unknown,
//! because of the last spread. In a list, [`Item::Rest`] is any number of unknown elements.
//!
//! # Operators
//!
//! An operator with an unknown operand results in an unknown value with the operand's reason. `a && b` is the exception: if `a`
//! is unknown, the result is the conditional `a ? b : false`. Where `a` is falsy, the exact result is `a` itself, but code uses it
//! only as "nothing": `[a && plugin()]`, `{ ...(a && { key }) }`. So `false` is equivalent, and the right side stays readable.
//! (Not for `(a && b) ?? c`, where `false` counts as a value although `a` may be `undefined`.) `a || b` is `a ? a : b`, because
//! `a` itself is used where it is truthy.

mod inspect;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use indexmap::IndexMap;
use swc_common::{DUMMY_SP, Span as SwcSpan};
use swc_ecma_ast::{Expr, Pat, Stmt};

use super::conditions::Frame;
use super::reason::{Reason, Unknown};
use super::scope::Scope;

/// A place in the code: a module, by its number, and a span in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Loc {
    pub(crate) module: usize,
    pub(crate) span: SwcSpan,
}

/// A value and the place where it is written.
#[derive(Clone)]
pub(crate) struct JsValue<'a> {
    pub(crate) kind: JsKind<'a>,
    pub(crate) at: Loc,
}

/// The kinds of values.
#[derive(Clone)]
pub(crate) enum JsKind<'a> {
    /// The absence of an element, which is less than `undefined`: an element of a list whose condition is not met.
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
    /// An export of a package.
    ExternalRef(Rc<ExternalRef>),
    /// The result of calling an export of a package.
    ExternalCall(Rc<ExternalCall<'a>>),
    /// An export of another module of the project that nothing has needed yet.
    Import(Rc<Import>),
    /// All exports of a module of the project.
    Namespace(usize),
    /// An object of which only the existence is known: an instance of a class, a regular expression.
    Opaque,
    Conditional(Rc<Conditional<'a>>),
    Unknown(Rc<Unknown>),
}

/// A list, to which the app's code can add.
pub(crate) struct Array<'a> {
    pub(crate) items: RefCell<Vec<Item<'a>>>,
    /// The unknown conditions under which it was made.
    pub(crate) frame: Frame,
    /// The code that may change it without being followed.
    pub(crate) touched: Touched,
}

/// An element of a list.
#[derive(Clone)]
pub(crate) enum Item<'a> {
    One(JsValue<'a>),
    /// Any number of unknown elements.
    Rest(JsValue<'a>),
}

/// An object, to which the app's code can write.
pub(crate) struct Object<'a> {
    pub(crate) entries: RefCell<IndexMap<String, Entry<'a>>>,
    /// Unknown values that were spread into the object, the last first: a key without an entry may come from them.
    pub(crate) rest: RefCell<Vec<JsValue<'a>>>,
    pub(crate) frame: Frame,
    pub(crate) touched: Touched,
}

/// A value of an object, with the place of its key.
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
    /// Whether it returns a promise.
    pub(crate) is_async: bool,
    /// The form of function that makes calls of it unknown, if it has one.
    pub(crate) opaque: Option<&'static str>,
    /// Whether `this` is that of the code around it.
    pub(crate) is_arrow: bool,
    /// Its whole code.
    pub(crate) code: Loc,
    pub(crate) facts: OnceCell<Facts>,
    pub(crate) touched: Touched,
}

/// What the text of a function shows.
#[derive(Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) has_await: bool,
    /// Whether it may use `arguments`.
    pub(crate) names_arguments: bool,
    /// Whether a function in a default may see other variables than the body.
    pub(crate) has_two_scopes: bool,
}

/// Code that is not followed and may change something, if there is any: see [`super::effects`].
#[derive(Default)]
pub(crate) struct Touched(RefCell<Option<Rc<Unknown>>>);

impl Touched {
    pub(crate) fn get(&self) -> Option<Rc<Unknown>> {
        self.0.borrow().clone()
    }

    /// Records the first such code. False if one is recorded already.
    pub(crate) fn set(&self, by: &Rc<Unknown>) -> bool {
        let mut first = self.0.borrow_mut();
        let is_first = first.is_none();
        first.get_or_insert_with(|| Rc::clone(by));
        is_first
    }
}

/// The code of a function.
#[derive(Clone, Copy)]
pub(crate) enum Body<'a> {
    Expression(&'a Expr),
    Block(&'a [Stmt]),
}

/// An export of a package: the specifier of its module, and the path of names from there. An empty path is the whole module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExternalRef {
    pub(crate) from: String,
    pub(crate) path: Vec<String>,
}

/// A call of an export.
pub(crate) struct ExternalCall<'a> {
    pub(crate) export: Rc<ExternalRef>,
    pub(crate) arguments: Vec<Item<'a>>,
    /// The calls of methods that change the result and return it, in order.
    pub(crate) methods: RefCell<Vec<MethodCall<'a>>>,
    /// The unknown conditions under which it was made.
    pub(crate) frame: Frame,
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
    /// Whether it happens whenever its object is made.
    pub(crate) is_certain: bool,
}

/// An import that nothing has needed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Import {
    pub(crate) specifier: String,
    /// None for all exports.
    pub(crate) name: Option<String>,
}

/// One of two values, by an unknown condition.
pub(crate) struct Conditional<'a> {
    pub(crate) condition: UnknownCondition,
    pub(crate) yes: JsValue<'a>,
    pub(crate) no: JsValue<'a>,
}

/// A condition that cannot be determined statically.
#[derive(Clone)]
pub(crate) struct UnknownCondition {
    pub(crate) at: Loc,
    /// The unknown value on which it depends.
    pub(crate) unknown: Rc<Unknown>,
    /// The number of its evaluation: the same code can be evaluated more than once, with different results.
    pub(crate) evaluation: usize,
}

/// The number that stands for a change by code that is not followed, which is no condition in the code.
pub(crate) const CHANGE: usize = 0;

impl UnknownCondition {
    /// Whether this code changes a value.
    pub(crate) fn of_change(by: &Rc<Unknown>) -> Self {
        Self { at: by.at, unknown: Rc::clone(by), evaluation: CHANGE }
    }
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

    /// Another value that is unknown for the same reason.
    pub(crate) fn unknown_because(unknown: &Rc<Unknown>, at: Loc) -> Self {
        Self::new(JsKind::Unknown(Rc::clone(unknown)), at)
    }

    /// One of two values, or the value itself if both are the same.
    pub(crate) fn conditional(condition: &UnknownCondition, yes: Self, no: Self, at: Loc) -> Self {
        if yes.is_same(&no) {
            return yes;
        }
        Self::new(JsKind::Conditional(Rc::new(Conditional { condition: condition.clone(), yes, no })), at)
    }
}

impl<'a> Object<'a> {
    pub(crate) fn new(frame: Frame) -> Self {
        Self { entries: RefCell::default(), rest: RefCell::default(), frame, touched: Touched::default() }
    }

    pub(crate) fn insert(&self, name: &str, key: Loc, value: JsValue<'a>) {
        self.entries.borrow_mut().insert(name.to_owned(), Entry { key, value });
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.entries.borrow().keys().cloned().collect()
    }
}

impl<'a> Array<'a> {
    pub(crate) fn kind(items: Vec<Item<'a>>, frame: Frame) -> JsKind<'a> {
        JsKind::Array(Rc::new(Self { items: RefCell::new(items), frame, touched: Touched::default() }))
    }
}

impl<'a> ExternalCall<'a> {
    /// The result of a call, before any of its methods is called.
    pub(crate) fn kind(export: Rc<ExternalRef>, arguments: Vec<Item<'a>>, frame: Frame) -> JsKind<'a> {
        JsKind::ExternalCall(Rc::new(Self { export, arguments, methods: RefCell::default(), frame }))
    }
}

/// The first argument, or `undefined`.
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
            path => write!(f, "`{}` from \"{}\"", path.join("."), self.from),
        }
    }
}
