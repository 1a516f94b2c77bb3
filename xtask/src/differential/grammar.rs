//! The grammar: rows of a feature and a template.
//!
//! In a template, `@X` is a new expression or block of kind X, `$X` a variable of kind X that exists, `#X` the name of a
//! variable that the statement declares, `^X` that of one which only the rest of the row sees, `%1` a name of the row's
//! own, and `«…»` text of TypeScript only. Kinds: L list of plugins, P plugin or a falsy value, F flag, N number, T one
//! of the texts "a", "b" and "c", O options with `plugins`, M map and S set of plugins, R record of plugins, G function
//! that returns a list, C function that changes a list, K builder, U list of texts, I list whose variable can be assigned,
//! J number whose variable can be assigned, E elements of a list. Blocks: B any, W body of a loop, D body of a function
//! that returns a list, V body of a function without a result, A body of an async function.
//! A row that starts with `!loop`, `!function` or `!await` needs that around it.

/// A feature's name, and a template.
pub(super) type Row = (&'static str, &'static str);

/// The plugins: their exports, and the names of their specs. The last ones have no tables.
pub(super) const PLUGINS: [(&str, &str); 12] = [
    ("admin", "admin"),
    ("anonymous", "anonymous"),
    ("username", "username"),
    ("twoFactor", "two-factor"),
    ("phoneNumber", "phone-number"),
    ("jwt", "jwt"),
    ("oidcProvider", "oidc-provider"),
    ("deviceAuthorization", "device-authorization"),
    ("siwe", "siwe"),
    ("organization", "organization"),
    ("bearer", "bearer"),
    ("multiSession", "multi-session"),
];

/// How many of [`PLUGINS`], from the first one, have tables.
pub(super) const WITH_TABLES: usize = 10;

/// The package that nothing is known about, and its exports (see runner.mjs).
pub(super) const PACKAGE: &str = "some-package";
pub(super) const STAND_INS: [&str; 14] = [
    "merge", "tap", "identity", "runLater", "never", "twice", "clear", "fail", "isOn", "pick", "Store", "tagged",
    "drop", "append",
];

/// Lists of plugins.
pub(super) const LISTS: &[Row] = &[
    ("list literal", "[@E]"),
    ("list literal", "[@E]"),
    ("list literal", "[@E]"),
    ("variable", "$L"),
    ("variable", "$L"),
    ("variable", "$L"),
    ("spread", "[...@L, @E]"),
    ("spread", "[@E, ...@L]"),
    ("spread of a condition", "[@E, ...(@F ? @L : [])]"),
    ("spread of &&", "[...(@F && @L || []), @E]"),
    ("?:", "(@F ? @L : @L)"),
    ("&&", "(@F && @L || @L)"),
    ("??", "((@F ? undefined : @L) ?? @L)"),
    ("map", "@L.map((^P) => $P)"),
    ("map", "@L.map((^P, %1) => %1 === @N ? @P : $P)"),
    ("filter", "@L.filter(Boolean)"),
    ("filter", "@L.filter((^P, %1) => %1 !== @N)"),
    ("filter", "@L.filter((^P) => @F)"),
    ("flatMap", "@L.flatMap((^P) => [$P, @P])"),
    ("flatMap", "@L.flatMap((^P) => @F ? [$P] : [])"),
    ("flat", "[@L, @L].flat()"),
    ("reduce", "@L.reduce((%1«: any», %2«: any») => { %1.push(%2); return %1; }, []« as any[]»)"),
    ("reduce", "@L.reduce((%1«: any», %2«: any») => @F ? [...%1, %2] : %1, [])"),
    ("slice", "@L.slice(@N)"),
    ("slice", "@L.slice(0, @N)"),
    ("concat", "@L.concat(@L)"),
    ("Array.from", "Array.from(@L)"),
    ("Array.from", "Array.from({ length: @N }, () => @P)"),
    ("Object.values", "Object.values({ a: @P, b: @P })"),
    ("Object.values", "Object.values($R)"),
    ("Object.entries", "Object.entries({ a: @P, b: @P }).map(([%1, ^P]) => %1 === @T ? @P : $P)"),
    ("Object.entries", "Object.entries($R).filter(([%1]) => %1 !== @T).map(([, %2]) => %2)"),
    ("Object.fromEntries", "Object.values(Object.fromEntries([[\"a\", @P], [@T, @P]]))"),
    ("Object.keys", "Object.keys($R).map((%1) => $R[%1])"),
    ("Object.keys", "Object.keys({ a: 1, ...(@F ? { b: 2 } : {}) }).map((%1) => %1 === \"b\" ? @P : @P)"),
    ("Object.assign", "Object.assign({ plugins: @L }, @F ? { plugins: @L } : {}).plugins"),
    ("Map", "[...new Map([[\"a\", @P], [@T, @P]]).values()]"),
    ("Map", "[...$M.values()]"),
    ("Set", "[...new Set(@L)]"),
    ("Set", "[...$S]"),
    ("structuredClone", "structuredClone(@L)"),
    ("copy by JSON", "JSON.parse(JSON.stringify(@L))"),
    ("closure", "(() => { @D return @L; })()"),
    ("function expression", "(function %1(^L« : any[]») { @D return $L; })(@L)"),
    ("call of a condition", "(@F ? () => @L : () => @L)()"),
    ("call of a condition", "(@F ? $G : () => @L)()"),
    ("call", "$G()"),
    ("call", "$G()"),
    ("default parameter", "((^L = @L) => $L)()"),
    ("default parameter", "((^L = @L) => $L)(@F ? undefined : @L)"),
    ("rest parameter", "((...^L) => $L)(@P, ...@L)"),
    ("generator", "[...(function* () { yield @P; if (@F) yield @P; yield* @L; })()]"),
    ("iterator", "[...{ *[Symbol.iterator]() { yield @P; if (@F) yield @P; } }]"),
    ("optional chaining", "((@F ? @L : undefined)?.slice() ?? @L)"),
    ("optional chaining", "((@F ? { plugins: @L } : undefined)?.plugins ?? [])"),
    ("await", "!await (await Promise.resolve(@L))"),
    ("Promise.all", "!await (await Promise.all([@P, Promise.resolve(@P)]))"),
    ("await of a function", "!await (await (async () => { @A return @L; })())"),
    ("reverse", "[...@L].reverse()"),
    ("sort", "[...@L].sort((%1, %2) => 1)"),
    ("as any", "(@L« as any»)"),
    ("non-null", "$L«!»"),
    ("destructuring parameter", "(({ plugins: ^L }) => $L)({ plugins: @L })"),
    ("destructuring parameter", "(([%1, ...^L]) => $L)(@L)"),
    ("member", "$O.plugins"),
    ("member", "$O[\"plugins\"]"),
    ("computed key", "({ a: @L, b: @L, c: [] })[@T]"),
    ("computed key", "({ a: @L, b: @L })[@F ? \"a\" : \"b\"]"),
    ("getter", "({ get plugins() { return @L; } }).plugins"),
    ("builder", "$K.add(@P).plugins"),
    (
        "class expression",
        "new (class { plugins«: any[]» = @L; add(%1«: any») { this.plugins.push(%1); return this; } })().add(@P).plugins",
    ),
    ("unknown call", "identity(@L)"),
    ("unknown call", "merge(@L, @L)"),
    ("unknown call with a callback", "tap(@L, (%1«: any») => { %1.push(@P); })"),
    ("tagged template", "tagged`${() => @L}`"),
    ("tagged template", "((%1«: any», ...^L) => $L)`a${@P}b${@P}`"),
    ("object spread", "({ ...$O, ...(@F ? { plugins: @L } : {}) }).plugins"),
    ("comma", "($L.push(@P), $L)"),
];

