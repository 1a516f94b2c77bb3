//! Tests of the evaluator: code, and the tree of its default export.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::sync::Arc;

use super::evaluate::Evaluator;
use super::host::{Host, KnownExport};
use super::modules::{Files, Modules};
use super::shape::Shape;
use super::tree::{Tree, TreeItem, TreeKind};
use super::value::{ExternalCall, ExternalRef, Item, JsValue, Loc, MethodCall};
use crate::syntax::limits::{self, Limits};
use crate::workspace::provider::Memory;

/// Knows the package "pkg": `twice(x)` is `[x, x]`, `box(x).inside` is x, and `box(x).add()` changes the box.
struct Pkg;

const TWICE: KnownExport = KnownExport { from: &["pkg"], name: "twice" };
const BOX: KnownExport = KnownExport { from: &["pkg"], name: "box" };

impl Host for Pkg {
    fn has_module(&self, specifier: &str) -> bool {
        specifier == "pkg"
    }

    fn has_export(&self, specifier: &str, _: &str) -> bool {
        self.has_module(specifier)
    }

    fn call<'a>(
        &self,
        _: &mut Evaluator<'a>,
        callee: &ExternalRef,
        arguments: &[Item<'a>],
        loc: Loc,
    ) -> Option<JsValue<'a>> {
        let both = || arguments.iter().chain(arguments).cloned().collect();
        TWICE
            .is(callee)
            .then(|| JsValue::new(super::value::Array::kind(both(), super::conditions::Frame::default()), loc))
    }

    fn property<'a>(&self, _: &mut Evaluator<'a>, of: &ExternalCall<'a>, name: &str) -> Option<JsValue<'a>> {
        match of.arguments.first() {
            Some(Item::One(one)) if name == "inside" && BOX.is(&of.export) => Some(one.clone()),
            _ => None,
        }
    }

    fn has_method(&self, of: &ExternalRef, name: &str) -> bool {
        BOX.is(of) && name == "add"
    }

    fn call_method<'a>(
        &self,
        _: &mut Evaluator<'a>,
        object: &JsValue<'a>,
        of: &ExternalCall<'a>,
        call: MethodCall<'a>,
    ) -> Option<JsValue<'a>> {
        of.methods.borrow_mut().push(call);
        Some(object.clone())
    }
}

/// A tree as text. `A ? b : c` is a conditional with its condition as written, `<...>` an unknown value with its reason.
fn shown(tree: &Tree) -> String {
    let item = |item: &TreeItem| match item {
        TreeItem::One(one) => shown(one),
        TreeItem::Rest(rest) => format!("...{}", shown(rest)),
    };
    let list = |parts: Vec<String>| parts.join(", ");
    match &tree.kind {
        TreeKind::Undefined => "undefined".to_owned(),
        TreeKind::Null => "null".to_owned(),
        TreeKind::Boolean(value) => value.to_string(),
        TreeKind::Number(number) => number.to_string(),
        TreeKind::BigInt(number) => format!("{number}n"),
        TreeKind::String(text) => format!("'{text}'"),
        TreeKind::Array(items) => format!("[{}]", list(items.iter().map(item).collect())),
        TreeKind::Object(object) => {
            let entries = object.entries.iter().map(|(key, value)| format!("{}: {}", key.name, shown(value)));
            let rest = object.rest.iter().map(|rest| format!("...{}", shown(rest)));
            format!("{{{}}}", list(entries.chain(rest).collect()))
        }
        TreeKind::Function => "function".to_owned(),
        TreeKind::Opaque => "object".to_owned(),
        TreeKind::External(export) => export.path.join("."),
        TreeKind::Call(call) => {
            let arguments = call.arguments.iter().map(|one| one.as_ref().map_or("none".to_owned(), shown));
            format!("{}({})", call.export.path.join("."), list(arguments.collect()))
        }
        TreeKind::Either(either) => {
            format!("({} ? {} : {})", either.condition.span.text(), shown(&either.yes), shown(&either.no))
        }
        TreeKind::Unknown(origin) => format!("<{}>", origin.reason),
    }
}

/// The default export of a module, with a module "./other" beside it. The second result lists the modules that were opened.
fn evaluated(code: &str, other: &str, shape: &Shape<'_>, limits: Limits) -> (String, Vec<String>) {
    let root = &std::env::current_dir().unwrap().join("app");
    let texts = [("main.ts", code), ("other.ts", other), ("third.ts", "export const third = 3;")];
    let texts = texts.iter().map(|(name, text)| (root.join(name), (*text).to_owned()));
    let store = Arc::new(Memory::new(texts, root));
    let files = Files::new();
    let mut js = Evaluator::new(Modules::new(&files, limits, root, store), &Pkg);
    let module = js.modules.load(&root.join("main.ts")).unwrap().unwrap();
    let value = js.export(module, "default", Loc::start(module));
    let tree = js.tree(&value, shape);
    let opened = |path: &&PathBuf| js.modules.is_open(path);
    let paths = [root.join("other.ts"), root.join("third.ts")];
    let opened = paths.iter().filter(opened).map(|path| path.file_stem().unwrap().to_string_lossy().into_owned());
    (shown(&tree), opened.collect())
}

