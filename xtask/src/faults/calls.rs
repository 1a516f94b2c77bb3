//! An error at each system call of each command, one run per call. Afterwards all files are old or all are new, no edit
//! is lost, and the next run goes on.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use std::{env, fs, thread};

use super::judge::judge;
use super::projects::{self, Project, files};
use super::{Fault, Run, WORKERS, end, piped, trace};
use crate::{Failure, cargo, root, run as run_command};

/// The errors of a disk that breaks, that is full, and that refuses.
const ERRORS: [&str; 3] = ["EIO", "ENOSPC", "EACCES"];

/// A run: a project, a system call of its command, and the error at it.
struct Case<'p> {
    project: &'p Project,
    call: &'p str,
    number: usize,
    error: &'static str,
}

/// Does all runs, or every so many of them. Fails with the first that is judged wrong.
pub(crate) fn run(every: usize) -> Result<(), Failure> {
    if !trace::is_there() {
        println!("skipped: without strace there are no errors at system calls");
        return Ok(());
    }
    run_command(&mut cargo(&["build", "--quiet"]))?;
    let name = format!("target/debug/sigma-schema{}", env::consts::EXE_SUFFIX);
    let binary = fs::canonicalize(root().join(name)).map_err(|error| format!("the binary: {error}"))?;
    let work = env::temp_dir().join(format!("sigma-schema-calls-{}", std::process::id()));
    let done = all(&binary, &work, every.max(1));
    let _ = fs::remove_dir_all(&work);
    done
}

fn all(binary: &Path, work: &Path, every: usize) -> Result<(), Failure> {
    let projects = projects::all(binary, &work.join("projects"), true)?;
    let mut cases = Vec::new();
    for project in &projects {
        if !project.calls.has_synced_names() {
            return Err(format!("{}: its folder is not synced after its files got their names", project.name));
        }
        for (call, number) in project.calls.that_can_fail() {
            cases.extend(ERRORS.into_iter().map(|error| Case { project, call, number, error }));
        }
    }
    let cases: Vec<Case<'_>> = cases.into_iter().step_by(every).collect();
    let (start, next, refused) = (Instant::now(), AtomicUsize::new(0), AtomicUsize::new(0));
    let failed: Mutex<Option<Failure>> = Mutex::default();
    let work_off = |worker: u64| {
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let folder = work.join(format!("worker-{worker}"));
            match one(case, binary, &folder) {
                Ok(is_refused) => drop(refused.fetch_add(usize::from(is_refused), Ordering::Relaxed)),
                Err(failure) => {
                    let Case { project, call, number, error } = case;
                    let failure = format!("{}, {error} at {call} {number}: {failure}", project.name);
                    if let Ok(mut failed) = failed.lock() {
                        failed.get_or_insert(failure);
                    }
                    next.store(cases.len(), Ordering::Relaxed);
                }
            }
        }
    };
    let work_off = &work_off;
    thread::scope(|scope| (0..WORKERS).for_each(|worker| drop(scope.spawn(move || work_off(worker)))));
    if let Some(failure) = failed.into_inner().unwrap_or_else(|_| Some("a worker panicked".to_owned())) {
        return Err(failure);
    }
    println!(
        "{} errors at system calls in {} seconds: {} runs gave up, all files old or all new, nothing lost",
        cases.len(),
        start.elapsed().as_secs(),
        refused.into_inner()
    );
    Ok(())
}

/// One run. Whether the command gave up.
fn one(case: &Case<'_>, binary: &Path, folder: &Path) -> Result<bool, Failure> {
    let _ = fs::remove_dir_all(folder);
    let Case { project, call, number, error } = case;
    project.copy_to(folder)?;
    let inject = format!("{call}:error={error}:when={number}");
    let mut command = trace::traced(&inject, None, &folder.with_extension("trace"));
    command.arg(binary).args(project.command);
    let child = piped(command, folder).spawn().map_err(|error| error.to_string())?;
    let (code, said) = end(child)?;
    // The loader ends with 127, before the program starts. The standard library panics if a folder that was listed
    // cannot be closed; that is before anything is written.
    let is_ended = code == Some(127) || said.contains("during closedir") && files(folder) == project.before;
    if !matches!(code, Some(0..=2)) && !is_ended {
        return Err(format!("it ends with {code:?}\n{said}"));
    }
    let found = files(folder);
    let is_whole = found == project.before || found == project.after;
    // A disk that refuses to put files back is named, and so is each file that it keeps.
    if !is_whole && !said.contains("cannot be restored") && !said.contains("cannot be removed") {
        return Err(format!("some files are old, some new\n{said}"));
    }
    if is_whole && code == Some(0) && found != project.after {
        return Err(format!("it says that it is done\n{said}"));
    }
    let is_refused = code != Some(0);
    judge(&Run { project, fault: Fault::FailAtCall, folder, saved: None, code, said }, binary)?;
    Ok(is_refused)
}
