//! `auth` of the config file and `--auth`: the module with the app's options, and its export.

use crate::diagnostic::codes::config as codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Spanned};

/// A reference to the module with the app's options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auth {
    /// The module: a path relative to the config file, or the name of a package.
    pub module: String,
    /// The export, if one is named.
    pub export: Option<String>,
}

impl Auth {
    /// The reference from `module` or `module#export`. Fails if the text has neither form.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let (module, export) = text.split_once('#').map_or((text, None), |(module, export)| (module, Some(export)));
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
        let is_name = |name: &str| {
            !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit()) && name.chars().all(is_part)
        };
        if module.is_empty() || !export.is_none_or(is_name) {
            let diagnostic =
                Diagnostic::new(&codes::WRONG_VALUE, format!("`{text}` does not name a module and an export"));
            return Err(diagnostic.help("write it as convex/auth.ts#createAuthOptions"));
        }
        Ok(Self { module: module.to_owned(), export: export.map(str::to_owned) })
    }
}

/// The reference in a string. Reports an invalid one.
pub(super) fn pointer(auth: &Spanned<String>, diagnostics: &mut Diagnostics) -> Option<Auth> {
    Auth::parse(auth).map_err(|diagnostic| diagnostics.push(diagnostic.at(&auth.span, ""))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_and_exports() {
        let cases = [
            ("convex/auth.ts", Some(("convex/auth.ts", None))),
            ("convex/auth.ts#options", Some(("convex/auth.ts", Some("options")))),
            ("@acme/auth#$create_1", Some(("@acme/auth", Some("$create_1")))),
            ("", None),
            ("#options", None),
            ("auth.ts#", None),
            ("auth.ts#1a", None),
            ("auth.ts#a-b", None),
        ];
        for (text, expected) in cases {
            let expected =
                expected.map(|(module, export)| Auth { module: module.to_owned(), export: export.map(str::to_owned) });
            assert_eq!(Auth::parse(text).ok(), expected, "{text}");
        }
    }
}
