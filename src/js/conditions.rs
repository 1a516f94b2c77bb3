//! Work under unknown conditions: on each side of a value, inside of one side, and on elements that may be absent.
//!
//! The page of `value` explains conditions, frames and `after`. Nothing here looks at an expression.

use std::rc::Rc;

use super::evaluate::Evaluator;
use super::reason::{Reason, Unknown};
use super::value::{Item, JsKind, JsValue, Loc, UnknownCondition};

/// The fuel for a value that depends on one more condition: it stays in memory.
const FUEL_PER_CONDITION: usize = 2;

/// The unknown conditions around some code, by their identity: two frames share those with which both begin.
#[derive(Clone, Default)]
pub(crate) struct Frame(Option<Rc<Inner>>);

struct Inner {
    around: Frame,
    depth: usize,
}

impl Frame {
    /// The frame inside of a further condition.
    fn inside(&self) -> Self {
        Self(Some(Rc::new(Inner { around: self.clone(), depth: self.depth() + 1 })))
    }

    fn depth(&self) -> usize {
        self.0.as_ref().map_or(0, |inner| inner.depth)
    }

    fn around(&self) -> Option<&Self> {
        self.0.as_ref().map(|inner| &inner.around)
    }

    /// The number of conditions that both share.
    pub(crate) fn common(&self, other: &Self) -> usize {
        let (mut a, mut b) = (self, other);
        loop {
            let (Some(x), Some(y)) = (&a.0, &b.0) else { return 0 };
            if Rc::ptr_eq(x, y) {
                return x.depth;
            }
            // The deeper one goes up, or both.
            let (is_a, is_b) = (x.depth >= y.depth, y.depth >= x.depth);
            if is_a {
                a = &x.around;
            }
            if is_b {
                b = &y.around;
            }
        }
    }
}

impl<'a> Evaluator<'a> {
    /// A condition that is evaluated now.
    pub(crate) fn condition(&mut self, at: Loc, unknown: Rc<Unknown>) -> UnknownCondition {
        self.evaluations += 1;
        UnknownCondition { at, unknown, evaluation: self.evaluations }
    }

    pub(crate) fn enter(&mut self, condition: &UnknownCondition, holds: bool) {
        self.conditions.push((condition.clone(), holds));
        self.frame = self.frame.inside();
    }

    pub(crate) fn leave(&mut self) {
        self.conditions.pop();
        self.frame = self.frame.around().cloned().unwrap_or_default();
    }

    /// The result of `work` on each side of a conditional, as a conditional.
    pub(crate) fn each(
        &mut self,
        value: &JsValue<'a>,
        work: &mut dyn FnMut(&mut Self, &JsValue<'a>) -> JsValue<'a>,
    ) -> JsValue<'a> {
        if !self.consume_fuel(1) {
            return JsValue::unknown(Reason::Form("code that takes too many steps"), value.at);
        }
        match &value.kind {
            JsKind::Conditional(conditional) => {
                let mut side = |this: &mut Self, side: &JsValue<'a>, holds: bool| {
                    this.enter(&conditional.condition, holds);
                    let result = this.each(side, work);
                    this.leave();
                    result
                };
                let (yes, no) = (side(self, &conditional.yes, true), side(self, &conditional.no, false));
                JsValue::conditional(&conditional.condition, yes, no, value.at)
            }
            _ => work(self, value),
        }
    }

    /// The result of work that happens only if a condition is met, or not met.
    pub(crate) fn under<T>(
        &mut self,
        condition: &UnknownCondition,
        holds: bool,
        work: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.enter(condition, holds);
        let result = work(self);
        self.leave();
        result
    }

    /// The value of a target after an assignment under the current conditions: a target that was made in a frame keeps its
    /// old value where the conditions that are not in the frame are not met.
    pub(crate) fn after(&mut self, frame: &Frame, new: JsValue<'a>, old: &JsValue<'a>) -> JsValue<'a> {
        let depth = frame.common(&self.frame);
        let conditions = self.conditions.len().saturating_sub(depth);
        if !self.consume_fuel(conditions * FUEL_PER_CONDITION) {
            return JsValue::unknown(Reason::Form("code that takes too many steps"), new.at);
        }
        let conditions = self.conditions.get(depth..).unwrap_or_default();
        conditions.iter().rev().fold(new, |new, (condition, holds)| {
            let at = new.at;
            match holds {
                true => JsValue::conditional(condition, new, old.clone(), at),
                false => JsValue::conditional(condition, old.clone(), new, at),
            }
        })
    }

    /// An element and the condition under which it is present. None if it never is.
    pub(crate) fn presence(&self, value: &JsValue<'a>) -> Option<(JsValue<'a>, Option<(UnknownCondition, bool)>)> {
        match &value.kind {
            JsKind::Hole => None,
            JsKind::Conditional(conditional) => match (&conditional.yes.kind, &conditional.no.kind) {
                (_, JsKind::Hole) => Some((conditional.yes.clone(), Some((conditional.condition.clone(), true)))),
                (JsKind::Hole, _) => Some((conditional.no.clone(), Some((conditional.condition.clone(), false)))),
                _ => Some((value.clone(), None)),
            },
            _ => Some((value.clone(), None)),
        }
    }

    /// An element after `work` on the sides where it is present.
    pub(super) fn with_present(
        &mut self,
        item: &Item<'a>,
        work: &mut dyn FnMut(&mut Self, &JsValue<'a>) -> JsValue<'a>,
    ) -> Item<'a> {
        match item {
            Item::Rest(_) => item.clone(),
            Item::One(one) => Item::One(self.with_present_sides(one, work)),
        }
    }

    fn with_present_sides(
        &mut self,
        value: &JsValue<'a>,
        work: &mut dyn FnMut(&mut Self, &JsValue<'a>) -> JsValue<'a>,
    ) -> JsValue<'a> {
        match &value.kind {
            JsKind::Hole => value.clone(),
            JsKind::Conditional(conditional) if self.consume_fuel(1) => {
                let mut side = |this: &mut Self, side: &JsValue<'a>, holds: bool| {
                    let condition: &UnknownCondition = &conditional.condition;
                    this.enter(condition, holds);
                    let result = this.with_present_sides(side, work);
                    this.leave();
                    result
                };
                let (yes, no) = (side(self, &conditional.yes, true), side(self, &conditional.no, false));
                JsValue::conditional(&conditional.condition, yes, no, value.at)
            }
            _ => work(self, value),
        }
    }
}
