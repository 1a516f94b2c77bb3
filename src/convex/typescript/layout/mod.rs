//! Code laid out by prettier's rules, as far as generated files need them.
//!
//! swc's emitter knows no line width. It prints to a [`collect::TokenCollector`], which keeps its tokens as documents, with
//! a group for each pair of brackets; each statement is then printed on lines of 80 columns ([`printer`]). Text is never
//! parsed again.

mod collect;
mod doc;
mod printer;

use swc_common::comments::SingleThreadedComments;
use swc_common::sync::Lrc;
use swc_common::{FilePathMapping, SourceMap};
use swc_ecma_ast::Module;
use swc_ecma_codegen::{Config, Emitter, Node as _};

/// The module as text, with a final line end.
pub(super) fn print(module: &Module, comments: &SingleThreadedComments) -> String {
    let mut collector = collect::TokenCollector::default();
    let mut emitter = Emitter {
        cfg: Config::default(),
        cm: Lrc::new(SourceMap::new(FilePathMapping::empty())),
        comments: Some(comments),
        wr: &mut collector,
    };
    // The collector writes to memory and never fails.
    let emitted = module.emit_with(&mut emitter);
    debug_assert!(emitted.is_ok());
    printer::statements(&collector.finish())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::diagnostic::Source;
    use crate::syntax::file;

    fn printed(code: &str) -> String {
        let source = Source::new("code.ts", code);
        file::read(&source, |file| print(file.module, &SingleThreadedComments::default())).unwrap()
    }

    /// Code on one line, and as prettier 3 prints it at its defaults.
    const CASES: [(&str, &str); 11] = [
        ("f()", "f();\n"),
        (
            r#"import { a } from "a"; import b from "b"; f()"#,
            "import { a } from \"a\";\nimport b from \"b\";\n\nf();\n",
        ),
        // An object is expanded wherever it is, and a list only if it does not fit.
        ("f({ a: 1 })", "f({\n  a: 1,\n});\n"),
        ("const a = [1, 2]", "const a = [1, 2];\n"),
        ("const a = f({})", "const a = f({});\n"),
        // The last argument is hugged, unless one of its kind comes before it.
        (
            r#"f("first", ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "ccccccc"])"#,
            "f(\"first\", [\n  \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\n  \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\",\n  \"ccccccc\",\n]);\n",
        ),
        (
            r#"f(["first"], ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "ccc"])"#,
            "f(\n  [\"first\"],\n  [\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\", \"ccc\"],\n);\n",
        ),
        // From two calls on, a chain has a line for each.
        (r#"const t = { a: f({ b }).g("c") }"#, "const t = {\n  a: f({\n    b,\n  }).g(\"c\"),\n};\n"),
        (
            r#"const t = { a: f({ b }).g("c").h("d") }"#,
            "const t = {\n  a: f({\n    b,\n  })\n    .g(\"c\")\n    .h(\"d\"),\n};\n",
        ),
        // If breaking the value gains nothing, it moves below its key.
        (
            "f({ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: v.string() })",
            "f({\n  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:\n    v.string(),\n});\n",
        ),
        // Numbers lose the plus of their exponent, and strings keep it.
        (r#"f(1e21, "1e+21")"#, "f(1e21, \"1e+21\");\n"),
    ];

    #[test]
    fn code_is_laid_out_as_prettier_does() {
        for (code, expected) in CASES {
            assert_eq!(printed(code), expected, "{code}");
        }
    }

    #[test]
    fn what_is_laid_out_stays_as_it_is() {
        for (_, code) in CASES {
            assert_eq!(printed(code), code);
        }
    }
}
