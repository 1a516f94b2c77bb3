//! Projects as lists of files, and the folders that are found in them.

use super::*;
use crate::catalog::embedded::{adapter, core};
use crate::workspace::provider::Memory;

const DEFINES: &str = "export default defineComponent(\"x\");";
const ADAPTER: &str = "import { createApi } from \"@convex-dev/better-auth\";";

/// Paths and texts.
type Texts<'a> = &'a [(&'a str, &'a str)];
/// The result, or a part of the error's message.
type Expected<'a, T> = Result<T, &'a str>;
/// A Convex folder and the folder of its app.
type Folders<'a> = Expected<'a, (&'a str, &'a str)>;

/// Files below /repo, as seen from a folder of it.
fn files(texts: &[(&str, &str)], folder: &str) -> Memory {
    let texts = texts.iter().map(|(path, text)| (Path::new("/repo").join(path), (*text).to_owned()));
    Memory::new(texts, Path::new("/repo").join(folder))
}

fn markers() -> ComponentMarkers {
    ComponentMarkers::of(&core(), &adapter().package)
}

#[test]
fn the_root_of_a_repository() {
    let cases: [(&[(&str, &str)], &str); 4] = [
        (&[(".git/HEAD", ""), ("a/package.json", "{}")], "/repo"),
        (&[("a/.git", "gitdir: x"), ("package.json", "{}")], "/repo/a"),
        (&[("package.json", "{}"), ("a/b/package.json", "{}")], "/repo"),
        (&[("x", "")], "/repo/a/b"),
    ];
    for (texts, expected) in cases {
        assert_eq!(root(&files(texts, ""), Path::new("/repo/a/b")), Path::new(expected), "{texts:?}");
    }
}

#[test]
fn convex_folders() {
    let convex = "convex/schema.ts";
    let workspaces = "{ \"workspaces\": [\"packages/*\"] }";
    let cases: [(&str, Texts<'_>, Folders<'_>); 9] = [
        ("", &[(convex, "")], Ok(("/repo/convex", "/repo"))),
        ("src/lib", &[(convex, ""), ("src/lib/x", "")], Ok(("/repo/convex", "/repo"))),
        ("", &[("src/convex/a.ts", "")], Ok(("/repo/src/convex", "/repo"))),
        (
            "",
            &[("convex.json", "{ \"functions\": \"./server/\" }"), ("server/a.ts", "")],
            Ok(("/repo/server", "/repo")),
        ),
        ("", &[("convex.json", "{ \"functions\": \"server\" }")], Err("names the folder `server`")),
        // A folder with only generated code counts if it is the only one.
        ("", &[("convex/_generated/api.d.ts", "")], Ok(("/repo/convex", "/repo"))),
        (
            "",
            &[
                ("convex/_generated/api.d.ts", ""),
                ("package.json", workspaces),
                ("packages/a/package.json", "{}"),
                ("packages/a/convex/a.ts", ""),
            ],
            Ok(("/repo/packages/a/convex", "/repo/packages/a")),
        ),
        (
            "",
            &[
                ("package.json", workspaces),
                ("packages/a/package.json", "{}"),
                ("packages/b/package.json", "{}"),
                ("packages/a/convex/a.ts", ""),
                ("packages/b/convex/b.ts", ""),
            ],
            Err("several Convex projects"),
        ),
        ("", &[("package.json", "{}")], Err("no Convex project found")),
    ];
    for (folder, texts, expected) in cases {
        let files = files(texts, folder);
        let folder = Path::new("/repo").join(folder);
        let around = Around { files: &files, folder: &folder, root: Path::new("/repo") };
        match (convex_folder(around, &markers()), expected) {
            (Ok((convex, app)), Ok(expected)) => {
                assert_eq!(
                    (convex.as_path(), app.as_path()),
                    (Path::new(expected.0), Path::new(expected.1)),
                    "{texts:?}"
                );
            }
            (Err(diagnostic), Err(title)) => assert!(diagnostic.message.contains(title), "{texts:?}: {diagnostic:?}"),
            (found, _) => panic!("{texts:?}: {found:?}"),
        }
    }
}

#[test]
fn components_of_better_auth() {
    let tables = "user account verification session expiresAt token userId accountId providerId identifier value name email emailVerified createdAt updatedAt";
    let cases: [(Texts<'_>, Expected<'_, &[&str]>); 9] = [
        (&[("schema.ts", "")], Ok(&["betterAuth"])),
        (&[("betterAuth/convex.config.ts", DEFINES)], Ok(&["betterAuth"])),
        (
            &[("components/auth/convex.config.js", DEFINES), ("components/auth/adapter.ts", ADAPTER)],
            Ok(&["components/auth"]),
        ),
        (&[("own/convex.config.ts", DEFINES), ("own/schema.ts", tables)], Ok(&["own"])),
        // A component without its config.
        (&[("own/adapter.ts", ADAPTER)], Ok(&["own"])),
        (&[("_own/adapter.ts", ADAPTER), ("node_modules/own/adapter.ts", ADAPTER)], Ok(&["betterAuth"])),
        (&[("mail/convex.config.ts", DEFINES)], Err("no Convex component references Better Auth")),
        (
            &[
                ("a/convex.config.ts", DEFINES),
                ("a/adapter.ts", ADAPTER),
                ("b/convex.config.ts", DEFINES),
                ("b/adapter.ts", ADAPTER),
            ],
            Ok(&["a", "b"]),
        ),
        (
            &[
                ("a/convex.config.ts", DEFINES),
                ("a/adapter.ts", ADAPTER),
                ("b/convex.config.ts", DEFINES),
                ("b/schema.ts", tables),
            ],
            Err("several Better Auth components"),
        ),
    ];
    for (texts, expected) in cases {
        let found = component_folders(&files(texts, ""), Path::new("/repo"), &markers());
        match (found, expected) {
            (Ok(found), Ok(expected)) => {
                let expected: Vec<_> = expected.iter().map(|folder| Path::new("/repo").join(folder)).collect();
                assert_eq!(found, expected, "{texts:?}");
            }
            (Err(diagnostic), Err(title)) => assert!(diagnostic.message.contains(title), "{texts:?}: {diagnostic:?}"),
            (found, _) => panic!("{texts:?}: {found:?}"),
        }
    }
}
