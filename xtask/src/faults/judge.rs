//! What must be true after a fault.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::projects::{FILES, INDEX, SCHEMA, files};
use super::{Fault, Run};
use crate::Failure;

/// Fails with what is wrong.
pub(crate) fn judge(run: &Run<'_>, binary: &Path) -> Result<(), Failure> {
    whole(run)?;
    honest(run)?;
    let folder = run.folder;
    let (code, said) = sigma(binary, &["gen"], folder, &[0, 1])?;
    let left = leftovers(folder);
    if !left.is_empty() {
        return Err(format!("{left:?} is left behind\n{said}"));
    }
    kept(run, "gen", &said)?;
    let (checked, said) = sigma(binary, &["check", "--no-diff"], folder, &[0, 1])?;
    if code == 0 && checked != 0 {
        return Err(format!("check differs from gen\n{said}"));
    }
    if run.project.has_edit {
        // Started again, it comes to its end, unless the config file cannot hold what was saved.
        let (_, said) = sigma(binary, run.project.command, folder, &[0, 1])?;
        kept(run, "the command once more", &said)?;
        let (_, said) = sigma(binary, &["gen"], folder, &[0, 1])?;
        kept(run, "the last gen", &said)?;
    }
    Ok(())
}

/// Each file is as it was before, as it is after, or as it was saved.
fn whole(run: &Run<'_>) -> Result<(), Failure> {
    let found = files(run.folder);
    for name in FILES {
        let text = found.get(name);
        let saved = run.saved.as_ref().filter(|_| name == SCHEMA).map(|saved| &saved.text);
        let is_whole = text == run.project.before.get(name)
            || text == run.project.after.get(name)
            || (saved.is_some() && text == saved)
            || is_adopted(run, name, text);
        if !is_whole {
            return Err(format!("{name} is neither old nor new:\n{}", text.map_or("(no file)", String::as_str)));
        }
    }
    Ok(())
}

/// Whether an edit that was saved in time is in the file that the command has written.
fn is_adopted(run: &Run<'_>, name: &str, text: Option<&String>) -> bool {
    let Some(saved) = &run.saved else { return false };
    let is_split = run.project.command.contains(&"--split") && name == SCHEMA;
    let is_done = run.code == Some(0) || run.code.is_none();
    let has = |part: &str| text.is_some_and(|text| text.contains(part));
    // Both are whole: the one is JSON, of the other all is there up to its end.
    is_done
        && has(&saved.mark)
        && match name {
            "sigma-schema.json" => text.is_some_and(|text| serde_json::from_str::<serde_json::Value>(text).is_ok()),
            _ => {
                (is_split || run.project.has_edit)
                    && text.is_some_and(|text| text.trim_end().ends_with("export default schema;"))
            }
        }
}

/// Who says that nothing was written has written nothing, and who fails says why.
fn honest(run: &Run<'_>) -> Result<(), Failure> {
    // Of two runs at the same time, the second may find the file split that it wanted to split.
    let is_split = run.fault == Fault::Twice && run.said.contains("already, and not for its tables");
    let is_clear = is_split || run.said.contains("was changed while");
    let has_reason = matches!(run.fault, Fault::FailAtCall | Fault::SaveAndFail)
        || run.saved.as_ref().is_some_and(|saved| saved.is_in_place);
    if !has_reason && run.code == Some(2) && !is_clear {
        return Err("it fails, and not for what was saved".to_owned());
    }
    if run.saved.is_none() && run.code == Some(2) && run.said.contains("nothing was written") {
        let found = files(run.folder);
        if found != run.project.before {
            return Err("it says that nothing was written".to_owned());
        }
    }
    Ok(())
}

/// Every edit is in some file.
fn kept(run: &Run<'_>, after: &str, said: &str) -> Result<(), Failure> {
    let found = files(run.folder);
    let is_kept = |mark: &str| found.values().any(|text| text.contains(mark));
    let saved = run.saved.iter().map(|saved| saved.mark.as_str());
    let lost: Vec<&str> = saved.chain(run.project.has_edit.then_some(INDEX)).filter(|mark| !is_kept(mark)).collect();
    if lost.is_empty() {
        Ok(())
    } else {
        Err(format!("{lost:?} is lost after {after}\n{said}\nthere is {:?}", found.keys()))
    }
}

/// Files of ours that nobody wants any more.
pub(crate) fn leftovers(folder: &Path) -> Vec<String> {
    let folders = [folder.to_owned(), folder.join("convex"), folder.join("convex/betterAuth")];
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with(".sigma-schema")).collect()
}

/// Runs a command that nobody disturbs: its exit code, which must be one of these, and what it said.
fn sigma(binary: &Path, arguments: &[&str], folder: &Path, codes: &[i32]) -> Result<(i32, String), Failure> {
    let output =
        Command::new(binary).args(arguments).current_dir(folder).output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    match output.status.code().filter(|code| codes.contains(code)) {
        Some(code) => Ok((code, said)),
        None => Err(format!("then {arguments:?} ends with {:?}\n{said}", output.status.code())),
    }
}
