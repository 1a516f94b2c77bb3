//! `betterAuth` is imported from `better-auth/minimal` in everything that Convex bundles (the guide of
//! @convex-dev/better-auth, since its version 0.10.7).

use super::{App, Check};
use crate::diagnostic::codes::setup::FULL_ENTRY_POINT;
use crate::diagnostic::{Diagnostic, Severity};
use crate::syntax::imports::imports;

pub(super) const CHECK: Check = Check { code: &FULL_ENTRY_POINT, run };

/// The function that both entry points export; only the full one brings Kysely.
const FUNCTION: &str = "betterAuth";

fn run(app: &App) -> Result<Vec<Diagnostic>, Diagnostic> {
    let package = &app.project.core.package;
    let mut found = Vec::new();
    for module in app.modules()?.iter().filter(|module| module.text.contains(FUNCTION)) {
        let imports = match imports(module) {
            Ok(imports) => imports,
            Err(diagnostic) => {
                let diagnostic = diagnostic.with_severity(Severity::Warning);
                found.push(diagnostic.note(format!("not checked for {}", FULL_ENTRY_POINT.name)));
                continue;
            }
        };
        for import in imports.iter().filter(|import| import.name == FUNCTION && import.specifier == *package) {
            let minimal = format!("{package}/minimal");
            let message = format!("`{FUNCTION}` is imported from \"{package}\", which also bundles Kysely");
            let diagnostic = Diagnostic::new(&FULL_ENTRY_POINT, message).at(&import.specifier_span, "");
            let diagnostic = diagnostic.fixed_with(&import.specifier_span, &minimal);
            found.push(diagnostic.help(format!("import it from \"{minimal}\"")));
        }
    }
    Ok(found)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::checks::app::tests::app;

    #[test]
    fn only_a_value_of_the_full_entry_point_is_found() {
        let cases = [
            ("import { betterAuth } from \"better-auth\";", "convex/auth.ts:1:29"),
            ("import { betterAuth as make } from 'better-auth';", "convex/auth.ts:1:37"),
            ("import { betterAuth } from \"better-auth/minimal\";", ""),
            ("import type { betterAuth } from \"better-auth\";", ""),
            ("import { admin } from \"better-auth\"; // betterAuth", ""),
            ("import { betterAuth } from", "convex/auth.ts:1:27"),
        ];
        for (text, expected) in cases {
            let found = super::run(&app(&[("convex/auth.ts", text)])).unwrap();
            let shown: Vec<String> = found.iter().map(|one| one.span.as_ref().unwrap().to_string()).collect();
            assert_eq!(shown.join(" "), expected, "{text}");
        }
        let ours = [("convex/_generated/a.ts", cases[0].0), ("src/auth.ts", cases[0].0)];
        assert!(super::run(&app(&ours)).unwrap().is_empty());
    }
}
