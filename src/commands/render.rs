//! Changes between two schemas as text and Markdown, and differences between two texts.

use std::fmt::Write as _;

use super::unified::unified;

use crate::changes::change::Change;
use crate::changes::migration;
use crate::convex::spanned::SpannedSchema;
use crate::diagnostic::code::Impact;
use crate::diagnostic::codes::changes as codes;
use crate::diagnostic::codes::coverage::PUSH_WARNING;
use crate::diagnostic::emit::markdown::{cell, code, fenced, html, text as escaped};
use crate::diagnostic::emit::{visible, visible_lines};
use crate::diagnostic::{Diagnostic, Span};
use crate::workspace::commit::Wanted;
use crate::workspace::provider::FileProvider;

/// Changes table by table, one line each. With `with_steps`, the fixes follow those that are not safe.
pub(super) fn text(changes: &[Change], component: &str, with_steps: bool) -> String {
    let mut text = String::new();
    let mut table = None;
    for change in changes {
        if table != Some(&change.table) {
            table = Some(&change.table);
            let heading = match change.table.as_str() {
                "" => "the schema".to_owned(),
                table => format!("table {}", visible(table)),
            };
            let _ = writeln!(text, "{heading}");
        }
        let sentence = visible(&change.sentence());
        let _ = writeln!(text, "  {} {:<8} {sentence}", change.code.id, change.impact().word());
        if with_steps && !change.is(Impact::Safe) {
            let _ = writeln!(text, "      {}", change.code.explanation);
            for (number, step) in change.steps(component).iter().enumerate() {
                let _ = writeln!(text, "      {}. {}", number + 1, visible(step));
            }
        }
        for note in &change.notes {
            let _ = writeln!(text, "      {}", visible(note));
        }
    }
    text
}

/// The outline of the migrations that changes need, or an empty text.
pub(super) fn migrations(changes: &[Change], folder: &str) -> String {
    let file = migration::file(changes);
    if file.is_empty() {
        return file;
    }
    let folder = visible(folder);
    format!("\nAn outline of {folder}/migrations.ts, for you to complete:\n\n{}", visible_lines(&file))
}

/// The number of changes of each class, in a line.
pub(super) fn summary(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "no changes".to_owned();
    }
    let count = |impact: &Impact| changes.iter().filter(|change| change.is(*impact)).count();
    let counted = Impact::ALL.iter().map(|impact| (count(impact), impact.word())).filter(|(count, _)| *count > 0);
    let classes: Vec<String> = counted.map(|(count, word)| format!("{count} {word}")).collect();
    let changes = if changes.len() == 1 { "1 change".to_owned() } else { format!("{} changes", changes.len()) };
    format!("{changes}: {}", classes.join(", "))
}

/// Changes as a table in Markdown, or an empty text.
pub(super) fn table(changes: &[Change]) -> String {
    if changes.is_empty() {
        return String::new();
    }
    let mut text = String::from("\n| table | change | class | code |\n|---|---|---|---|\n");
    for change in changes {
        let (table, sentence) = (cell(&change.table), cell(&change.sentence()));
        let _ = writeln!(text, "| {table} | {sentence} | `{}` | {} |", change.impact().word(), change.code.id);
    }
    text
}

/// Changes as a table in Markdown, with what to do about each.
pub(super) fn markdown(changes: &[Change], component: &str, folder: &str) -> String {
    let mut text = table(changes);
    for change in changes.iter().filter(|change| !change.is(Impact::Safe)) {
        let (id, table, sentence) = (change.code.id, html(&change.table), html(&change.sentence()));
        let explanation = change.code.explanation;
        let _ = write!(text, "\n<details><summary>{id} {table}: {sentence}</summary>\n\n{explanation}\n");
        for (number, step) in change.steps(component).iter().enumerate() {
            let _ = writeln!(text, "{}{}. {}", if number == 0 { "\n" } else { "" }, number + 1, escaped(step));
        }
        for note in &change.notes {
            let _ = write!(text, "\n{}\n", escaped(note));
        }
        text.push_str("\n</details>\n");
    }
    let file = migration::file(changes);
    if !file.is_empty() {
        let _ =
            write!(text, "\nAn outline of {}:\n\n{}", code(&format!("{folder}/migrations.ts")), fenced("ts", &file));
    }
    text
}

