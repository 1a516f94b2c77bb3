//! How code is followed: each row is code that defines `plugins`, and the plugins that JavaScript would put into it.
//!
//! `?` marks a plugin under an unknown condition, `!` is an unknown element, and `~` code that may change the list.
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
const ROWS: [(&str, &str); 147] = [
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
    ("const plugins = [admin(), jwt()]; plugins.length = 1", "! ~"),
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
        "! admin? ~",
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
    // Code that is not followed, and code that was once followed wrongly. `~` marks a list that other code may change.
    ("const f = () =>  {const l:any[]=[];unknownCall(l);return l}; const plugins = f()", "~"),
    ("const f = () =>  {let x=0;const o:any={n:0};o.n++;return o.n===1?[admin()]:[]}; const plugins = f()", "admin"),
    (
        "const f = () =>  {const l:any[]=[];try{if (process.env.A) throw 0; l.push(admin())}catch{l.push(jwt())}return l}; const plugins = f()",
        "admin? jwt? ~",
    ),
    (
        "const f = () =>  {const l:any[]=[];for (const x of [1,2,3]){if (process.env.A)break;l.push(admin())}return l}; const plugins = f()",
        "admin?",
    ),
    (
        "const f = () =>  {const l:any[]=[];for (const x of [1,2,3]){if (process.env.A)continue;l.push(admin())}return l}; const plugins = f()",
        "admin?",
    ),
    (
        "const f = () =>  {let p:any;if (process.env.A){p=[]}else{p=[]}if (process.env.B)p.push(admin());return p}; const plugins = f()",
        "admin?",
    ),
    (
        "const f = () =>  {const a:any[]=[],b:any[]=[];(process.env.A?a:b).push(admin());return a}; const plugins = f()",
        "admin?",
    ),
    (
        "const f = () =>  {const f=(x:any,y:any,n:any)=>x?y:n;return [...f(process.env.A,[admin()],[]),...f(process.env.B,[],[admin()])]}; const plugins = f()",
        "admin?",
    ),
    (
        "const f = () =>  {const o={list:[] as any[],add(x:any){this.list.push(x);return this}};o.add(admin()).add(jwt());return o.list}; const plugins = f()",
        "admin jwt",
    ),
    (
        "const f = () =>  {class R{list:any[]=[];add(x:any){this.list.push(x);return this}};return new R().add(admin()).list}; const plugins = f()",
        "!",
    ),
    (
        "const f = () =>  {let on=false;const set=() =>  {on=true};Promise.resolve().then(set);return on?[admin()]:[]}; const plugins = f()",
        "admin?",
    ),
    (
        "const f = () =>  {let on=false;setTimeout(() =>  {on=true});return on?[admin()]:[]}; const plugins = f()",
        "admin?",
    ),
    (
        "const f = () =>  {const o:any={a:1};delete o.a;return Object.keys(o).length?[admin()]:[jwt()]}; const plugins = f()",
        "jwt",
    ),
    (
        "const f = () =>  {const o:any={};if (process.env.A)o.a=1;return 'a' in o?[admin()]:[jwt()]}; const plugins = f()",
        "admin? jwt?",
    ),
    (
        "const f = () =>  {const o:any={};if (process.env.A)o.a=1;return Object.keys(o).map(() => admin())}; const plugins = f()",
        "admin?",
    ),
    (
        "const f = () =>  {const l=[{n:1}];l.find(x=>x.n===1)!.n=2;return l[0].n===2?[admin()]:[]}; const plugins = f()",
        "admin",
    ),
    (
        "const f = () =>  {const l=[{n:1},{n:2}];(l.at(-1) as any).n=5;return l[1].n===5?[admin()]:[]}; const plugins = f()",
        "admin",
    ),
    ("const f = () =>  {const o:any={a:[],b:[]};o[process.env.A!].push(admin());return o.a}; const plugins = f()", "~"),
    (
        "const f = () =>  {const m=new Map([['a',[] as any[]]]);m.get('a')!.push(admin());return m.get('a')}; const plugins = f()",
        "!",
    ),
    (
        "const f = () =>  {const a:any={n:1};const b=structuredClone(a);b.n=2;return a.n===1?[admin()]:[jwt()]}; const plugins = f()",
        "admin? jwt?",
    ),
    (
        "const f = () =>  {const f=() =>  {throw new Error('x')};try{f();return [jwt()]}catch{return [admin()]}}; const plugins = f()",
        "admin? jwt?",
    ),
    (
        "const f = () =>  {try{JSON.parse('x');return [jwt()]}catch{return [admin()]}}; const plugins = f()",
        "admin? jwt?",
    ),
    (
        "const f = () =>  {let l=[admin()];try{l=[jwt()];new URL(process.env.A!)}catch{l=[bearer()]}return l}; const plugins = f()",
        "bearer jwt? ~",
    ),
    (
        "const f = () =>  {switch (true){case !!process.env.A:return [admin()];default:return [jwt()]}}; const plugins = f()",
        "admin? jwt?",
    ),
    (
        "const f = () =>  {const l:any[]=[];switch (process.env.A){case 'x':l.push(admin());case 'y':l.push(jwt());break;default:l.push(bearer())}return l}; const plugins = f()",
        "admin? jwt? bearer",
    ),
    (
        "const f = () =>  {let i=0;const l:any[]=[];while (i<3){if (i===1)l.push(admin());i++}return l}; const plugins = f()",
        "admin",
    ),
    (
        "const f = () =>  {const l:any[]=[];let i=0;do{l.push(jwt());i++}while (i<0);return l}; const plugins = f()",
        "jwt",
    ),
    (
        "const f = () =>  {const l:any[]=[];outer:for (const a of [1,2]){for (const b of [1,2]){if (b===2)continue outer;if (a===2)break outer;l.push(admin())}}return l}; const plugins = f()",
        "admin",
    ),
    ("const f = () =>  {const {x=[admin()]}={} as any;return x}; const plugins = f()", "admin"),
    ("const f = () =>  {const o:any={};[o.a,o.b]=[[admin()],[jwt()]];return o.a}; const plugins = f()", "admin"),
    ("const f = () =>  {const o:any={};({x:o.p}={x:[admin()]});return o.p}; const plugins = f()", "admin"),
    ("const f = () =>  {const o:any={};(o as any).p=[admin()];return o.p}; const plugins = f()", "admin"),
    (
        "const f = () =>  {let n=0;const f=() =>  {n++;return {x:1}};f()?.x;return n===1?[admin()]:[jwt()]}; const plugins = f()",
        "admin",
    ),
    ("const f = () =>  {var a=[admin()];{var a=[jwt()]}return a}; const plugins = f()", "jwt"),
    ("const f = () =>  {const o={};return (o as any).toString?[admin()]:[jwt()]}; const plugins = f()", "admin? jwt?"),
    (
        "const f = () =>  {const a:any[]=[1,2,3];a.length=0;return a.length?[admin()]:[jwt()]}; const plugins = f()",
        "admin? jwt?",
    ),
    ("const f = () =>  {return [undefined,'a'].join('')==='a'?[admin()]:[jwt()]}; const plugins = f()", "admin"),
    ("const f = () =>  {return [null,[1,2]].join()===',1,2'?[admin()]:[jwt()]}; const plugins = f()", "admin? jwt?"),
    (
        "const f = () =>  {return Object.keys({b:1,2:1,a:1,1:1}).join()==='1,2,b,a'?[admin()]:[jwt()]}; const plugins = f()",
        "admin",
    ),
    ("const f = () =>  {function* g(){yield admin();yield jwt()};return [...g()]}; const plugins = f()", "!"),
    (
        "const f = () =>  {const tag=(s:any,...v:any[])=> {l.push(admin());return 1};const l:any[]=[];tag`x`;return l}; const plugins = f()",
        "~",
    ),
    ("const f = () =>  {const o={get p(){return [admin()]}};return o.p}; const plugins = f()", "! ~"),
    (
        "const f = () =>  {const o={n:1,get p(){return this.n===1?[admin()]:[jwt()]}};o.n=2;return o.p}; const plugins = f()",
        "! ~",
    ),
    ("const f = () =>  {let x='a';const r=x||'b';x+='c';return x==='ac'?[admin()]:[]}; const plugins = f()", "admin"),
    (
        "const f = () =>  {const a=process.env.A,b=process.env.A;return a===b?[admin()]:[jwt()]}; const plugins = f()",
        "admin? jwt?",
    ),
    ("const f = () =>  {const x=ctx as any;return x.a===x.b?[admin()]:[jwt()]}; const plugins = f()", "admin? jwt?"),
    (
        "const f = () =>  {const l=[1,2,3].filter(n=>n>process.env.A!);return l.length===3?[admin()]:[jwt()]}; const plugins = f()",
        "admin? jwt?",
    ),
    (
        "const f = () =>  {const l=[admin(),jwt()].filter(p=>p.id!==process.env.A);return l}; const plugins = f()",
        "admin? jwt?",
    ),
    (
        "const f = () =>  {let l:any[]=[];const f=async() =>  {await 0;l=[admin()]};f();return l}; const plugins = f()",
        "~",
    ),
    (
        "const f = () =>  {const f=function g(n:number):any{return n?g(n-1):[admin()]};return f(3)}; const plugins = f()",
        "admin",
    ),
    (
        "const f = () =>  {const k='x' as string;const o:any={__proto__:{p:[admin()]}};return o.p??[jwt()]}; const plugins = f()",
        "jwt? ~",
    ),
    ("const f = () =>  {let a=1;const f=() => a;a=2;return f()===2?[admin()]:[jwt()]}; const plugins = f()", "admin"),
    (
        "const f = () =>  {const fs:any[]=[];for (let i=0;i<2;i++)fs.push(() => i);return fs[0]()===0?[admin()]:[jwt()]}; const plugins = f()",
        "admin",
    ),
    (
        "const f = () =>  {const e={...{a:1},...(process.env.A?{a:2}:{})};return e.a===1?[admin()]:[jwt()]}; const plugins = f()",
        "admin? jwt?",
    ),
    (
        "const f = () =>  {const l=[3,1,2];l.sort((a,b)=>a-b);return l[0]===1?[admin()]:[jwt()]}; const plugins = f()",
        "admin? jwt?",
    ),
    (
        "const f = () =>  {const s=new Set([1]);s.add(2);return s.size===2?[admin()]:[jwt()]}; const plugins = f()",
        "admin? jwt?",
    ),
    ("const f = () =>  {const x:any=1;return x.foo?[admin()]:[jwt()]}; const plugins = f()", "admin? jwt?"),
    ("const f = () =>  {return typeof admin==='function'?[admin()]:[jwt()]}; const plugins = f()", "admin? jwt?"),
    ("const f = () =>  {return -0===0&&Object.is(-0,0)?[admin()]:[jwt()]}; const plugins = f()", "admin? jwt?"),
    ("const f = () =>  {return `${{}}`==='[object Object]'?[admin()]:[jwt()]}; const plugins = f()", "admin? jwt?"),
    ("const f = () =>  {return 1/3+''==='0.3333333333333333'?[admin()]:[jwt()]}; const plugins = f()", "admin"),
    ("const f = () =>  {return String(1e21)==='1e+21'?[admin()]:[jwt()]}; const plugins = f()", "admin"),
    ("const f = () =>  {return 0.1+0.2===0.3?[admin()]:[jwt()]}; const plugins = f()", "jwt"),
    (
        "const f = () =>  {let l:any[]=[];label:{if (process.env.A)break label;l.push(admin())}return l}; const plugins = f()",
        "admin?",
    ),
    ("const f = () =>  {const l:any[]=[];try{return l}finally{l.push(admin())}}; const plugins = f()", "admin"),
    (
        "const f = () =>  {const f=(...a:any[])=>a.length;return f(1,2)===2?[admin()]:[jwt()]}; const plugins = f()",
        "admin",
    ),
    (
        "const f = () =>  {function f(){return arguments.length};return (f as any)(1)===1?[admin()]:[jwt()]}; const plugins = f()",
        "admin? jwt?",
    ),
    (
        "const f = () =>  {const a=[1,2];const [x,...y]=a;y.push(5);return a.length===2?[admin()]:[jwt()]}; const plugins = f()",
        "admin",
    ),
    (
        "let n = 0; const f = () => { n++; return { x: 1 } }; f().x += 1; const plugins = [n === 1 ? admin() : jwt()]",
        "admin",
    ),
    (
        "let n = 0; const f = () => { n++; return { x: 1 } }; f().x++; const plugins = [n === 1 ? admin() : jwt()]",
        "admin",
    ),
    ("let i = 0; const l = [0, 0]; l[i++] ||= 5; const plugins = [i === 1 ? admin() : jwt()]", "admin"),
    ("let i = 0; const o: any = {}; o[i] = (i = 1, admin()); const plugins = [o[0]]", "admin"),
    ("let x = 3; const plugins: any[] = []; x -= (plugins.push(admin()), 1)", "admin"),
    ("let x = 3; x *= 2; const plugins = [x === 6 ? admin() : jwt()]", "admin"),
    ("let i = 0; const o: any = { 0: () => 1 }; o[i++]?.(); const plugins = [i === 1 ? admin() : jwt()]", "admin"),
    ("let i = 0; ENV.A?.[i++]; const plugins = [i === 0 ? admin() : jwt()]", "admin? jwt?"),
    ("const plugins: any[] = []; (ENV as any).A?.add(plugins.push(admin()))", "admin?"),
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
        let may_change = |one: &Value| one["code"] == "SS834";
        let changes = document["diagnostics"].as_array().unwrap().iter().any(may_change).then(|| "~".to_owned());
        unknown.chain(plugins).chain(changes).collect::<Vec<_>>().join(" ")
    };
    let differing = ROWS.iter().map(|(code, expected)| (code, expected.to_string(), read(code)));
    let differing: Vec<String> = differing
        .filter(|(_, expected, found)| expected != found)
        .map(|(code, expected, found)| format!("{code}\n  expected {expected}\n  found    {found}"))
        .collect();
    assert_eq!(differing.join("\n"), "");
}
