//! The whole project of a golden case, which `golden` holds in parts, as a folder to look at or to run commands in.

#[path = "../../tests/support/case.rs"]
mod on_disk;

use std::path::Path;

use crate::{Failure, root};

/// Writes the project of a case, such as `gen/teams`, into a folder.
pub(crate) fn write(name: &str, folder: &str) -> Result<(), Failure> {
    let case = root().join("golden").join(name);
    on_disk::write(Path::new(folder), &on_disk::read(&case)?.project)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_put_together_from_its_bases() -> Result<(), Failure> {
        for (name, has, lacks) in [
            ("gen/guide-1.4.9", "convex/http.ts", "convex/schema.ts"),
            ("gen/teams", "convex/betterAuth/convex.config.ts", "command"),
            ("found/component-by-folder", "package.json", "convex/betterAuth/convex.config.ts"),
        ] {
            let project = on_disk::read(&root().join("golden").join(name))?.project;
            let paths: Vec<_> = project.keys().collect();
            assert!(project.contains_key(Path::new(has)), "{name}: {paths:?}");
            assert!(!project.contains_key(Path::new(lacks)), "{name}: {paths:?}");
        }
        Ok(())
    }

    #[test]
    fn a_case_without_commands_is_an_error() {
        let read = on_disk::read(&root().join("golden/bases"));
        assert!(read.as_ref().is_err_and(|failure| failure.contains("command")), "{read:?}");
    }
}