/// Each row: statements, the default export, and its tree.
const ROWS: [(&str, &str, &str); 54] = [
    // Known values.
    ("", "[undefined, null, 1.5, 'a', true, 10n]", "[undefined, null, 1.5, 'a', true, 10n]"),
    ("const a = 'x';", "`${a}-${1}`", "'x-1'"),
    ("const a = { b: { c: 1 } }; const { b: { c } } = a;", "c", "1"),
    ("const [a, , b = 3, ...c] = [1, 2, undefined, 4, 5];", "[a, b, c]", "[1, 3, [4, 5]]"),
    ("", "[1, 2].map((n) => n * 2)", "[2, 4]"),
    ("", "[() => 1, class {}, /x/]", "[function, object, object]"),
    ("", "Object.entries({ a: 1 })", "[['a', 1]]"),
    ("", "typeof 'a'", "'string'"),
    ("enum E { A, B = 5, C }", "[E.A, E.B, E.C]", "[0, 5, 6]"),
    // Unknown values keep their reason.
    ("", "process.env.A", "<the environment variable `A`>"),
    ("", "process.env", "<the environment>"),
    ("const { A } = process.env;", "A + 1", "<the environment variable `A`>"),
    ("", "somewhere.x.y", "<`somewhere`, which no module of this project defines>"),
    ("import { x } from './missing';", "x", "<the module \"./missing\", which does not exist>"),
    ("import { x } from './other';", "x", "<`x`, which other.ts does not export>"),
    ("const a = b; const b = 1;", "a", "<`b`, which has no value yet>"),
    ("for (let i = 0; i < 2; i++) { a = i; } var a = 0;", "a", "0"),
    // Conditions.
    ("const X = process.env.X;", "X ? 1 : 2", "(X ? 1 : 2)"),
    ("const X = process.env.X;", "X ? 1 : 1", "1"),
    (
        "const X = process.env.X;",
        "[X && 1, X || 2, X ?? 3]",
        "[(X ? 1 : false), (X ? <the environment variable `X`> : 2), (X ? <the environment variable `X`> : 3)]",
    ),
    ("const X = process.env.X;", "[...(X ? [1] : [2])]", "[(X ? 1 : undefined), (X ? undefined : 2)]"),
    ("const X = process.env.X;", "({ ...(X && { a: 1 }) })", "{a: (X ? 1 : undefined)}"),
    ("const X = process.env.X;", "(X ? { a: 1 } : { a: 2 }).a", "(X ? 1 : 2)"),
    ("const X = process.env.X;", "!X", "<the environment variable `X`>"),
    ("const X = process.env.X; let a = 1; switch (X) { case 'a': a = 2; }", "a", "(X ? 2 : 1)"),
    // Writing under conditions.
    ("const X = process.env.X; const o: any = { a: 1 }; if (X) o.a = 2;", "o", "{a: (X ? 2 : 1)}"),
    ("const X = process.env.X; let a; if (X) { const o = { b: 1 }; o.b = 2; a = o.b; }", "a", "(X ? 2 : undefined)"),
    ("const X = process.env.X; let a = 1; if (!X) a = 2;", "a", "(!X ? 2 : 1)"),
    (
        "const { X, Y } = process.env; let a = 1; if (X) { a = 2; if (Y) a = 3; }",
        "a",
        "(X ? (Y ? 3 : (X ? 2 : 1)) : (X ? 2 : 1))",
    ),
    ("const X = process.env.X; const l: any[] = []; if (X) l.push(1);", "l", "[(X ? 1 : undefined)]"),
    ("const X = process.env.X; const f = () => { if (X) return 1; return 2; };", "f()", "(X ? 1 : 2)"),
    ("const X = process.env.X; const f = () => { if (X) throw 0; return 2; };", "f()", "2"),
    ("const X = process.env.X; const o: any = { a: 1 }; if (X) delete o.a;", "o", "{a: (X ? undefined : 1)}"),
    // Unknown spreads.
    (
        "",
        "({ a: 1, ...who })",
        concat!(
            "{a: (who ? <`who`, which no module of this project defines> : 1), ",
            "...<`who`, which no module of this project defines>}"
        ),
    ),
    ("", "({ ...who, a: 1 }).a", "1"),
    ("", "({ ...who, a: 1 }).b", "<`who`, which no module of this project defines>"),
    ("", "[1, ...who]", "[1, ...<`who`, which no module of this project defines>]"),
    ("", "[1, ...who].length", "<an unknown element of a list, which is not followed>"),
    ("const l = [2, 10, 1]; l.sort();", "l", "[1, 10, 2]"),
    (
        "const l = [2]; l.fill(1);",
        "l",
        "[...<this method of a list, which is not followed>, ...<`fill`, which is not followed and may change it>]",
    ),
    (
        "const l = [2]; lost(l);",
        "l",
        concat!("[(lost(l) ? undefined : 2), ", "...<`lost`, which is not followed and may change it>]"),
    ),
    // Packages.
    (
        "import { a } from 'pkg';",
        "[a, a.b, a(1), a(1).b]",
        "[a, a.b, a(), <a call of `a` from \"pkg\"; packages are not analyzed>]",
    ),
    ("import { twice } from 'pkg';", "twice(1)", "[1, 1]"),
    ("import { twice } from 'pkg';", "[1].map(twice)", "[[1, 0, [1], 1, 0, [1]]]"),
    ("import { box } from 'pkg';", "box(1).inside", "1"),
    ("import { box } from 'pkg';", "box(1).add().add().inside", "1"),
    ("import { box } from 'pkg';", "box(1).other()", "<a call of `box` from \"pkg\"; packages are not analyzed>"),
    ("import * as p from 'pkg';", "p.box('a').inside", "'a'"),
    // Modules.
    ("import { one } from './other';", "one", "1"),
    ("import * as o from './other';", "o.one", "1"),
    ("import * as o from './other';", "o", "{again: 3, one: 1}"),
    ("const o: any = { a: 1 }; o.o = o;", "o.o.o.a", "1"),
    // Limits.
    (
        "const f = (): any => f();",
        "f()",
        "<code that is nested too deeply or takes too many steps, which is not followed>",
    ),
    (
        "function f(): any { return f(); }",
        "f()",
        "<code that is nested too deeply or takes too many steps, which is not followed>",
    ),
];

