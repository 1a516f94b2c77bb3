//! The app as checks see it: what several of them need, gathered once and only when one asks for it.

use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::syntax::imports::{Import, imports};
use crate::workspace::Project;
use crate::workspace::provider::{FileProvider, Kind};

/// An app with one of its components.
#[derive(Debug)]
pub struct App {
    /// The component, with the folders and versions of its app.
    pub project: Project,
    modules: OnceCell<Vec<PathBuf>>,
    imports: OnceCell<Result<Vec<Import>, Diagnostic>>,
    unreadable: RefCell<Vec<Diagnostic>>,
}

impl App {
    /// The app of a component. Reads nothing yet.
    pub fn new(project: Project) -> Self {
        Self { project, modules: OnceCell::new(), imports: OnceCell::new(), unreadable: RefCell::default() }
    }

    /// The paths of the modules that Convex bundles: those below the Convex folder, in order.
    pub fn modules(&self) -> &[PathBuf] {
        self.modules.get_or_init(|| {
            let mut all = Vec::new();
            gather(&*self.project.files, &self.project.convex, &mut all);
            all.sort();
            all
        })
    }

    /// What these modules take from other ones. A module that is not valid TypeScript is among [`Self::unreadable`]. Fails
    /// if one cannot be read.
    pub fn imports(&self) -> Result<&[Import], Diagnostic> {
        let gathered = self.imports.get_or_init(|| {
            let mut all = Vec::new();
            for path in self.modules() {
                let Some(module) = self.project.files.read_with_conflicts(path)? else { continue };
                match imports(&module) {
                    Ok(found) => all.extend(found),
                    Err(diagnostic) => self.unreadable.borrow_mut().push(diagnostic),
                }
            }
            Ok(all)
        });
        gathered.as_deref().map_err(Clone::clone)
    }

    /// What checks could not read so far, and therefore did not check.
    pub fn unreadable(&self) -> Vec<Diagnostic> {
        self.unreadable.borrow().clone()
    }
}

/// Adds the modules below a folder. What Convex generates and what packages bring is not the app's.
fn gather(files: &dyn FileProvider, folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in files.entries(folder).unwrap_or_default() {
        let name = entry.name();
        let is_module = [".ts", ".tsx", ".js", ".jsx", ".mjs", ".mts"].iter().any(|end| name.ends_with(end));
        match entry.kind {
            Kind::Folder if name != "_generated" && name != "node_modules" => gather(files, &entry.path, all),
            Kind::File if is_module && !name.ends_with(".d.ts") => all.push(entry.path),
            _ => {}
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::workspace::Overrides;
    use crate::workspace::provider::Memory;

    /// An app with these files, at the newest supported versions.
    pub(in crate::checks) fn app(files: &[(&str, &str)]) -> App {
        let usual = [("package.json", "{}"), ("convex/betterAuth/adapter.ts", ""), (".git/HEAD", "")];
        // Later ones replace earlier ones of their path.
        let all = usual.iter().chain(files).map(|(path, text)| (Path::new("/app").join(path), (*text).to_owned()));
        let files: Arc<dyn FileProvider> = Arc::new(Memory::new(all, "/app"));
        let mut found = Project::find(&files, &Overrides::default(), &mut Diagnostics::default()).unwrap();
        App::new(found.remove(0))
    }

    #[test]
    fn modules_are_those_that_convex_bundles() {
        let app =
            app(&[("convex/b.tsx", ""), ("convex/a/c.js", ""), ("convex/_generated/d.ts", ""), ("convex/e.md", "")]);
        let expected = ["convex/a/c.js", "convex/b.tsx", "convex/betterAuth/adapter.ts"];
        assert_eq!(app.modules(), expected.map(|path| Path::new("/app").join(path)));
    }
}
