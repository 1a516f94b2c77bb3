//! Convex projects in the packages of a repository, for a command that starts outside of all of them.

use std::path::{Path, PathBuf};

use super::around::Around;
use super::find::{ComponentMarkers, convex_of, has_better_auth};
use super::provider::{FileProvider, Kind};
use super::{files, packages};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::options as codes;

/// Folders of the packages in a repository that declares none, relative to its root or a folder below. The empty one is
/// that folder itself.
const USUAL_FOLDERS: [&str; 3] = ["", "packages", "apps"];
/// The largest number of folders that are searched in each of those, in order.
const MAX_FOLDERS: usize = 500;

/// A Convex folder and the folder of the app that it belongs to.
pub(super) type Found = (PathBuf, PathBuf);

/// The places that [`convex_folder`] searches, for a message.
pub(super) fn searched(around: Around<'_>) -> String {
    if packages::is_declared(around) {
        return "the workspaces".to_owned();
    }
    let globs = USUAL_FOLDERS.map(|usual| files::with_slashes(&Path::new(usual).join("*/")));
    format!("the folders {} (no workspaces are declared)", globs.join(", "))
}

/// The possible folders of apps: the packages that the repository declares, or else those in the usual places.
fn apps(around: Around<'_>) -> Vec<PathBuf> {
    let mut all = packages::folders(around);
    if packages::is_declared(around) {
        return all;
    }
    for usual in around.folders().flat_map(|root| USUAL_FOLDERS.map(|usual| root.join(usual))) {
        let Some(entries) = around.files.entries(&usual) else { continue };
        let is_hidden = |name: &str| name.starts_with('.') || name == "node_modules";
        let entries = entries.into_iter().filter(|entry| entry.kind == Kind::Folder && !is_hidden(&entry.name()));
        let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path).collect();
        folders.sort();
        folders.truncate(MAX_FOLDERS);
        folders.retain(|folder| !all.contains(folder));
        all.extend(folders);
    }
    all
}

/// The Convex folder of the repository's packages that has a Better Auth component, or the only Convex folder. If no
/// package has a component, `usual`. None if the repository has no Convex folder.
///
/// Fails, with the folders to choose from, if several have a component, or if several exist and none has one.
pub(super) fn convex_folder(
    around: Around<'_>,
    usual: Option<Found>,
    markers: &ComponentMarkers,
) -> Result<Option<Found>, Diagnostic> {
    let mut all: Vec<Found> = usual.iter().cloned().collect();
    for app in apps(around) {
        if let Some(convex) = convex_of(around.files, &app)?
            && !all.iter().any(|(known, _)| *known == convex)
        {
            all.push((convex, app));
        }
    }
    if all.len() < 2 {
        return Ok(all.pop());
    }
    let mut with: Vec<&Found> =
        all.iter().filter(|(convex, _)| has_better_auth(around.files, convex, markers)).collect();
    match (with.as_slice(), usual) {
        ([only], _) => Ok(Some((*only).clone())),
        ([], Some(usual)) => Ok(Some(usual)),
        ([], None) => {
            with = all.iter().collect();
            Err(several("found several Convex projects, none with a Better Auth component", &with, around.files))
        }
        _ => Err(several("found several Convex projects with a Better Auth component", &with, around.files)),
    }
}

fn several(title: &str, all: &[&Found], files: &dyn FileProvider) -> Diagnostic {
    let flags: Vec<String> =
        all.iter().map(|(convex, app)| format!("-C {}", files.display_path(folder_of(convex, app)))).collect();
    Diagnostic::new(&codes::SEVERAL_COMPONENTS, title).help(format!("choose one: {}", flags.join(", or ")))
}

/// The folder from which a command finds exactly this Convex folder.
fn folder_of<'p>(convex: &'p Path, app: &'p Path) -> &'p Path {
    let parent = convex.parent().unwrap_or(app);
    // `src/convex` is found from the app, and packages/backend/convex from packages/backend.
    if parent.file_name().is_some_and(|name| name == "src") { app } else { parent }
}
