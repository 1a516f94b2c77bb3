//! Broken and strange code for the reader of options: made of the golden projects' own files by cutting, repeating and
//! mixing. A worker process reads one after the other; one that dies, panics, takes too long or reads the same file in
//! two ways has found something, and the file is kept in `tests/corpus`, whose files are tests from then on.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{env, fs};

use sigma_schema::auth;
use sigma_schema::diagnostic::Diagnostics;
use sigma_schema::workspace::provider::{Disk, FileProvider};
use sigma_schema::workspace::{Overrides, Project};

use crate::{Failure, root};

/// The longest that one file may take: the limit of five seconds, and what a busy machine adds.
const LONGEST: Duration = Duration::from_secs(7);
/// How many files a worker reads before a new one takes over.
const FILES_OF_A_WORKER: u64 = 2_000;
/// What is put between pieces: code that options are written with.
const WORDS: [&str; 48] = [
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "...",
    ",",
    ";",
    ":",
    "=>",
    "=",
    "?",
    "??",
    "||",
    "&&",
    "!",
    "`",
    "${",
    "\"",
    "'",
    "<",
    ">",
    " as any",
    " satisfies X",
    "async ",
    "await ",
    "function f() {",
    "return ",
    "if (process.env.X) ",
    "else ",
    "const x = ",
    "x",
    "null",
    "undefined",
    "0",
    "new X()",
    "plugins",
    ".push(x)",
    ".concat([x])",
    ".filter(Boolean)",
    ".map((x) => x)",
    "Object.assign({}, x)",
    "for (const x of x) ",
    "import { x } from \"./x\";",
    "export default ",
    "switch (x) { case 1: ",
    "\u{feff}é\u{2028}",
];

/// Runs workers for so many seconds. Fails with what they find.
pub(crate) fn run(seconds: &str) -> Result<(), Failure> {
    let seconds: u64 = seconds.parse().map_err(|_| format!("`{seconds}` is not a number of seconds"))?;
    let (start, mut files, mut seed) = (Instant::now(), 0_u64, seed_of_now());
    let myself = env::current_exe().map_err(|error| error.to_string())?;
    while start.elapsed() < Duration::from_secs(seconds) {
        let work = env::temp_dir().join(format!("sigma-schema-fuzz-{}", std::process::id()));
        prepare(&work)?;
        let left = seconds.saturating_sub(start.elapsed().as_secs()).max(1);
        let mut worker = Command::new(&myself);
        worker.arg("fuzz-worker").arg(&work).args([seed.to_string(), left.to_string()]).stderr(Stdio::piped());
        let output = worker.output().map_err(|error| format!("{worker:?}: {error}"))?;
        let said = String::from_utf8_lossy(&output.stdout);
        files += said.lines().filter_map(|line| line.parse::<u64>().ok()).next_back().unwrap_or(0);
        if !output.status.success() {
            let kept = root().join(format!("tests/corpus/found-{seed}.ts"));
            fs::create_dir_all(root().join("tests/corpus")).map_err(|error| error.to_string())?;
            fs::copy(work.join("convex/auth.ts"), &kept).map_err(|error| error.to_string())?;
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{}: {}\n{said}", kept.display(), output.status));
        }
        let _ = fs::remove_dir_all(&work);
        seed = seed.wrapping_add(FILES_OF_A_WORKER);
    }
    println!("{files} files in {} seconds, nothing found", start.elapsed().as_secs());
    Ok(())
}

/// A worker: reads files until its number is reached or its time is over, and prints how many it has read.
pub(crate) fn work(folder: &str, seed: &str, seconds: &str) -> Result<(), Failure> {
    let number = |text: &str| text.parse::<u64>().map_err(|_| format!("`{text}` is not a number"));
    let (seed, seconds, start) = (number(seed)?, number(seconds)?, Instant::now());
    let seeds = seeds();
    env::set_current_dir(folder).map_err(|error| error.to_string())?;
    std::panic::set_hook(Box::new(|panic| {
        eprintln!("{panic}");
        std::process::abort();
    }));
    let disk: Arc<dyn FileProvider> = Arc::new(Disk);
    let project = Project::find(&disk, &Overrides::default(), &mut Diagnostics::default())
        .map_err(|diagnostics| format!("{diagnostics:?}"))?;
    let project = project.into_iter().next().ok_or("no project")?;
    for file in 0..FILES_OF_A_WORKER {
        if start.elapsed() > Duration::from_secs(seconds) {
            println!("{file}");
            return Ok(());
        }
        let text = mutated(&seeds, &mut Dice(seed.wrapping_add(file).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1));
        fs::write("convex/auth.ts", &text).map_err(|error| error.to_string())?;
        let begin = Instant::now();
        let first = format!("{:?}", auth::read(&asks(&project)));
        if begin.elapsed() > LONGEST {
            return Err(format!("it took {:?}", begin.elapsed()));
        }
        if file % 8 == 0
            && !first.contains("takes longer than")
            && first != format!("{:?}", auth::read(&asks(&project)))
        {
            return Err("a second reading differs".to_owned());
        }
    }
    println!("{FILES_OF_A_WORKER}");
    Ok(())
}

