//! The modules beside auth.ts: lists to import, a registry that modules add themselves to, a barrel, a flag that an
//! import sets, and JSON.

use super::code::{Module, Piece, Statement};
use super::generate::{Around, Generator};

/// The modules of a program, none in half of the programs, and the statements of auth.ts that import from them.
pub(super) fn beside(generator: &mut Generator) -> (Vec<Module>, Vec<Statement>) {
    let (mut modules, mut imports) = (Vec::new(), Vec::new());
    let mut known = Vec::new();
    if generator.dice.below(2) == 0 {
        return (modules, imports);
    }
    for _ in 0..=generator.dice.below(2) {
        let number = modules.len();
        let make = *generator.dice.one_of(&[list, registry, barrel, flag, json, factory]);
        let made = make(generator, number);
        modules.extend(made.modules);
        imports.push(made.import);
        known.extend(made.variables);
    }
    generator.scope = known;
    (modules, imports)
}

/// Modules, their import in auth.ts, and what that brings into scope.
struct Made {
    modules: Vec<Module>,
    import: Statement,
    variables: Vec<(String, char)>,
}

/// A module that exports a list, with statements that change it.
fn list(generator: &mut Generator, number: usize) -> Made {
    let name = generator.name("shared");
    let module = module_with_list(generator, &format!("convex/lists{number}.ts"), &name);
    let import = text("module with a list", format!("import {{ {name} }} from \"./lists{number}\";"));
    Made { modules: vec![module], import, variables: vec![(name, 'L')] }
}

/// A list, and a module that adds to it when it is imported.
fn registry(generator: &mut Generator, number: usize) -> Made {
    let name = generator.name("registry");
    let (home, feature) = (format!("registry{number}"), format!("feature{number}"));
    let first = module_with_list(generator, &format!("convex/{home}.ts"), &name);
    let mut statements = vec![text("self-registering module", format!("import {{ {name} }} from \"./{home}\";"))];
    generator.scope = vec![(name.clone(), 'L')];
    statements.push(generator.statement("push", "$L.push(@P);"));
    statements.extend((0..generator.dice.below(2)).map(|_| generator.any_statement()));
    let second = Module { path: format!("convex/{feature}.ts"), statements };
    let mut lines = [format!("import {{ {name} }} from \"./{home}\";"), format!("import \"./{feature}\";")];
    if generator.dice.below(2) == 0 {
        lines.reverse();
    }
    let import = text("self-registering module", lines.join("\n"));
    Made { modules: vec![first, second], import, variables: vec![(name, 'L')] }
}

/// A barrel that exports everything of a module, imported by name or as a namespace.
fn barrel(generator: &mut Generator, number: usize) -> Made {
    let name = generator.name("shared");
    let first = module_with_list(generator, &format!("convex/lists{number}.ts"), &name);
    let statements = vec![text("barrel", format!("export * from \"./lists{number}\";"))];
    let second = Module { path: format!("convex/barrel{number}.ts"), statements };
    let (import, used) = match generator.dice.below(3) {
        0 => (format!("import * as all{number} from \"./barrel{number}\";"), format!("all{number}.{name}")),
        1 => {
            let list = format!("const {name} = Object.values(all{number}).flat();");
            (format!("import * as all{number} from \"./barrel{number}\";\n{list}"), name)
        }
        _ => (format!("import {{ {name} }} from \"./barrel{number}\";"), name),
    };
    Made { modules: vec![first, second], import: text("barrel", import), variables: vec![(used, 'L')] }
}

/// A flag that the import of another module sets.
fn flag(generator: &mut Generator, number: usize) -> Made {
    let (flags, set) = (format!("flags{number}"), format!("set{number}"));
    let declared = text("flag set on import", format!("export const {flags} = {{ on: false }};"));
    let first = Module { path: format!("convex/{flags}.ts"), statements: vec![declared] };
    let import = text("flag set on import", format!("import {{ {flags} }} from \"./{flags}\";"));
    generator.scope = vec![(format!("{flags}.on"), 'F')];
    let set_it = match generator.dice.below(2) {
        0 => text("flag set on import", format!("{flags}.on = true;")),
        _ => generator.statement("flag set on import", "if (@F) $F = true;"),
    };
    let second = Module { path: format!("convex/{set}.ts"), statements: vec![import, set_it] };
    let lines = format!("import {{ {flags} }} from \"./{flags}\";\nimport \"./{set}\";");
    let import = text("flag set on import", lines);
    Made { modules: vec![first, second], import, variables: vec![(format!("{flags}.on"), 'F')] }
}

/// A JSON file with flags and names.
fn json(generator: &mut Generator, number: usize) -> Made {
    let on = generator.dice.below(2) == 0;
    let json = format!("{{ \"on\": {on}, \"names\": [\"a\", \"c\"], \"which\": \"b\" }}");
    let module = Module { path: format!("convex/settings{number}.json"), statements: vec![text("JSON", json)] };
    let import = text("JSON", format!("import settings{number} from \"./settings{number}.json\";"));
    let of = |name: &str, kind| (format!("settings{number}.{name}"), kind);
    Made { modules: vec![module], import, variables: vec![of("on", 'F'), of("names", 'U'), of("which", 'T')] }
}

/// Functions of another module: one that returns a list, one that changes its argument.
fn factory(generator: &mut Generator, number: usize) -> Made {
    generator.scope.clear();
    let mut statements = vec![generator.statement("const", "const #L«: any[]» = [@E];")];
    let make = generator.statement("module with functions", "export const #G = () => { @D return @L; };");
    statements.push(make);
    let change = "export function #C(^L«: any[]») { @V if (@F) return; $L.push(@P); }";
    statements.push(generator.statement("module with functions", change));
    let variables: Vec<_> = generator.scope.iter().filter(|(_, kind)| matches!(kind, 'G' | 'C')).cloned().collect();
    let names: Vec<&str> = variables.iter().map(|(name, _)| name.as_str()).collect();
    let import = format!("import {{ {} }} from \"./functions{number}\";", names.join(", "));
    let module = Module { path: format!("convex/functions{number}.ts"), statements };
    Made { modules: vec![module], import: text("module with functions", import), variables }
}

fn module_with_list(generator: &mut Generator, path: &str, name: &str) -> Module {
    generator.scope.clear();
    generator.around = Around { in_loop: false, can_await: true, returns: ' ' };
    let mut declared = generator.statement("const", "«»[@E];");
    declared.pieces.insert(0, Piece::Declared(format!("export const {name} = ")));
    let mut statements = vec![declared];
    generator.scope.push((name.to_owned(), 'L'));
    statements.extend((0..generator.dice.below(2)).map(|_| generator.any_statement()));
    Module { path: path.to_owned(), statements }
}

fn text(feature: &'static str, text: String) -> Statement {
    Statement { feature, pieces: vec![Piece::Declared(text)] }
}
