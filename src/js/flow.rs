//! The ways in which statements end, under unknown conditions.

use super::evaluate::Evaluator;
use super::value::{JsValue, UnknownCondition};

/// The way in which a statement ends.
#[derive(Clone)]
pub(crate) enum Flow<'a> {
    /// The next statement follows.
    Next,
    /// The function returns this.
    Return(JsValue<'a>),
    /// An error is thrown.
    Throw,
    /// The statement of this label, or the innermost loop or `switch`, is left.
    Break(Option<String>),
    /// The next iteration of the loop of this label, or of the innermost one, begins.
    Continue(Option<String>),
    /// One of two ways, by an unknown condition.
    Choice(UnknownCondition, Box<Self>, Box<Self>),
}

impl<'a> Evaluator<'a> {
    /// The end of two branches of an unknown condition. Outside of `try`, a branch that throws leaves nothing to say about.
    pub(super) fn join(&self, condition: &UnknownCondition, yes: Flow<'a>, no: Flow<'a>) -> Flow<'a> {
        match (yes, no) {
            (Flow::Next, Flow::Next) => Flow::Next,
            (Flow::Throw, branch) | (branch, Flow::Throw) if self.tries == 0 => branch,
            (Flow::Throw, Flow::Throw) => Flow::Throw,
            (Flow::Return(yes), Flow::Return(no)) => {
                let at = yes.at;
                Flow::Return(JsValue::conditional(condition, yes, no, at))
            }
            (Flow::Break(yes), Flow::Break(no)) if yes == no => Flow::Break(yes),
            (Flow::Continue(yes), Flow::Continue(no)) if yes == no => Flow::Continue(yes),
            (yes, no) => Flow::Choice(condition.clone(), Box::new(yes), Box::new(no)),
        }
    }

    /// What follows an end: `work` wherever it is the one that `is_it` selects.
    pub(super) fn after_flow(
        &mut self,
        flow: Flow<'a>,
        is_it: &dyn Fn(&Flow<'a>) -> bool,
        work: &mut dyn FnMut(&mut Self) -> Flow<'a>,
    ) -> Flow<'a> {
        match flow {
            Flow::Choice(condition, yes, no) if self.consume_fuel(1) => {
                let yes = self.under(&condition, true, |this| this.after_flow(*yes, is_it, work));
                let no = self.under(&condition, false, |this| this.after_flow(*no, is_it, work));
                self.join(&condition, yes, no)
            }
            flow if is_it(&flow) => work(self),
            flow => flow,
        }
    }

    /// The same end, with each part replaced that `change` replaces.
    pub(super) fn changed_flow(&self, flow: Flow<'a>, change: &dyn Fn(Flow<'a>) -> Flow<'a>) -> Flow<'a> {
        match flow {
            Flow::Choice(condition, yes, no) => {
                let (yes, no) = (self.changed_flow(*yes, change), self.changed_flow(*no, change));
                self.join(&condition, yes, no)
            }
            flow => change(flow),
        }
    }
}

impl Flow<'_> {
    /// Whether the next statement may follow.
    pub(super) fn may_go_on(&self) -> bool {
        match self {
            Self::Next => true,
            Self::Choice(_, yes, no) => yes.may_go_on() || no.may_go_on(),
            _ => false,
        }
    }

    /// Whether it may throw.
    pub(super) fn may_throw(&self) -> bool {
        match self {
            Self::Throw => true,
            Self::Choice(_, yes, no) => yes.may_throw() || no.may_throw(),
            _ => false,
        }
    }
}
