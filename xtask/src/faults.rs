//! `gen` and `adopt` killed, refused by the disk and raced by an editor, at any moment; afterwards nothing may be lost.
//!
//! A run takes a project, a command and a fault from its seed. Then it judges: each file is whole, old or new; `gen` goes
//! on from there, and with it the command and `check`; every edit is in a file; nothing is left behind. What needs
//! `strace` (a kill between two system calls, a full disk, slow calls) is left out where it is not installed, and that is
//! said. Two further modes: errors at every system call (`calls`), and many runs at once (`crowd`).

mod calls;
mod crowd;
mod judge;
mod projects;
mod trace;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use crate::fuzz::{Dice, seed_of_now};
use crate::{Failure, cargo, root, run as run_command};
pub(crate) use calls::run as run_calls;
pub(crate) use crowd::run as run_crowd;
use judge::{judge, leftovers};
use projects::{Project, SCHEMA};

/// How many runs go on at the same time.
const WORKERS: u64 = 2;

/// How much longer a slow system call takes.
const SLOW: Duration = Duration::from_millis(3);

/// What happens to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// It is killed after some time.
    Kill,
    /// An editor saves schema.ts while it runs.
    Save,
    /// It runs twice at the same time.
    Twice,
    /// It is killed between two system calls.
    KillAtCall,
    /// A system call fails, or all of its kind from then on.
    FailAtCall,
    /// An editor saves schema.ts while it runs with slow system calls.
    SaveSlowly,
    /// An editor saves schema.ts, and it is killed between two system calls.
    SaveAndKill,
    /// An editor saves schema.ts, and a system call fails.
    SaveAndFail,
}

const FAULTS: [Fault; 8] = [
    Fault::Kill,
    Fault::Save,
    Fault::Twice,
    Fault::KillAtCall,
    Fault::FailAtCall,
    Fault::SaveSlowly,
    Fault::SaveAndKill,
    Fault::SaveAndFail,
];

/// What a run has come to.
#[derive(Debug)]
pub(crate) struct Run<'p> {
    pub(crate) project: &'p Project,
    pub(crate) fault: Fault,
    /// The project's folder.
    pub(crate) folder: &'p Path,
    /// What the editor has saved.
    pub(crate) saved: Option<Saved>,
    /// The command's exit code; none if it was killed.
    pub(crate) code: Option<i32>,
    pub(crate) said: String,
}

/// A text that an editor has saved.
#[derive(Clone, Debug)]
pub(crate) struct Saved {
    pub(crate) text: String,
    /// What stands in it and nowhere else.
    pub(crate) mark: String,
    /// Whether it was written over what was there, so that a part of it could be read.
    pub(crate) is_in_place: bool,
}

/// How often each thing has happened.
#[derive(Debug, Default)]
struct Count {
    runs: AtomicU64,
    killed: AtomicU64,
    refused: AtomicU64,
    saved: AtomicU64,
}

/// Does so many runs. Fails with the first that is judged wrong, and how to repeat it.
pub(crate) fn run(number: &str, seed: Option<&str>) -> Result<(), Failure> {
    let parse = |text: &str| text.parse::<u64>().map_err(|_| format!("`{text}` is not a number"));
    let (number, seed) = (parse(number)?, seed.map_or_else(|| Ok(seed_of_now()), parse)?);
    run_command(&mut cargo(&["build", "--quiet"]))?;
    let name = format!("target/debug/sigma-schema{}", env::consts::EXE_SUFFIX);
    let binary = fs::canonicalize(root().join(name)).map_err(|error| format!("the binary: {error}"))?;
    let work = env::temp_dir().join(format!("sigma-schema-faults-{}", std::process::id()));
    let done = all(number, seed, &binary, &work);
    let _ = fs::remove_dir_all(&work);
    done
}

fn all(number: u64, seed: u64, binary: &Path, work: &Path) -> Result<(), Failure> {
    let has_trace = trace::is_there();
    if !has_trace {
        println!("without strace: no kills between system calls, no failing and no slow ones");
    }
    let projects = projects::all(binary, &work.join("projects"), has_trace)?;
    let (count, start) = (Count::default(), Instant::now());
    let one = |worker: u64| {
        for at in (seed..seed + number).filter(|at| at % WORKERS == worker) {
            let folder = work.join(format!("run-{at}"));
            one(at, binary, &projects, &folder, has_trace, &count)
                .map_err(|failure| format!("{failure}\nagain: cargo xtask faults 1 {at}"))?;
            fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|worker| scope.spawn(move || one(worker))).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or_else(|_| Err("a worker panicked".to_owned())))
    })?;
    let [runs, killed, refused, saved] =
        [&count.runs, &count.killed, &count.refused, &count.saved].map(|count| count.load(Ordering::Relaxed));
    println!(
        "{runs} runs in {} seconds: {killed} killed, {refused} that gave up, {saved} edits saved, nothing lost",
        start.elapsed().as_secs()
    );
    Ok(())
}