/// Plugins, or falsy values.
pub(super) const PLUGIN_ROWS: &[Row] = &[
    ("plugin", ""),
    ("plugin", ""),
    ("plugin", ""),
    ("plugin", ""),
    ("plugin", ""),
    ("plugin", ""),
    ("option", "organization({ teams: { enabled: @H } })"),
    ("variable", "$P"),
    ("&&", "(@F && @P)"),
    ("?:", "(@F ? @P : @P)"),
    ("||", "((@F && @P) || @P)"),
    ("find", "@L.find((%1) => %1)"),
    ("find", "@L.find((%1) => @F)"),
    ("at", "@L.at(-1)"),
    ("index", "@L[@N]"),
    ("index", "$R[@T]"),
    ("map.get", "$M.get(@T)"),
    ("wrapped plugin", "{ ...admin(), init: () => ({}) }"),
    ("as any", "(@P« as any»)"),
    ("unknown call", "identity(@P)"),
    ("closure", "(() => { @V return @P; })()"),
    ("pop", "$L.pop()"),
    ("unknown call", "pick(@L)"),
];

/// Flags.
pub(super) const FLAGS: &[Row] = &[
    ("environment", ""),
    ("literal", "true"),
    ("literal", "false"),
    ("environment", ""),
    ("environment", ""),
    ("variable", "$F"),
    ("variable", "$F"),
    ("not", "!@F"),
    ("and", "(@F && @F)"),
    ("or", "(@F || @F)"),
    ("length", "$L.length > @N"),
    ("some", "@L.some((%1«: any») => %1)"),
    ("some", "$U.some((%1) => %1 === @T)"),
    ("every", "$U.every((%1) => %1 !== @T)"),
    ("includes", "$U.includes(@T)"),
    ("in", "(@T in $R)"),
    ("typeof", "typeof $P === \"object\""),
    ("join", "$U.join(\",\") === \"a,b\""),
    ("template", "`${@T}` === \"a\""),
    ("number", "@N > 1"),
    ("Array.isArray", "Array.isArray(@L)"),
    ("has", "$M.has(@T)"),
    ("identity", "$L === $L"),
    ("unknown call", "isOn(@F)"),
    ("call", "(() => { @V return @F; })()"),
];

/// Booleans, for options.
pub(super) const BOOLEANS: &[Row] =
    &[("literal", "true"), ("literal", "false"), ("boolean", "!!@F"), ("boolean", "Boolean(@F)")];

/// Numbers.
pub(super) const NUMBERS: &[Row] = &[
    ("number", "0"),
    ("number", "1"),
    ("number", "2"),
    ("variable", "$N"),
    ("variable", "$N"),
    ("length", "@L.length"),
    ("?:", "(@F ? 1 : 0)"),
    ("index", "$U.indexOf(@T)"),
];

/// Texts.
pub(super) const TEXTS: &[Row] = &[
    ("text", "\"a\""),
    ("text", "\"b\""),
    ("text", "\"c\""),
    ("?:", "(@F ? \"a\" : \"b\")"),
    ("template", "`${@F ? \"a\" : \"c\"}`"),
    ("variable", "$T"),
];
