//! Conditions that cannot be known and need not be: what both sides say alike is said without a condition.

use crate::diagnostic::Diagnostic;
use crate::js::evaluate::Evaluator;
use crate::js::value::{Kind, Val};
use crate::value::Value;

impl<'a> Evaluator<'a> {
    /// What `read` makes of a value; of a condition that cannot be known, what it makes of both sides if that is the same.
    /// Fails as `read` does, or if the sides differ. `what` and `owner` name the value in that problem.
    pub(super) fn on_each_side(
        &mut self,
        value: &Val<'a>,
        what: &str,
        owner: &str,
        read: &mut dyn FnMut(&mut Self, &Val<'a>) -> Result<Value, Diagnostic>,
    ) -> Result<Value, Diagnostic> {
        let value = self.settle(value.clone());
        let Kind::Choice(choice) = &value.kind else { return read(self, &value) };
        let differ = |this: &Self| this.not_known(what, owner, value.at, &value.why("this"));
        if !self.spend(1) {
            return Err(differ(self));
        }
        let yes = self.on_each_side(&choice.yes, what, owner, read)?;
        let no = self.on_each_side(&choice.no, what, owner, read)?;
        // Places may differ.
        if yes.to_string() == no.to_string() { Ok(yes) } else { Err(differ(self)) }
    }
}
