//! Changes between two schemas as they are shown: text, JSON, annotations, markdown.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};
use similar::TextDiff;

use crate::changes::codes::{Class, Code};
use crate::changes::compare::Change;
use crate::changes::outline;
use crate::convex::spanned::SpannedSchema;
use crate::diagnostic::github::{Level, annotation};
use crate::diagnostic::{Diagnostic, Span};
use crate::workspace::commit::Wanted;
use crate::workspace::files;
use crate::workspace::provider::{Disk, FileProvider as _};

/// The change in one line, without its code.
pub(super) fn title(change: &Change) -> String {
    let part = change.part.as_ref().map(|part| format!(" `{part}`")).unwrap_or_default();
    let kind = change.kind();
    // What is refused says it all.
    if change.is(Class::Refused) {
        return change.after.clone().unwrap_or(kind);
    }
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => format!("{kind}:{part} from {before} to {after}"),
        (Some(before), None) => format!("{kind}:{part} was {before}"),
        (None, Some(after)) => format!("{kind}:{part} {after}"),
        (None, None) => format!("{kind}{part}"),
    }
}

/// Changes table by table, a line each; what to do stands under those that are not safe.
pub(super) fn text(changes: &[Change], component: &str, with_steps: bool) -> String {
    let mut text = String::new();
    let mut table = None;
    for change in changes {
        if table != Some(&change.table) {
            table = Some(&change.table);
            let heading =
                if change.table.is_empty() { "the schema".to_owned() } else { format!("table {}", change.table) };
            let _ = writeln!(text, "{heading}");
        }
        let _ = writeln!(text, "  {} {:<8} {}", change.code.id, change.code.class.word(), title(change));
        if with_steps && !change.is(Class::Safe) {
            let _ = writeln!(text, "      {}", change.code.effect);
            for (number, step) in change.steps(component).iter().enumerate() {
                let _ = writeln!(text, "      {}. {step}", number + 1);
            }
        }
        for note in &change.notes {
            let _ = writeln!(text, "      {note}");
        }
    }
    text
}

/// The outline of the migrations that changes need, or nothing.
pub(super) fn migrations(changes: &[Change], folder: &str) -> String {
    let file = outline::file(changes);
    if file.is_empty() {
        return file;
    }
    format!("\nAn outline of {folder}/migrations.ts, for you to complete:\n\n{file}")
}

/// How many there are of each class, in a line.
pub(super) fn summary(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "no changes".to_owned();
    }
    let count = |class: &Class| changes.iter().filter(|change| change.is(*class)).count();
    let counted = Class::ALL.iter().map(|class| (count(class), class.word())).filter(|(count, _)| *count > 0);
    let classes: Vec<String> = counted.map(|(count, word)| format!("{count} {word}")).collect();
    let changes = if changes.len() == 1 { "1 change".to_owned() } else { format!("{} changes", changes.len()) };
    format!("{changes}: {}", classes.join(", "))
}

/// Changes as a table in markdown, or nothing.
pub(super) fn table(changes: &[Change]) -> String {
    if changes.is_empty() {
        return String::new();
    }
    let mut text = String::from("\n| table | change | class | code |\n|---|---|---|---|\n");
    for change in changes {
        let cell = title(change).replace('|', "\\|");
        let _ = writeln!(text, "| {} | {cell} | `{}` | {} |", change.table, change.code.class.word(), change.code.id);
    }
    text
}

/// What differs between two texts, line by line, in unified form.
pub(super) fn unified(before: &str, after: &str, old_name: &str, new_name: &str) -> String {
    TextDiff::from_lines(before, after).unified_diff().context_radius(3).header(old_name, new_name).to_string()
}

/// What would be written, as unified differences from the files on disk.
pub(super) fn would_write(wanted: &[Wanted]) -> Result<String, Diagnostic> {
    let mut text = String::new();
    for file in wanted {
        let before =
            Disk.read_with_conflicts(&file.path)?.map(|source| source.text.replace("\r\n", "\n")).unwrap_or_default();
        let name = files::shown(&file.path);
        text.push_str(&unified(&before, &file.text, &name, &name));
    }
    Ok(text)
}

/// Warnings about the changes that a push refuses or that leave data behind, one for each class.
pub(super) fn warnings(changes: &[Change]) -> Vec<Diagnostic> {
    let warning = |class: &Class| {
        let of_class: Vec<&Change> = changes.iter().filter(|change| change.is(*class)).collect();
        let first = of_class.first()?;
        let title = match of_class.as_slice() {
            [_] => format!("1 change is of class `{}`: {}", class.word(), class.means()),
            several => format!("{} changes are of class `{}`: {}", several.len(), class.word(), class.means()),
        };
        let named = of_class.iter().map(|change| {
            let part = change.part.as_ref().map(|part| format!(".{part}")).unwrap_or_default();
            format!("{} `{}{part}`: {}", change.code.id, change.table, change.code.title)
        });
        let diagnostic = named.fold(Diagnostic::warning(title), Diagnostic::note);
        Some(diagnostic.help(format!("what to do about it: sigma-schema explain {}", first.code.id)))
    };
    [Class::Data, Class::Removal, Class::Unknown].iter().filter_map(warning).collect()
}

