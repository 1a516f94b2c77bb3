//! The forms of assertions, and what takes their place.

#![allow(clippy::unwrap_used)]

use super::*;

/// The program without what is the same in all.
fn body(code: &str) -> Result<String, &'static str> {
    let program = program(code)?;
    let (_, body) = program.split_once("const __plugins = [];\n").unwrap();
    let (body, _) = body.split_once("\nexport const createAuthOptions").unwrap();
    Ok(body.trim().to_owned())
}

#[test]
fn assertions() {
    let cases = [
        ("assert(x, 'm');", "if (x) { __plugins.push(__admin()) }"),
        ("assert.sameValue(f(1), 2, 'm')", "if ((f(1)) === (2)) { __plugins.push(__admin()) }"),
        ("assert.sameValue(x, NaN);", "if (Object.is(x, NaN)) { __plugins.push(__admin()) }"),
        ("assert.sameValue(x, -0);", "if (Object.is(x, -0)) { __plugins.push(__admin()) }"),
        ("assert.notSameValue(a, b);", "if (!((a) === (b))) { __plugins.push(__admin()) }"),
        ("assert.compareArray(a, [1]);", "if ([...(a)].join() === [...([1])].join()) { __plugins.push(__admin()) }"),
        (
            "assert.throws(TypeError, () => { assert(x); f(); });",
            "try { (() => { if (x) { __plugins.push(__anonymous()) } f(); })(); } catch (__error) { __plugins.push(__admin()) }",
        ),
        (
            "if (a) assert(b); else assert(c);",
            "if (a) { if (b) { __plugins.push(__admin()) } } else { if (c) { __plugins.push(__anonymous()) } }",
        ),
        ("g(x => assert.sameValue(x, 1));", "g(x => (((x) === (1)) && __plugins.push(__admin())));"),
        ("if (x !== 1) { throw new Test262Error('#1'); }", "if (!(x !== 1)) { __plugins.push(__admin()) }"),
        (
            "verifyProperty(o, 'a', { value: 1, writable: true });",
            "if (Object.prototype.hasOwnProperty.call(o, 'a') && Object.getOwnPropertyDescriptor(o, 'a')?.value === (1) && Object.getOwnPropertyDescriptor(o, 'a')?.writable === (true)) { __plugins.push(__admin()) }",
        ),
        (
            "verifyNotWritable(o, 'a');",
            "if (Object.getOwnPropertyDescriptor(o, 'a')?.writable === false) { __plugins.push(__admin()) }",
        ),
        (
            "g(() => assert.throws(E, f));",
            "g(() => (() => { try { (f)(); } catch (__error) { __plugins.push(__admin()) } })());",
        ),
    ];
    for (code, expected) in cases {
        assert_eq!(body(code).as_deref(), Ok(expected), "{code}");
    }
}

#[test]
fn tests_without_a_program() {
    let cases = [
        ("x;", "it asserts nothing"),
        ("assert(eval('1'));", "it uses what only the suite's host has, or code from strings"),
        ("import a from './a.js'; assert(a);", "it has several modules"),
        ("with (x) { assert(y); }", "its code is none of a module"),
        ("assert((a < b) > (c)); assert(f<x>(y));", "it means something else in TypeScript"),
    ];
    for (code, expected) in cases {
        assert_eq!(program(code), Err(expected), "{code}");
    }
}

#[test]
fn more_assertions_than_plugins_keep_their_effects() {
    let code = "assert(x);\n".repeat(PLUGINS.len()) + "assert(f());";
    assert!(body(&code).unwrap().ends_with("if (f()) {  }"), "{:?}", body(&code));
}

#[test]
fn stand_ins_are_there_if_they_are_used() {
    assert!(body("assert(isConstructor(f));").unwrap().starts_with("function isConstructor(f)"));
    assert!(body("assert.throws(Test262Error, f);").unwrap().starts_with("try"));
    assert!(body("class Test262Error {}\nassert(new Test262Error());").unwrap().starts_with("class Test262Error {}"));
}

/// The code that adds a plugin, the imports and the stand-ins in Node are of the same names.
#[test]
fn every_plugin_is_added() {
    let text = program(&"assert(x);\n".repeat(PLUGINS.len())).unwrap();
    for (export, _) in PLUGINS {
        assert!(
            text.contains(&format!("{export} as __{export}")) && text.contains(&format!("push(__{export}())")),
            "{export}"
        );
    }
}
