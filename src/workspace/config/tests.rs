//! Valid and invalid config files.

use super::*;
use crate::catalog::embedded::core;
use crate::workspace::provider::Memory;

/// The path of a config file, and the component that it names.
type Named<'a> = Option<(&'a str, &'a str)>;

#[test]
fn the_nearest_config_counts() {
    let (file, key) = ("sigma-schema.json", "package.json");
    let named = |name: &str| format!("{{ \"component\": \"{name}\" }}");
    let under_key = |name: &str| format!("{{ \"name\": \"x\", \"sigma-schema\": {} }}", named(name));
    let cases: [(&[(&str, String)], Named<'_>); 7] = [
        (&[(file, named("a"))], Some(("/repo/sigma-schema.json", "a"))),
        (&[(key, under_key("a"))], Some(("/repo/package.json", "a"))),
        (&[("app/sigma-schema.json", named("b")), (file, named("a"))], Some(("/repo/app/sigma-schema.json", "b"))),
        (&[("app/package.json", under_key("b")), (file, named("a"))], Some(("/repo/app/package.json", "b"))),
        (&[("app/package.json", "{}".to_owned()), (file, named("a"))], Some(("/repo/sigma-schema.json", "a"))),
        (&[("other/sigma-schema.json", named("a"))], None),
        (&[("../sigma-schema.json", named("a"))], None),
    ];
    for (texts, expected) in cases {
        let texts = texts
            .iter()
            .map(|(path, text)| (crate::workspace::files::absolute(&Path::new("/repo").join(path)), text.clone()));
        let files = Memory::new(texts, "/repo/app");
        let around = Around { files: &files, folder: Path::new("/repo/app"), root: Path::new("/repo") };
        let config = Config::find(around, &core()).unwrap();
        let found = config.path.as_deref().zip(config.component.as_ref().map(|component| component.as_str()));
        assert_eq!(found, expected.map(|(path, name)| (Path::new(path), name)), "{files:?}");
    }
}

#[test]
fn every_key_is_checked() {
    let cases = [
        ("{ \"plugins\": [\"admin\"], \"indexMode\": \"upstream\" }", Ok(())),
        (
            "{ \"indexes\": { \"user\": { \"a\": [\"email\"], \"b\": { \"fields\": [\"name\"], \"staged\": true } } } }",
            Ok(()),
        ),
        ("{ \"extraTables\": { \"t\": { \"fields\": { \"a\": \"v.string()\" } } } }", Ok(())),
        ("{ \"plugin\": [] }", Err("plugin")),
        ("{ \"component\": \"\" }", Err("`component` is empty")),
        ("{ \"component\": \"a\", \"component\": \"b\" }", Err("duplicate key `component`")),
        ("{ \"indexMode\": \"all\" }", Err("`indexMode`")),
        ("{ \"auth\": \"#a\" }", Err("`#a` does not name a module and an export")),
        ("{ \"indexes\": { \"user\": { \"a\": { \"staged\": true } } } }", Err("index `a` has no `fields`")),
        ("{ \"extraTables\": { \"t\": { \"fields\": { \"a\": \"string\" } } } }", Err("`a`")),
        ("[]", Err("the config")),
        ("{", Err("")),
    ];
    for (text, expected) in cases {
        let read = Config::parse(&Source::new("sigma-schema.json", text), &core());
        match (read, expected) {
            (Ok(_), Ok(())) => {}
            (Err(found), Err(title)) => assert!(found.0[0].message.contains(title), "{text}: {found:?}"),
            (read, _) => panic!("{text}: {read:?}"),
        }
    }
}
