//! Code that is JavaScript and TypeScript, but not the same: `f<a>(b)` compares in one and calls in the other.

use swc_ecma_ast::{
    Module, TsAsExpr, TsEnumDecl, TsModuleDecl, TsNonNullExpr, TsType, TsTypeAssertion, TsTypeParamDecl,
    TsTypeParamInstantiation,
};
use swc_ecma_visit::{Visit, VisitWith as _};

/// Whether a module that was parsed as TypeScript has a type or a declaration that JavaScript does not know.
pub(super) fn has_types(module: &Module) -> bool {
    let mut types = Types(false);
    module.visit_with(&mut types);
    types.0
}

/// Whether code has a type.
struct Types(bool);

macro_rules! types {
    ($($visit:ident: $node:ty),*) => {
        impl Visit for Types {
            $(fn $visit(&mut self, _: &$node) { self.0 = true; })*
        }
    };
}

types! {
    visit_ts_type: TsType, visit_ts_type_param_decl: TsTypeParamDecl,
    visit_ts_type_param_instantiation: TsTypeParamInstantiation, visit_ts_as_expr: TsAsExpr,
    visit_ts_type_assertion: TsTypeAssertion, visit_ts_non_null_expr: TsNonNullExpr, visit_ts_enum_decl: TsEnumDecl,
    visit_ts_module_decl: TsModuleDecl
}
