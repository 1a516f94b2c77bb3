//! Modules of an app by their name without an extension. Any extension that Convex bundles is possible.

use std::path::{Path, PathBuf};

use super::files;
use super::provider::FileProvider;

/// The extensions, in order of precedence (`entryPoints` in convex, src/bundler/index.ts).
const EXTENSIONS: [&str; 7] = ["ts", "tsx", "mts", "js", "mjs", "jsx", "cjs"];
/// Endings of an imported module's file, in order of precedence.
pub const ENDINGS: [&str; 8] = [".ts", ".tsx", ".mts", ".js", ".mjs", ".jsx", ".cjs", ".json"];
/// Endings of build outputs, which TypeScript code may name in imports, and of their sources.
pub const BUILT: [(&str, &[&str]); 4] =
    [(".js", &[".ts", ".tsx"]), (".mjs", &[".mts"]), (".cjs", &[".cts"]), (".jsx", &[".tsx"])];

/// The file of a module in a folder. If none exists, the path with the first extension.
pub fn file(files: &dyn FileProvider, folder: &Path, name: &str) -> PathBuf {
    let of = |extension: &str| folder.join(format!("{name}.{extension}"));
    let found = EXTENSIONS.iter().map(|extension| of(extension)).find(|path| files.has(path));
    found.unwrap_or_else(|| of(EXTENSIONS[0]))
}

/// The file that a path in an import leads to: its source, the path itself, the path with an extension, or the index of
/// a folder.
pub fn file_at(files: &dyn FileProvider, path: &Path) -> Option<PathBuf> {
    let name = path.to_string_lossy();
    let of_source = sources(&name).into_iter().map(PathBuf::from);
    let itself = ENDINGS.iter().any(|ending| name.ends_with(ending)).then(|| path.to_owned());
    let with_extension = ENDINGS.iter().map(|ending| PathBuf::from(format!("{name}{ending}")));
    let index = ENDINGS.iter().map(|ending| PathBuf::from(format!("{name}/index{ending}")));
    of_source.chain(itself).chain(with_extension).chain(index).find(|path| files.has(path))
}

/// The file of a module that is imported by a relative path from a folder. The error is the path that it usually has.
pub fn imported(files: &dyn FileProvider, folder: &Path, specifier: &str) -> Result<PathBuf, PathBuf> {
    // `./` and a bundler's suffix, such as `?raw`, are not part of the name.
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

/// The possible sources of a build output.
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
        let root = Path::new("/app");
        let texts = ["a.ts", "b.generated.ts", "c.js", "folder/index.ts", "d.ts", "d.js"];
        let files = Memory::new(texts.map(|path| (root.join(path), String::new())), root);
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
            let expected = expected.map(|path| root.join(path)).map_err(|path| root.join(path));
            assert_eq!(imported(&files, root, specifier), expected, "{specifier}");
        }
    }
}