/// The files that would be written, as unified differences from those on disk.
pub(super) fn would_write(files: &dyn FileProvider, wanted: &[Wanted]) -> Result<String, Diagnostic> {
    let mut text = String::new();
    for file in wanted {
        let before =
            files.read_with_conflicts(&file.path)?.map(|source| source.text.replace("\r\n", "\n")).unwrap_or_default();
        let name = files.display_path(&file.path);
        if files.is_outside(&file.path) {
            let _ = writeln!(text, "{} is outside of the project, so its lines are not shown", visible(&name));
            continue;
        }
        text.push_str(&unified(&before, &file.text, &name, &name));
    }
    Ok(text)
}

/// Warnings about the changes that a push refuses or that leave data behind, one per class.
pub(super) fn warnings(changes: &[Change]) -> Vec<Diagnostic> {
    let warning = |impact: &Impact| {
        let of_impact: Vec<&Change> = changes.iter().filter(|change| change.is(*impact)).collect();
        let first = of_impact.first()?;
        let count = match of_impact.len() {
            1 => "1 change is".to_owned(),
            count => format!("{count} changes are"),
        };
        let title = format!("{count} of class `{}`: {}", impact.word(), impact.description());
        let named = of_impact.iter().map(|change| {
            let table = if change.table.is_empty() { String::new() } else { format!("{}: ", change.table) };
            format!("{} {table}{}", change.code.id, change.sentence())
        });
        let diagnostic = Diagnostic::new(&PUSH_WARNING, title);
        let diagnostic = named.fold(diagnostic, Diagnostic::note);
        Some(diagnostic.help(format!("for the fix, run `sigma-schema explain {}`", first.code.id)))
    };
    [Impact::Data, Impact::Removal, Impact::Unknown].iter().filter_map(warning).collect()
}

/// The same changes, each at its line in a schema, or at that of its table where the schema does not have it.
pub(super) fn located(changes: &[Change], spanned: &SpannedSchema) -> Vec<Change> {
    let one = |change: &Change| {
        let span = change.span.as_ref().or_else(|| span_of(change, spanned)).map(Span::first_line);
        Change { span, ..change.clone() }
    };
    changes.iter().map(one).collect()
}

/// The span of a change in a schema. In an old schema, a renamed part has its old name.
fn span_of<'p>(change: &Change, spanned: &'p SpannedSchema) -> Option<&'p Span> {
    let is_renamed =
        [&codes::TABLE_RENAMED, &codes::FIELD_RENAMED, &codes::FIELD_RENAMED_UNCHECKED, &codes::INDEX_RENAMED]
            .contains(&change.code);
    let before = change.before.as_deref().filter(|_| is_renamed);
    let found = spanned.table(&change.table).or_else(|| spanned.table(before?))?;
    let member = change.member.as_deref().unwrap_or_default();
    let at = |parts: Vec<(&str, &'p Span)>| {
        let named = |name: &str| parts.iter().find(|(found, _)| *found == name).map(|(_, span)| *span);
        named(member).or_else(|| named(before?))
    };
    let field = at(found.fields.iter().map(|field| (field.name.as_str(), &field.span)).collect());
    let index = at(found.indexes.iter().map(|index| (index.name.as_str(), &index.span)).collect());
    let search = at(found.searches.iter().map(|index| (index.name.as_str(), &index.span)).collect());
    let in_order = if change.code.id.starts_with("SS3") { [index, search, field] } else { [field, index, search] };
    Some(in_order.into_iter().flatten().next().unwrap_or(&found.span))
}
