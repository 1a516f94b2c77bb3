//! How code is followed: each row is code that defines `plugins`, and the plugins that JavaScript would put into it.
//!
//! `?` marks a plugin under an unknown condition, `!` is an unknown element.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/put.rs"]
mod support;

use std::process::Command;

use pretty_assertions::assert_eq;
use serde_json::Value;

const IMPORTS: &str = r#"
import { admin, anonymous, bearer, jwt, username } from "better-auth/plugins";
import { betterAuth } from "better-auth";
import * as other from "./other";
import { shared } from "./shared";
declare const ENV: Record<string, string>;
"#;

const OTHER: &str = r#"
export const list = [admin(), username()];
import { admin, username } from "better-auth/plugins";
export default function make(wanted = true) { return wanted ? [jwt()] : []; }
import { jwt } from "better-auth/plugins";
export { list as renamed };
"#;

const SHARED: &str = r#"
import { admin } from "better-auth/plugins";
export const shared = [admin()];
"#;

/// Code that ends with a constant `plugins`, and the plugins that are read.
const ROWS: [(&str, &str); 70] = [
    // Lists.
    ("const plugins = [admin(), ...[username()], jwt()]", "admin username jwt"),
    ("const plugins = [admin()].concat([username()], jwt())", "admin username jwt"),
    ("const plugins = [admin()]; plugins.push(username(), jwt())", "admin username jwt"),
    ("const plugins = [admin()]; plugins.unshift(username())", "username admin"),
    ("const base = [admin()]; const plugins = [...base]; base.push(jwt())", "admin"),
    ("const base = [admin()]; const plugins = base; base.push(jwt())", "admin jwt"),
    ("const plugins = [false, null, undefined, 0 && jwt(), admin()]", "admin"),
    ("const plugins = [false, admin(), \"\"].filter(Boolean)", "admin"),
    ("const plugins = [admin(), jwt()].filter((_, i) => i === 0)", "admin"),
    ("const plugins = [[admin()], [jwt()]].flat()", "admin jwt"),
    ("const plugins = [admin, jwt].map((make) => make())", "admin jwt"),
    ("const plugins = [admin(), jwt()]; plugins.reverse()", "jwt admin"),
    ("const plugins = [admin(), jwt()]; plugins.length = 1", "!"),
    ("const plugins = [admin(), jwt()]; plugins[0] = username()", "username jwt"),
    ("const plugins = []; for (const make of [admin, jwt]) plugins.push(make())", "admin jwt"),
    ("const plugins = []; for (const n of [1, 2, 3]) { if (n === 2) break; plugins.push(admin()) }", "admin"),
    ("const plugins = []; for (const n of [1, 2]) { if (n === 1) continue; plugins.push(admin()) }", "admin"),
    ("const plugins = []; for (const n of [1, 2]) { switch (n) { case 1: continue; } plugins.push(admin()) }", "admin"),
    ("const plugins = []; [admin, jwt].forEach((make) => { plugins.push(make()) })", "admin jwt"),
    ("const plugins = []; for (let i = 0; i < 2; i++) plugins.push([admin, jwt][i]())", "admin jwt"),
    ("const plugins = []; while (plugins.length < 1) plugins.push(admin())", "admin"),
    // Conditions.
    ("const plugins = [...(process.env.A ? [admin()] : [jwt()])]", "admin? jwt?"),
    ("const plugins = [...(process.env.A ? [admin(), jwt()] : [jwt()])]", "admin? jwt"),
    ("const plugins = [process.env.A && admin(), process.env.B ? jwt() : null]", "admin? jwt?"),
    ("const plugins = [admin()]; if (process.env.A) plugins.push(jwt())", "admin jwt?"),
    ("const plugins = [admin()]; if (process.env.A) { if (process.env.B) plugins.push(jwt()) }", "admin jwt?"),
    ("let plugins = [admin()]; if (process.env.A) plugins = [jwt()]", "jwt? admin?"),
    ("let plugins = [admin()]; if (process.env.A) plugins = [...plugins, jwt()]", "admin jwt?"),
    ("const plugins = [true ? admin() : jwt()]", "admin"),
    ("const plugins = [process.env.A && bearer()]", "bearer"),
    ("const F = { a: true, b: false }; const plugins = [F.a && admin(), F.b && jwt()]", "admin"),
    ("const plugins = process.env.A ? undefined : [admin()]", "admin?"),
    ("const { A = \"\" } = process.env; const plugins = [A === \"1\" ? admin() : jwt()]", "admin? jwt?"),
    ("const add = () => { plugins.push(jwt()) }; const plugins = [admin()]; if (process.env.A) add()", "admin jwt?"),
    // Functions.
    ("function make() { return [admin()]; } const plugins = make()", "admin"),
    ("const plugins = make(); function make() { return [admin()]; }", "admin"),
    ("const make = (n: number) => (n > 0 ? [admin(), ...make(n - 1)] : []); const plugins = make(1)", "admin"),
    (
        "const make = (first = admin(), ...rest: any[]) => [first, ...rest]; const plugins = make(undefined, jwt())",
        "admin jwt",
    ),
    (
        "const make = ({ a, b: c = jwt(), ...d }: any) => [a, c, d.e]; const plugins = make({ a: admin(), e: username() })",
        "admin jwt username",
    ),
    ("function f() { if (ENV.A) { return [admin()]; } return [jwt()]; } const plugins = f()", "admin? jwt?"),
    ("function f() { if (ENV.A) { throw new Error(); } return [jwt()]; } const plugins = f()", "jwt"),
    ("function f() { try { return [admin()]; } catch { return [jwt()]; } } const plugins = f()", "admin"),
    (
        "function f(x: string) { switch (x) { case \"a\": return [admin()]; default: return [jwt()]; } } const plugins = f(\"b\")",
        "jwt",
    ),
    (
        "function f(x: string) { switch (x) { case \"a\": case \"b\": return [admin()]; } return [jwt()]; } const plugins = f(\"a\")",
        "admin",
    ),
    ("const admin = jwt; const plugins = [admin()]", "jwt"),
    ("const f = (admin: any) => [admin()]; const plugins = f(jwt)", "jwt"),
    ("let n = 0; const f = () => { n = 1 }; f(); const plugins = [n === 1 ? admin() : jwt()]", "admin"),
    ("async function f() { return [admin()]; } const plugins = await f()", "admin"),
    ("function* f() { yield admin(); } const plugins = [...f()]", "!"),
    // Objects.
    ("const o = { a: [jwt()], ...{ a: [admin()] } }; const plugins = o.a", "admin"),
    ("const o = { ...{ a: [admin()] }, a: [jwt()] }; const plugins = o.a", "jwt"),
    ("const o: any = {}; o.a = [admin()]; const plugins = o[\"a\"]", "admin"),
    ("const o: any = { a: [admin()] }; delete o.a; const plugins = [...(o.a ?? [jwt()])]", "jwt"),
    ("const o = Object.assign({}, { a: [jwt()] }, { a: [admin()] }); const plugins = o.a", "admin"),
    (
        "const o: any = { a: [admin()] }; Object.defineProperty(o, \"a\", { value: [] }); const plugins = o.a",
        "! admin?",
    ),
    ("const k = \"a\"; const o = { [`${k}b`]: [admin()] }; const plugins = o.ab", "admin"),
    ("const o: any = {}; o.a ??= [admin()]; o.a ||= [jwt()]; const plugins = o.a", "admin"),
    ("const o: any = undefined; const plugins = [admin(), ...(o?.a?.b ?? [])]", "admin"),
    ("const o: any = undefined; const plugins = [admin(), ...(o?.a() ?? [])]", "admin"),
    ("const o: any = { a: () => [admin()] }; const plugins = [...o?.a(), ...(o.b?.() ?? [jwt()])]", "admin jwt"),
    ("const list: any[] = []; list?.push(admin()); const plugins = list", "admin"),
    ("const list: any[] = []; list.push?.(admin()); const plugins = list", "admin"),
    ("function f(): any[]; function f() { return [admin()]; } const plugins = f()", "admin"),
    ("declare const x: boolean; const plugins = [x ? admin() : jwt()]", "admin? jwt?"),
    ("declare function f(): any[]; const plugins = [admin(), ...f()]", "! admin"),
    ("const plugins = Object.values({ a: admin(), b: jwt() })", "admin jwt"),
    ("enum E { A = \"a\", B = \"b\" } const o = { a: admin(), b: jwt() }; const plugins = [o[E.B]]", "jwt"),
    // Modules.
    ("const plugins = [...other.list, ...other.default()]", "admin username jwt"),
    ("import \"./adds\"; const plugins = shared", "admin bearer"),
    (
        "import made from \"./other\"; import { renamed } from \"./other\"; const plugins = [...made(false), ...renamed]",
        "admin username",
    ),
];

