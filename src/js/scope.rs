//! Names in the app's code: one scope per module, function and block.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::value::JsValue;

/// Names and their values, with an enclosing scope.
pub(crate) struct Scope<'a> {
    pub(crate) module: usize,
    parent: Option<Rc<Self>>,
    slots: RefCell<HashMap<String, Slot<'a>>>,
}

/// The value of a name.
#[derive(Clone)]
pub(crate) struct Slot<'a> {
    pub(crate) value: JsValue<'a>,
    /// The number of unknown conditions under which it was declared.
    pub(crate) depth: usize,
}

impl<'a> Scope<'a> {
    pub(crate) fn of_module(module: usize) -> Rc<Self> {
        Rc::new(Self { module, parent: None, slots: RefCell::default() })
    }

    pub(crate) fn child(self: &Rc<Self>) -> Rc<Self> {
        Rc::new(Self { module: self.module, parent: Some(Rc::clone(self)), slots: RefCell::default() })
    }

    pub(crate) fn declare(&self, name: &str, value: JsValue<'a>, depth: usize) {
        self.slots.borrow_mut().insert(name.to_owned(), Slot { value, depth });
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
