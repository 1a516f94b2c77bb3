//! Names in the app's code: a scope for each module, function and block, each inside of another.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::value::JsValue;

/// Names and their values, inside of another scope.
pub(crate) struct Scope<'a> {
    pub(crate) module: usize,
    parent: Option<Rc<Self>>,
    slots: RefCell<HashMap<String, Slot<'a>>>,
}

/// A name's value.
#[derive(Clone)]
pub(crate) struct Slot<'a> {
    pub(crate) value: JsValue<'a>,
    /// How many conditions it was declared under.
    pub(crate) depth: usize,
}

impl<'a> Scope<'a> {
    pub(crate) fn of_module(module: usize) -> Rc<Self> {
        Rc::new(Self { module, parent: None, slots: RefCell::default() })
    }

    pub(crate) fn inside(self: &Rc<Self>) -> Rc<Self> {
        Rc::new(Self { module: self.module, parent: Some(Rc::clone(self)), slots: RefCell::default() })
    }

    pub(crate) fn declare(&self, name: &str, value: JsValue<'a>, depth: usize) {
        self.slots.borrow_mut().insert(name.to_owned(), Slot { value, depth });
    }

    /// The slot of a name, here or around.
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

    /// Gives a declared name another value. A name that nobody declared is not known afterwards either.
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
