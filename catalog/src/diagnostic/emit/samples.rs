//! A dozen diagnostics that every format is tested with, beside its expected output in `catalog/samples`.

use std::path::Path;
use std::{env, fs};

use crate::diagnostic::codes::{changes, config, coverage, files, limits, options, setup, versions};
use crate::diagnostic::{Diagnostic, Severity, Source};

/// The samples.
pub(super) fn all() -> Vec<Diagnostic> {
    let auth = Source::new(
        "convex/auth.ts",
        "import { admin } from \"better-auth/plugins\";\n\nconst plugins = [admin(), other()];\n",
    );
    let schema = Source::new("convex/betterAuth/schema.ts", "user: defineTable({\r\n  name: v.string(),\r\n}),\r\n");
    let hostile = Source::new("a:b,c%[x].ts", "\u{1b}[31m\u{202e}`<b>`\n");
    let name = schema.span(23..27);
    vec![
        Diagnostic::new(&files::USAGE, "unexpected argument `--wrong`"),
        Diagnostic::new(&options::UNKNOWN_PLUGIN, "unknown plugin `other`")
            .at(&auth.span(72..79), "called here")
            .and_at(&auth.span(9..14), "imported like this one")
            .note("it may add tables")
            .help("did you mean `organization`?"),
        Diagnostic::new(&options::CONDITIONAL_PLUGIN, "plugin `admin` is enabled conditionally")
            .at(&auth.span(63..70), ""),
        Diagnostic::new(&options::OPTION_UNDETERMINED, "cannot determine `teams.enabled` statically")
            .with_severity(Severity::Warning)
            .at(&auth.span(0..0), ""),
        Diagnostic::new(&versions::ASSUMED_VERSION, "better-auth is neither installed nor locked; assuming 1.4.22"),
        Diagnostic::new(&config::WRONG_VALUE, "`plugins` must be a list").at(&auth.span(62..80), "this is text"),
        Diagnostic::new(&coverage::STALE, "not what `gen` would write").fixed_by("sigma-schema gen"),
        Diagnostic::new(&coverage::LOOKUP_UNINDEXED, "no index serves the lookup of `member` by `userId`")
            .about("member")
            .at(&schema.span(0..19), "")
            .fixed_with(&schema.span(44..44), ".index(\"userId\", [\"userId\"])"),
        Diagnostic::new(&changes::FIELD_REMOVED, "field `name` (string) is removed")
            .about("user")
            .about_member("name")
            .at(&name, ""),
        Diagnostic::new(&changes::TABLE_ADDED, "table `account` is added").about("account"),
        Diagnostic::new(&limits::NAME, "`a b` is not a name").and_at(&auth.span(9..14), "from here").at(&name, "here"),
        Diagnostic::new(
            &setup::FULL_ENTRY_POINT,
            "the name `\u{1b}[31m\u{202e}x` | [y](javascript:z) <b> :: @all\nnext line",
        )
        .at(&hostile.span(0..4), "\u{7}label")
        .note("100% of `it\u{85}`"),
    ]
}

/// Compares with `catalog/samples/NAME`, or writes it if UPDATE_GOLDENS is set.
#[allow(clippy::unwrap_used)]
pub(super) fn assert_matches(name: &str, shown: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
    if env::var_os("UPDATE_GOLDENS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, shown).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == shown, "{} differs; `cargo xtask golden` writes it again:\n{shown}", path.display());
}
