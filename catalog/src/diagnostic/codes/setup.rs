//! The set-up of an app, as `doctor` checks it.

use crate::diagnostic::code::Code;

/// `betterAuth` is imported from the full entry point.
pub static FULL_ENTRY_POINT: Code = Code {
    steps: &["Import `betterAuth` from `better-auth/minimal`"],
    ..Code::warning(
        "SS901",
        "better-auth-minimal",
        "`betterAuth` is imported from the full entry point",
        "From the Convex adapter 0.10.7 on, the guide imports `betterAuth` from `better-auth/minimal`: `better-auth` bundles Kysely and its drivers into every Convex function that imports your options.",
    )
};

/// The codes of this group.
pub static ALL: &[&Code] = &[&FULL_ENTRY_POINT];
