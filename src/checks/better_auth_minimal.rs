//! `betterAuth` comes from `better-auth/minimal` in everything that Convex bundles (the guide of @convex-dev/better-auth,
//! since the version in plugin-specs/convex-adapter.toml).

use super::{App, Check};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::setup::FULL_ENTRY_POINT;
use crate::workspace::versions::satisfies;

pub(super) const CHECK: Check = Check { code: &FULL_ENTRY_POINT, run };

/// The function that both entry points export; only the full one brings Kysely.
const FUNCTION: &str = "betterAuth";

fn run(app: &App) -> Result<Vec<Diagnostic>, Diagnostic> {
    let (package, adapter) = (&app.project.core.package, &app.project.adapter);
    if !satisfies(&app.project.versions.adapter.version, &adapter.minimal_entry_point) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    let is_value = |name: &String| name == FUNCTION || name == "*";
    for import in
        app.imports()?.iter().filter(|import| import.specifier == *package && import.names.iter().any(is_value))
    {
        let minimal = format!("{package}/minimal");
        let message = format!("`{FUNCTION}` is imported from \"{package}\", which also bundles Kysely");
        let diagnostic = Diagnostic::new(&FULL_ENTRY_POINT, message).at(&import.specifier_span, "");
        // The minimal entry point has nothing else to import.
        found.push(match import.names.as_slice() {
            [only] if only == FUNCTION => {
                diagnostic.fixed_with(&import.specifier_span, &minimal).help(format!("import it from \"{minimal}\""))
            }
            _ => diagnostic.help(format!("import `{FUNCTION}` on its own, from \"{minimal}\"")),
        });
    }
    Ok(found)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::checks::app::tests::app;

    #[test]
    fn only_a_value_of_the_full_entry_point_is_found() {
        let old = (
            "package.json",
            "{ \"dependencies\": { \"@convex-dev/better-auth\": \"0.9.11\", \"better-auth\": \"1.3.34\" } }",
        );
        let cases = [
            ("import { betterAuth } from \"better-auth\";", "convex/auth.ts:1:29 fix"),
            ("import { betterAuth as make, APIError } from 'better-auth';", "convex/auth.ts:1:47"),
            ("import * as all from 'better-auth';", "convex/auth.ts:1:23"),
            ("export { betterAuth } from \"better-auth\";", "convex/auth.ts:1:29 fix"),
            ("import { betterAuth } from \"better-auth/minimal\";", ""),
            ("import type { betterAuth } from \"better-auth\";", ""),
            ("import { type Auth, APIError } from \"better-auth\"; // betterAuth", ""),
        ];
        for (text, expected) in cases {
            let found = super::run(&app(&[("convex/auth.ts", text)])).unwrap();
            let shown = found
                .iter()
                .map(|one| format!("{}{}", one.span.as_ref().unwrap(), if one.fix.is_some() { " fix" } else { "" }));
            assert_eq!(shown.collect::<String>(), expected, "{text}");
            assert!(super::run(&app(&[("convex/auth.ts", text), old])).unwrap().is_empty(), "{text}");
        }
        let ours = [("convex/_generated/a.ts", cases[0].0), ("src/auth.ts", cases[0].0)];
        assert!(super::run(&app(&ours)).unwrap().is_empty());
    }
}