#[test]
fn code_means_what_it_means_in_javascript() {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| support::put(folder.path(), path, text);
    put(".git/HEAD", "");
    put("package.json", r#"{ "dependencies": { "better-auth": "1.4.9", "@convex-dev/better-auth": "0.10.10" } }"#);
    put("convex/other.ts", OTHER);
    put("convex/shared.ts", SHARED);
    put(
        "convex/adds.ts",
        "import { shared } from \"./shared\"; import { bearer } from \"better-auth/plugins\"; shared.push(bearer());",
    );
    let read = |code: &str| {
        // The imports of a row belong before its other code.
        let (imports, rest): (Vec<&str>, Vec<&str>) = code.split("; ").partition(|part| part.starts_with("import "));
        let text = format!(
            "{IMPORTS}{};\n{};\nexport const createAuthOptions = () => ({{ plugins }});\n",
            imports.join(";\n"),
            rest.join("; ")
        );
        put("convex/auth.ts", &text);
        let mut command = Command::new(env!("CARGO_BIN_EXE_sigma-schema"));
        let run = command.args(["explain", "--auth", "--format", "json"]).current_dir(folder.path()).output().unwrap();
        let document: Value = serde_json::from_slice(&run.stdout)
            .unwrap_or_else(|_| panic!("{code}: {}", String::from_utf8_lossy(&run.stderr)));
        let component = &document["components"][0];
        let unknown = component["unknownPlugins"].as_array().unwrap().iter().map(|_| "!".to_owned());
        let plugins = component["plugins"].as_array().unwrap().iter().map(|plugin| {
            let mark = if plugin["conditional"] == true { "?" } else { "" };
            format!("{}{mark}", plugin["name"].as_str().unwrap())
        });
        unknown.chain(plugins).collect::<Vec<_>>().join(" ")
    };
    let differing = ROWS.iter().map(|(code, expected)| (code, expected.to_string(), read(code)));
    let differing: Vec<String> = differing
        .filter(|(_, expected, found)| expected != found)
        .map(|(code, expected, found)| format!("{code}\n  expected {expected}\n  found    {found}"))
        .collect();
    assert_eq!(differing.join("\n"), "");
}