pub(super) fn markdown(changes: &[Change], component: &str, folder: &str) -> String {
    let mut text = table(changes);
    for change in changes.iter().filter(|change| !change.is(Class::Safe)) {
        let part = change.part.as_ref().map(|part| format!(".{part}")).unwrap_or_default();
        let _ = write!(
            text,
            "\n<details><summary>{} `{}{part}`: {}</summary>\n\n{}\n",
            change.code.id,
            change.table,
            change.kind(),
            change.code.effect
        );
        for (number, step) in change.steps(component).iter().enumerate() {
            let _ = writeln!(text, "{}{}. {step}", if number == 0 { "\n" } else { "" }, number + 1);
        }
        for note in &change.notes {
            let _ = write!(text, "\n{note}\n");
        }
        text.push_str("\n</details>\n");
    }
    let file = outline::file(changes);
    if !file.is_empty() {
        let _ = write!(text, "\nAn outline of `{folder}/migrations.ts`:\n\n```ts\n{file}```\n");
    }
    text
}

/// Annotations at the lines of this schema, or at the start of its file for what is not in it.
pub(super) fn annotations(changes: &[Change], spanned: &SpannedSchema, file: &str, component: &str) -> String {
    let one = |change: &Change| {
        let level = match change.code.class {
            Class::Safe => Level::Notice,
            Class::Lookups | Class::Unknown => Level::Warning,
            Class::Removal | Class::Data | Class::Refused => Level::Error,
        };
        let span = change.span.as_ref().or_else(|| span_of(change, spanned)).map(Span::first_line);
        let title = format!("{} {}: {}", change.code.id, change.table, title(change));
        let mut lines = Vec::new();
        if !change.is(Class::Safe) {
            lines.push(change.code.effect.to_owned());
            let steps = change.steps(component);
            lines.extend(steps.iter().enumerate().map(|(number, step)| format!("{}. {step}", number + 1)));
        }
        lines.extend(change.notes.clone());
        annotation(level, span.as_ref(), file, &title, &lines)
    };
    changes.iter().map(one).collect()
}

/// The place in a schema of what changes, or else of its table. What is renamed has its name of before in a schema of before.
fn span_of<'p>(change: &Change, spanned: &'p SpannedSchema) -> Option<&'p Span> {
    let name = change.part.as_deref().unwrap_or(&change.table);
    let is_renamed = change.after.as_deref() == Some(name);
    let before = change.before.as_deref().filter(|_| is_renamed);
    let found = spanned.table(&change.table).or_else(|| spanned.table(before?))?;
    let table = &found.table;
    let part = change.part.as_deref().unwrap_or_default();
    let at = |names: Vec<&str>, spans: &'p [Span]| {
        let now = names.iter().position(|name| *name == part);
        let renamed = || before.and_then(|before| names.iter().position(|name| *name == before));
        now.or_else(renamed).and_then(|at| spans.get(at))
    };
    let field = at(table.fields.iter().map(|field| field.name.as_str()).collect(), &found.fields);
    let index = at(table.indexes.iter().map(|index| index.name.as_str()).collect(), &found.indexes);
    let search = at(table.searches.iter().map(|index| index.name.as_str()).collect(), &found.searches);
    let in_order = if change.code.id.starts_with("SS3") { [index, search, field] } else { [field, index, search] };
    Some(in_order.into_iter().flatten().next().unwrap_or(&found.span))
}

pub(super) fn as_json(changes: &[Change], component: &str) -> Json {
    let one = |change: &Change| {
        json!({
            "code": change.code.id,
            "class": change.code.class.word(),
            "table": change.table,
            "part": change.part,
            "title": change.kind(),
            "before": change.before,
            "after": change.after,
            "effect": change.code.effect,
            "steps": change.steps(component),
            "migration": change.migration(),
            "notes": change.notes,
        })
    };
    changes.iter().map(one).collect()
}

pub(super) fn code_as_json(code: &Code) -> Json {
    json!({
        "code": code.id,
        "class": code.class.word(),
        "means": code.class.means(),
        "title": code.title,
        "effect": code.effect,
        "steps": code.generic_steps().collect::<Vec<_>>(),
    })
}
