//! Code that is not followed and may change the options: they are taken as they are without it, with a warning.

use std::rc::Rc;

use super::unknown::Strictness;
use crate::diagnostic::codes::options as codes;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::js::reason::Reason;
use crate::js::tree::{Either, Origin, Tree, TreeCall, TreeItem, TreeKind, TreeObject};

/// The places of such code, each once.
#[derive(Default)]
pub(super) struct Doubts(Vec<Rc<Origin>>);

impl Doubts {
    /// A value as it is if that code leaves it alone.
    pub(super) fn settle(&mut self, tree: &Tree) -> Tree {
        let kind = match &tree.kind {
            TreeKind::Either(either) if either.condition.is_of_change() => {
                self.add(&either.condition.origin);
                return self.settle(&either.no);
            }
            TreeKind::Either(either) => {
                let (yes, no) = (self.settle(&either.yes), self.settle(&either.no));
                TreeKind::Either(Rc::new(Either { condition: either.condition.clone(), yes, no }))
            }
            TreeKind::Array(items) => TreeKind::Array(Rc::new(self.settle_items(items))),
            TreeKind::Object(object) => {
                let entries = object.entries.iter().map(|(key, value)| (key.clone(), self.settle(value))).collect();
                let mut rest = object.rest.clone();
                rest.retain(|rest| !self.is_change(rest));
                TreeKind::Object(Rc::new(TreeObject { entries, rest }))
            }
            TreeKind::Call(call) => {
                let arguments = call.arguments.iter().map(|one| one.as_ref().map(|one| self.settle(one))).collect();
                TreeKind::Call(Rc::new(TreeCall { export: call.export.clone(), arguments }))
            }
            other => other.clone(),
        };
        Tree { kind, span: tree.span.clone() }
    }

    /// The elements of a list as they are if that code leaves it alone.
    pub(super) fn settle_items(&mut self, items: &[TreeItem]) -> Vec<TreeItem> {
        let settled = items.iter().filter_map(|item| match item {
            TreeItem::One(one) => Some(TreeItem::One(self.settle(one))),
            TreeItem::Rest(rest) if self.is_change(rest) => None,
            rest => Some(rest.clone()),
        });
        settled.collect()
    }

    /// Whether a value is unknown only because of such code, which is recorded then.
    fn is_change(&mut self, tree: &Tree) -> bool {
        match &tree.kind {
            TreeKind::Unknown(origin) if matches!(origin.reason, Reason::NotFollowed(_)) => {
                self.add(origin);
                true
            }
            _ => false,
        }
    }

    fn add(&mut self, origin: &Rc<Origin>) {
        if !self.0.iter().any(|known| known.span == origin.span) {
            self.0.push(Rc::clone(origin));
        }
    }

    /// The warnings, or errors if assumptions are errors.
    pub(super) fn into_diagnostics(self, strict: Strictness) -> Diagnostics {
        let diagnostic = |origin: Rc<Origin>| {
            let code = match &origin.reason {
                Reason::NotFollowed(code) => code.clone(),
                _ => String::new(),
            };
            let fact = format!("`{code}` may change the options, and is not followed");
            let diagnostic: Diagnostic =
                strict.uncertain(&codes::OPTIONS_MAY_CHANGE, &fact, "they are assumed to stay as they are");
            diagnostic.at(&origin.span.first_line(), "").help("give it a copy, or name all plugins: --plugins")
        };
        self.0.into_iter().map(diagnostic).collect()
    }
}
