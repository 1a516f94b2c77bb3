//! Names in the app's code: one scope per module, function and block.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::conditions::Frame;
use super::reason::Unknown;
use super::value::JsValue;

/// Names and their values, with an enclosing scope.
pub(crate) struct Scope<'a> {
    pub(crate) module: usize,
    parent: Option<Rc<Self>>,
    /// Whether it is that of a function's body.
    is_function: bool,
    slots: RefCell<HashMap<String, Slot<'a>>>,
}

/// The value of a name.
#[derive(Clone)]
pub(crate) struct Slot<'a> {
    pub(crate) value: JsValue<'a>,
    /// The unknown conditions under which it was declared.
    pub(crate) frame: Frame,
    /// The code that may assign to it without being followed.
    pub(crate) touched: Option<Rc<Unknown>>,
    /// Whether an assignment throws.
    pub(crate) is_constant: bool,
}

impl<'a> Scope<'a> {
    pub(crate) fn of_module(module: usize) -> Rc<Self> {
        Rc::new(Self { module, parent: None, is_function: true, slots: RefCell::default() })
    }

    pub(crate) fn child(self: &Rc<Self>) -> Rc<Self> {
        self.inside(false)
    }

    /// The scope of a call.
    pub(crate) fn call(self: &Rc<Self>) -> Rc<Self> {
        self.inside(true)
    }

    fn inside(self: &Rc<Self>, is_function: bool) -> Rc<Self> {
        Rc::new(Self { module: self.module, parent: Some(Rc::clone(self)), is_function, slots: RefCell::default() })
    }

    pub(crate) fn declare(&self, name: &str, value: JsValue<'a>, frame: Frame) {
        let mut slots = self.slots.borrow_mut();
        // Code that was touched before the declaration ran may still assign to it.
        let touched = slots.get(name).and_then(|slot| slot.touched.clone());
        slots.insert(name.to_owned(), Slot { value, frame, touched, is_constant: false });
    }

    /// Lets assignments to a name of this scope throw.
    pub(crate) fn fix(&self, name: &str) {
        if let Some(slot) = self.slots.borrow_mut().get_mut(name) {
            slot.is_constant = true;
        }
    }

    /// Records code that may assign to a declared name.
    pub(crate) fn touch(&self, name: &str, by: &Rc<Unknown>) {
        let mut scope = Some(self);
        while let Some(here) = scope {
            if let Some(slot) = here.slots.borrow_mut().get_mut(name) {
                slot.touched.get_or_insert_with(|| Rc::clone(by));
                return;
            }
            scope = here.parent.as_deref();
        }
    }

    /// A copy with the values that these names have now.
    pub(crate) fn copy(&self, names: &[String]) -> Rc<Self> {
        let slots = self.slots.borrow();
        let kept = names.iter().filter_map(|name| Some((name.clone(), slots.get(name)?.clone()))).collect();
        Rc::new(Self {
            module: self.module,
            parent: self.parent.clone(),
            is_function: self.is_function,
            slots: RefCell::new(kept),
        })
    }

    /// The scope of the function or the module around it.
    pub(crate) fn of_function(self: &Rc<Self>) -> Rc<Self> {
        let mut scope = self;
        while let Some(parent) = scope.parent.as_ref().filter(|_| !scope.is_function) {
            scope = parent;
        }
        Rc::clone(scope)
    }

    /// Whether it declares a name itself.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.slots.borrow().contains_key(name)
    }

    /// The slot of a name in this scope or an enclosing one.
    pub(crate) fn find(&self, name: &str) -> Option<Slot<'a>> {
        let mut scope = Some(self);
        while let Some(here) = scope {
            if let Some(slot) = here.slots.borrow().get(name) {
                return Some(slot.clone());
            }
            scope = here.parent.as_deref();
        }
        None
    }

    /// Assigns a value to a declared name. An undeclared name stays unknown.
    pub(crate) fn assign(&self, name: &str, value: JsValue<'a>) {
        let mut scope = Some(self);
        while let Some(here) = scope {
            if let Some(slot) = here.slots.borrow_mut().get_mut(name) {
                slot.value = value;
                return;
            }
            scope = here.parent.as_deref();
        }
    }
}