/// One run, all of it from its seed.
fn one(
    seed: u64,
    binary: &Path,
    projects: &[Project],
    folder: &Path,
    has_trace: bool,
    count: &Count,
) -> Result<(), Failure> {
    // Numbers that follow each other are no chance.
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    for _ in 0..4 {
        dice.below(2);
    }
    let project = dice.one_of(projects);
    let fault = *dice.one_of(if has_trace { &FAULTS } else { &FAULTS[..3] });
    project.copy_to(folder)?;
    let mut command = command(binary, project, folder, fault, &mut dice);
    let saves = matches!(fault, Fault::Save | Fault::SaveSlowly | Fault::SaveAndKill | Fault::SaveAndFail);
    // Any time, or while it writes.
    let is_late = matches!(fault, Fault::SaveSlowly | Fault::SaveAndFail) || saves && dice.below(2) == 0;
    let longest = match fault {
        Fault::SaveSlowly | Fault::SaveAndFail => SLOW * 12,
        _ if is_late => project.time / 20,
        _ => project.time + project.time / 10,
    };
    let delay = Duration::from_micros(dice.below(longest.as_micros() as usize) as u64);
    let mut child = command.spawn().map_err(|error| format!("{command:?}: {error}"))?;
    let second = (fault == Fault::Twice).then(|| plain(binary, project, folder).spawn());
    if is_late {
        wait_for_writing(folder, &mut child);
    }
    thread::sleep(delay);
    let saved = saves.then(|| save(project, folder, seed, &mut dice)).transpose()?;
    if fault == Fault::Kill {
        let _ = child.kill();
    }
    let (code, said) = end(child)?;
    if let Some(second) = second {
        end(second.map_err(|error| error.to_string())?)?;
    }
    count.runs.fetch_add(1, Ordering::Relaxed);
    count.killed.fetch_add(u64::from(code.is_none()), Ordering::Relaxed);
    count.refused.fetch_add(u64::from(code == Some(2)), Ordering::Relaxed);
    count.saved.fetch_add(u64::from(saved.is_some()), Ordering::Relaxed);
    let run = Run { project, fault, folder, saved, code, said };
    judge(&run, binary).map_err(|failure| {
        let Run { fault, saved, code, said, .. } = &run;
        let saved = saved.as_ref().map(|saved| saved.mark.as_str());
        format!("{}, {fault:?}, saved {saved:?}, exit code {code:?}: {failure}\n{said}", project.name)
    })
}

/// The command of a project, as nobody disturbs it.
fn plain(binary: &Path, project: &Project, folder: &Path) -> Command {
    let mut command = Command::new(binary);
    command.args(project.command);
    piped(command, folder)
}

fn command(binary: &Path, project: &Project, folder: &Path, fault: Fault, dice: &mut Dice) -> Command {
    let inject = match fault {
        Fault::KillAtCall | Fault::SaveAndKill => {
            let (call, number) = project.calls.any(dice);
            format!("{call}:signal=KILL:when={number}")
        }
        Fault::FailAtCall | Fault::SaveAndFail => {
            let error = *dice.one_of(&["ENOSPC", "EIO", "EACCES", "EINVAL"]);
            let (call, number) = project.calls.any_that_writes(dice);
            let on = *dice.one_of(&["", "+"]);
            format!("{call}:error={error}:when={number}{on}")
        }
        Fault::SaveSlowly => format!("{}:delay_enter={}", trace::SLOW.join(","), SLOW.as_micros()),
        Fault::Kill | Fault::Save | Fault::Twice => return plain(binary, project, folder),
    };
    let slow = format!("{}:delay_enter={}", trace::SLOW.join(","), SLOW.as_micros());
    let slow = (fault == Fault::SaveAndFail).then_some(slow);
    let mut command = trace::traced(&inject, slow.as_deref(), &folder.with_extension("trace"));
    command.arg(binary).args(project.command);
    piped(command, folder)
}

fn piped(mut command: Command, folder: &Path) -> Command {
    command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Waits until a command writes, or has ended.
fn wait_for_writing(folder: &Path, child: &mut Child) {
    while leftovers(folder).is_empty() && matches!(child.try_wait(), Ok(None)) {
        thread::yield_now();
    }
}

/// Waits for a command: its exit code, unless it was killed, and what it said.
fn end(child: Child) -> Result<(Option<i32>, String), Failure> {
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    Ok((output.status.code(), said))
}

/// Saves an edit of schema.ts, as editors do it: into the file, or by another in its place.
fn save(project: &Project, folder: &Path, seed: u64, dice: &mut Dice) -> Result<Saved, Failure> {
    let (mark, text) = project.edit(seed, dice.below(2) == 0);
    let path = folder.join(SCHEMA);
    let is_in_place = dice.below(2) == 0;
    let done = match is_in_place {
        true => fs::write(&path, &text),
        false => {
            let other: PathBuf = folder.join("saved");
            fs::write(&other, &text).and_then(|()| fs::rename(&other, &path))
        }
    };
    // Where there is no folder yet, no editor has the file open.
    match done {
        Ok(()) => Ok(Saved { text, mark, is_in_place }),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}
