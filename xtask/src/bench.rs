//! `gen` beside `cp` of its two files, and its memory.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use crate::{Failure, cargo, root, run};

/// How often each is timed; the runs alternate, so that both meet the same machine.
const RUNS: usize = 200;

pub(crate) fn all() -> Result<(), Failure> {
    run_build()?;
    let binary = fs::canonicalize(root().join("target/release/sigma-schema")).map_err(|error| error.to_string())?;
    let work = env::temp_dir().join(format!("sigma-schema-bench-{}", std::process::id()));
    let measured = measure(&binary, &work);
    let _ = fs::remove_dir_all(&work);
    measured
}

fn run_build() -> Result<(), Failure> {
    run(&mut cargo(&["build", "--release", "--quiet"]))
}

fn measure(binary: &Path, work: &Path) -> Result<(), Failure> {
    let project = work.join("project");
    copy(&root().join("golden/gen/guide-1.4.9/project"), &project)?;
    let component = project.join("convex/betterAuth");
    let files = ["schema.ts", "adapter.ts"].map(|name| component.join(name));
    let other = work.join("other");
    fs::create_dir_all(&other).map_err(|error| error.to_string())?;

    let long = work.join("long");
    copy(&root().join("golden/gen/guide-1.4.9/project"), &long)?;
    fs::copy(root().join("xtask/bench/auth.ts"), long.join("convex/auth.ts")).map_err(|error| error.to_string())?;

    let run_in = |folder: &Path, flags: &[&str]| {
        let mut command = Command::new(binary);
        command.arg("gen").args(flags).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let generate = || run_in(&project, &[]);
    // The same plugins, with and without reading 150 lines of code.
    let read = || run_in(&long, &["--force"]);
    let unread = || run_in(&long, &["--force", "--no-auth", "--plugins", "admin,username,organization,email-otp"]);
    let copy_files = || {
        let mut command = Command::new("cp");
        command.args(&files).arg(&other);
        command
    };
    let remove = || files.iter().for_each(|file| drop(fs::remove_file(file)));

    let check = || {
        let mut command = Command::new(binary);
        command.arg("check").current_dir(&project).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let (mut unchanged, mut written, mut copied, mut checked) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut with_code, mut without_code) = (Vec::new(), Vec::new());
    time(generate())?;
    for _ in 0..RUNS {
        unchanged.push(time(generate())?);
        checked.push(time(check())?);
        copied.push(time(copy_files())?);
        remove();
        written.push(time(generate())?);
        with_code.push(time(read())?);
        without_code.push(time(unread())?);
    }
    let copied = median(copied);
    println!("medians of {RUNS} runs, on the guide's project");
    println!("cp of schema.ts and adapter.ts   {:>7.2} ms", millis(copied));
    for (what, times) in [("gen, files up to date", unchanged.clone()), ("gen, both files written", written)] {
        let median = median(times);
        println!("{what:<32} {:>7.2} ms   {:.2} times cp", millis(median), median.as_secs_f64() / copied.as_secs_f64());
    }
    let (checked, generated) = (median(checked), median(unchanged));
    let times = checked.as_secs_f64() / generated.as_secs_f64();
    println!("check, files up to date          {:>7.2} ms   {times:.2} times gen", millis(checked));
    let (with_code, without_code) = (median(with_code), median(without_code));
    let added = millis(with_code) - millis(without_code);
    println!("gen, options from flags          {:>7.2} ms", millis(without_code));
    println!("gen, reading 150 lines of code   {:>7.2} ms   {added:.2} ms more", millis(with_code));
    let size = fs::metadata(binary).map_err(|error| error.to_string())?.len();
    println!("size of the binary               {:>7.2} MB", size as f64 / 1e6);
    println!("peak memory of gen               {:>7.2} MB", peak_memory(generate())? as f64 / 1e3);
    Ok(())
}

fn time(mut command: Command) -> Result<Duration, Failure> {
    let start = Instant::now();
    let status = command.status().map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() { Ok(start.elapsed()) } else { Err(format!("{command:?}: {status}")) }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The largest resident size of a command in kB. A second xtask runs it: its own children are then this one alone, and it
/// is small itself, which matters because a child counts what its parent had at the time.
fn peak_memory(command: Command) -> Result<i64, Failure> {
    let mut alone = Command::new(env::current_exe().map_err(|error| error.to_string())?);
    alone.arg("memory-of").arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        alone.current_dir(folder);
    }
    let output = alone.output().map_err(|error| format!("{alone:?}: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().map_err(|_| format!("{alone:?}: {text}{}", String::from_utf8_lossy(&output.stderr)))
}

/// Runs a command and prints its largest resident size in kB.
pub(crate) fn print_memory_of(command: &[&str]) -> Result<(), Failure> {
    let [program, arguments @ ..] = command else { return Err("no command".to_owned()) };
    run(Command::new(program).args(arguments).stdout(Stdio::null()))?;
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_CHILDREN);
    println!("{}", usage.map_err(|error| error.to_string())?.max_rss());
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| format!("{}: {error}", from.display());
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let path: PathBuf = entry.map_err(failed)?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, target).map_err(failed)?;
        }
    }
    Ok(())
}
