//! Modules of an app by their name without an extension, which may be any that Convex bundles.

use std::path::{Path, PathBuf};

use super::files;
use super::provider::FileProvider;

/// The extensions, in falling order (`entryPoints` in convex, src/bundler/index.ts).
const EXTENSIONS: [&str; 7] = ["ts", "tsx", "mts", "js", "mjs", "jsx", "cjs"];
/// What the file of an imported module may end with, in falling order.
pub const ENDINGS: [&str; 8] = [".ts", ".tsx", ".mts", ".js", ".mjs", ".jsx", ".cjs", ".json"];
/// Files that will be built, as TypeScript lets code name them, and what they are built from.
pub const BUILT: [(&str, &[&str]); 4] =
    [(".js", &[".ts", ".tsx"]), (".mjs", &[".mts"]), (".cjs", &[".cts"]), (".jsx", &[".tsx"])];

/// The file of a module in a folder; the one with the first extension where there is none.
pub fn file(files: &dyn FileProvider, folder: &Path, name: &str) -> PathBuf {
    let of = |extension: &str| folder.join(format!("{name}.{extension}"));
    let found = EXTENSIONS.iter().map(|extension| of(extension)).find(|path| files.has(path));
    found.unwrap_or_else(|| of(EXTENSIONS[0]))
}

/// The file that a path in an import leads to: what it will be built from, itself, with an extension, or the index of a
/// folder.
pub fn file_at(files: &dyn FileProvider, path: &Path) -> Option<PathBuf> {
    let name = path.to_string_lossy();
    let of_source = sources(&name).into_iter().map(PathBuf::from);
    let itself = ENDINGS.iter().any(|ending| name.ends_with(ending)).then(|| path.to_owned());
    let with_extension = ENDINGS.iter().map(|ending| PathBuf::from(format!("{name}{ending}")));
    let index = ENDINGS.iter().map(|ending| PathBuf::from(format!("{name}/index{ending}")));
    of_source.chain(itself).chain(with_extension).chain(index).find(|path| files.has(path))
}

/// The file of a module that is imported by a relative path from a folder; or else the file that it would usually
/// be.
pub fn imported(files: &dyn FileProvider, folder: &Path, specifier: &str) -> Result<PathBuf, PathBuf> {
    // The path of the current folder is no part of a name, and neither is a bundler's suffix.
    let path = files::absolute(&folder.join(specifier.split('?').next().unwrap_or_default()));
    file_at(files, &path).ok_or_else(|| {
        let name = path.to_string_lossy();
        match sources(&name).into_iter().next() {
            Some(source) => PathBuf::from(source),
            None if ENDINGS.iter().any(|ending| name.ends_with(ending)) => path.clone(),
            None => PathBuf::from(format!("{name}{}", ENDINGS[0])),
        }
    })
}

/// What a file that will be built may be built from.
fn sources(name: &str) -> Vec<String> {
    let built = BUILT.iter().find_map(|(built, sources)| Some((name.strip_suffix(built)?, sources)));
    built.into_iter().flat_map(|(stem, sources)| sources.iter().map(move |end| format!("{stem}{end}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::provider::Memory;
    use super::*;

    #[test]
    fn imports_lead_to_files() {
        let top = Path::new("/app");
        let texts = ["a.ts", "b.generated.ts", "c.js", "folder/index.ts", "d.ts", "d.js"];
        let files = Memory::new(texts.map(|path| (top.join(path), String::new())), top);
        let cases = [
            ("./a", Ok("a.ts")),
            ("./a.js", Ok("a.ts")),
            ("./a.ts", Ok("a.ts")),
            ("./b.generated", Ok("b.generated.ts")),
            ("./b.generated.js", Ok("b.generated.ts")),
            ("./c", Ok("c.js")),
            ("./c.js", Ok("c.js")),
            ("./d.js", Ok("d.ts")),
            ("./folder", Ok("folder/index.ts")),
            ("./folder/", Ok("folder/index.ts")),
            ("./none", Err("none.ts")),
            ("./none.js", Err("none.ts")),
            ("./none.ts", Err("none.ts")),
            ("./schema.generated", Err("schema.generated.ts")),
        ];
        for (specifier, expected) in cases {
            let expected = expected.map(|path| top.join(path)).map_err(|path| top.join(path));
            assert_eq!(imported(&files, top, specifier), expected, "{specifier}");
        }
    }
}