const OTHER: &str = "export const one = 1; export { third as again } from './third';";

#[test]
fn values_of_code() {
    // Deep recursion needs the stack of a thread with limits.
    let wrong = limits::run("the rows", None, |limits| {
        let mut wrong = Vec::new();
        for (statements, expression, expected) in ROWS {
            let code = format!("{statements}\nexport default {expression};");
            let (shown, _) = evaluated(&code, OTHER, &Shape::Whole, limits);
            if shown != expected {
                wrong.push(format!("{code}\n  is       {shown}\n  expected {expected}"));
            }
        }
        Ok(wrong)
    });
    let wrong = wrong.unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Imports that are only stored are opened when a shape selects them.
#[test]
fn shapes_decide_which_modules_are_opened() {
    let code = "import { one } from './other'; import { third } from './third';\n\
                export default { a: one, b: { c: third, d: 4 }, e: [third] };";
    let keys = |paths: &[&'static str]| Shape::of_paths(paths.iter().map(|path| (*path, Shape::Whole)));
    let cases = [
        (Shape::Flat, "{}", ""),
        (keys(&["a"]), "{a: 1}", "other"),
        (keys(&["b.d"]), "{b: {d: 4}}", ""),
        (keys(&["b.c", "b.d"]), "{b: {c: 3, d: 4}}", "third"),
        (keys(&["b.d", "b"]), "{b: {c: 3, d: 4}}", "third"),
        (Shape::Each(Box::new(Shape::Flat)), "{a: 1, b: {}, e: []}", "other"),
        (Shape::Whole, "{a: 1, b: {c: 3, d: 4}, e: [3]}", "other third"),
    ];
    let limits = limits::run("the cases", None, Ok).unwrap();
    for (number, (shape, expected, opened)) in cases.iter().enumerate() {
        let (shown, modules) = evaluated(code, OTHER, shape, limits);
        assert_eq!((shown.as_str(), modules.join(" ").as_str()), (*expected, *opened), "case {number}");
    }
}

#[test]
fn shapes_of_calls_select_arguments() {
    let second = |export: &ExternalRef| match export.path.as_slice() {
        [name] if name == "a" => vec![(1, Shape::of_paths([("x", Shape::Whole)])), (2, Shape::Whole)],
        _ => Vec::new(),
    };
    let shape = Shape::Call(&second, Box::new(Shape::of_paths([("k", Shape::Whole)])));
    let cases = [
        ("a(1, { x: 2, y: 3 })", "a({x: 2}, none)"),
        ("b(1, { x: 2 })", "b()"),
        ("({ k: 1, l: 2 })", "{k: 1}"),
        ("({ ...a(0, { x: 1 }), k: 1 })", "{k: 1, ...a({x: 1}, none)}"),
    ];
    let limits = limits::run("the cases", None, Ok).unwrap();
    for (expression, expected) in cases {
        let code = format!("import {{ a, b }} from 'pkg'; export default {expression};");
        assert_eq!(evaluated(&code, "", &shape, limits).0, expected, "{expression}");
    }
}