/// What the reader is asked in a project without an adapter.ts.
fn asks(project: &Project) -> auth::OptionsQuery {
    auth::OptionsQuery {
        files: Arc::clone(&project.files),
        named: None,
        convex: project.convex.clone(),
        component: project.component.clone(),
        adapter: project.adapter_path(),
        adapter_package: project.adapter.package.clone(),
        adapter_function: "createApi".to_owned(),
        adapter_options: "createAuthOptions".to_owned(),
        top: project.root.clone(),
        catalog: project.catalog.clone(),
        core: project.core.clone(),
        without_tables: Vec::new(),
        strict: false,
    }
}

fn prepare(work: &Path) -> Result<(), Failure> {
    let put = |path: &str, text: &str| {
        let path = work.join(path);
        fs::create_dir_all(path.parent().unwrap_or(work)).and_then(|()| fs::write(&path, text))
    };
    let packages = r#"{ "dependencies": { "better-auth": "1.6.15", "@convex-dev/better-auth": "0.12.5" } }"#;
    let x = "import { y } from \"./auth\";\nexport const x = y;\nexport default x;\n";
    [(".git/HEAD", ""), ("package.json", packages), ("convex/x.ts", x)]
        .into_iter()
        .try_for_each(|(path, text)| put(path, text))
        .map_err(|error| error.to_string())
}

/// The code of all golden projects, and what was found before.
fn seeds() -> Vec<String> {
    let mut files = Vec::new();
    collect(&root().join("golden"), &mut files);
    collect(&root().join("tests/corpus"), &mut files);
    collect(&root().join("xtask/bench"), &mut files);
    files.sort();
    let texts = files.iter().filter_map(|file| fs::read_to_string(file).ok());
    texts.filter(|text| !text.is_empty() && text.len() < 20_000).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "ts") && !path.ends_with("schema.ts") {
            files.push(path);
        }
    }
}

fn mutated(seeds: &[String], dice: &mut Dice) -> String {
    let mut text: Vec<char> = dice.one_of(seeds).chars().collect();
    for _ in 0..=dice.below(6) {
        let (from, to) = (dice.below(text.len() + 1), dice.below(text.len() + 1));
        let (from, to) = (from.min(to), from.max(to));
        let short = from..to.min(from + 60);
        match dice.below(7) {
            0 => drop(text.drain(short)),
            1 => {
                let piece: Vec<char> = text[short].to_vec();
                let times = 1 + dice.below(40);
                text.splice(to..to, piece.repeat(times));
            }
            2 => drop(text.splice(from..from, dice.one_of(&WORDS).chars())),
            3 => drop(text.splice(short, dice.one_of(&WORDS).chars())),
            4 => {
                let other: Vec<char> = dice.one_of(seeds).chars().collect();
                let start = dice.below(other.len());
                let end = other.len().min(start + 200);
                text.splice(from..from, other[start..end].iter().copied());
            }
            5 => drop(text.splice(from..from, dice.one_of(&WORDS).repeat(1 + dice.below(300)).chars())),
            _ if text.len() > 1 => {
                let at = from.min(text.len() - 1);
                text[at] = char::from(32 + u8::try_from(dice.below(95)).unwrap_or(0));
            }
            _ => {}
        }
        text.truncate(200_000);
    }
    text.into_iter().collect()
}

/// Numbers by chance, the same ones for the same seed (xorshift).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or(0) % end.max(1)
    }

    pub(crate) fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let at = self.below(all.len());
        &all[at]
    }
}

pub(crate) fn seed_of_now() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(1, |now| now.as_secs().wrapping_mul(FILES_OF_A_WORKER))
}
