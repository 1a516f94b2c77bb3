//! Conditions that cannot be known and need not be: what both sides say alike is said without a condition.

use crate::diagnostic::Diagnostic;
use crate::js::evaluate::Evaluator;
use crate::js::value::{JsKind, JsValue};
use crate::value::Value;

impl<'a> Evaluator<'a> {
    /// What `read` makes of a value; of a condition that cannot be known, what it makes of both sides if that is the same.
    /// Fails as `read` does, or if the sides differ. `what` and `owner` name the value in that problem.
    pub(super) fn on_each_side(
        &mut self,
        value: &JsValue<'a>,
        what: &str,
        owner: &str,
        read: &mut dyn FnMut(&mut Self, &JsValue<'a>) -> Result<Value, Diagnostic>,
    ) -> Result<Value, Diagnostic> {
        let value = self.resolve_import(value.clone());
        let JsKind::Conditional(choice) = &value.kind else { return read(self, &value) };
        let differ = |this: &Self| this.not_known(what, owner, value.at, &value.unknown_reason("this"));
        if !self.consume_fuel(1) {
            return Err(differ(self));
        }
        let yes = self.on_each_side(&choice.yes, what, owner, read)?;
        let no = self.on_each_side(&choice.no, what, owner, read)?;
        // Places may differ.
        if yes.to_string() == no.to_string() { Ok(yes) } else { Err(differ(self)) }
    }
}
