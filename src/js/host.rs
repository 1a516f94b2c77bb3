//! The knowledge of the evaluator's caller about packages, which are never read.
//!
//! A package's export is an [`ExternalRef`], and a call of it an [`ExternalCall`]: without a host, nothing else is known about
//! either. The host knows the modules of some packages and the effects of a few of their functions. It never decides how code
//! is followed.

use super::evaluate::Evaluator;
use super::value::{ExternalCall, ExternalRef, Item, JsValue, Loc, MethodCall};

/// Knowledge about packages. Where a method returns `None`, the value stays an external call, or becomes unknown.
pub(crate) trait Host {
    /// Whether a specifier names a module of a package. The project is not searched for such a module.
    fn has_module(&self, specifier: &str) -> bool;

    /// Whether a module of a package is known to export a name. It decides between several `export *`.
    fn has_export(&self, specifier: &str, name: &str) -> bool;

    /// The result of calling an export.
    fn call<'a>(
        &self,
        _js: &mut Evaluator<'a>,
        _callee: &ExternalRef,
        _arguments: &[Item<'a>],
        _loc: Loc,
    ) -> Option<JsValue<'a>> {
        None
    }

    /// Whether a function of a package changes nothing that it is given, and calls no function of it that would.
    fn is_harmless(&self, export: &ExternalRef) -> bool {
        self.has_module(&export.from)
    }

    /// A property of the result of an external call.
    fn property<'a>(&self, _js: &mut Evaluator<'a>, _of: &ExternalCall<'a>, _name: &str) -> Option<JsValue<'a>> {
        None
    }

    /// Whether [`Host::call_method`] may know a method of what an export returns. Only then are its arguments evaluated.
    fn has_method(&self, _of: &ExternalRef, _name: &str) -> bool {
        false
    }

    /// The result of calling a method of `object`, which is the result of the external call `of`.
    fn call_method<'a>(
        &self,
        _js: &mut Evaluator<'a>,
        _object: &JsValue<'a>,
        _of: &ExternalCall<'a>,
        _call: MethodCall<'a>,
    ) -> Option<JsValue<'a>> {
        None
    }

    /// Whether the host itself keeps record of what loops with unknown iterations add: see [`Host::on_lost_call`].
    fn records_lost_calls(&self) -> bool {
        false
    }

    /// Notice of a method call whose object is unknown, so that its effect is lost.
    fn on_lost_call(&self, _method: &str, _arguments: usize, _loc: Loc) {}
}

/// An export with a known meaning, by the modules that have it.
pub(crate) struct KnownExport {
    pub(crate) from: &'static [&'static str],
    pub(crate) name: &'static str,
}

impl KnownExport {
    pub(crate) fn is(&self, export: &ExternalRef) -> bool {
        self.from.contains(&export.from.as_str()) && matches!(export.path.as_slice(), [name] if name == self.name)
    }

    /// The name of the method of this export that another export is: `string` for `v.string`.
    pub(crate) fn method<'e>(&self, export: &'e ExternalRef) -> Option<&'e str> {
        match export.path.as_slice() {
            [name, method] if name == self.name && self.from.contains(&export.from.as_str()) => Some(method),
            _ => None,
        }
    }
}
