//! Hostile texts in every field of a diagnostic, in every format.

use crate::diagnostic::model::{Diagnostic, Fix, Subject};
use crate::diagnostic::{Code, Source, codes};

use super::{github, is_invisible, json, markdown, sarif, text};

/// Texts that control a terminal, a log, a page or a diagram if they reach it as they are.
fn texts() -> Vec<String> {
    let long = "x`<b>".repeat(2_000);
    let texts = [
        "\u{1b}[31mred",
        "\u{1b}]8;;http://x.y\u{7}link\u{1b}]8;;\u{7}",
        "\u{1b}[2J\u{1b}[H",
        "\u{9b}31m",
        "\u{0}",
        "\u{8}\u{8}\u{8}",
        "\u{7f}",
        "a\rb",
        "a\nb",
        "a\r\nb",
        "\u{85}",
        "\u{2028}",
        "\u{2029}",
        "\u{202e}evil",
        "\u{2066}\u{2069}",
        "\u{200b}\u{feff}\u{ad}",
        "\u{e0041}",
        "\nerror[SS001]: not ours",
        "\n::error::x",
        "  ::add-mask::a",
        "##[error]x",
        "\n##[set-output name=a]b",
        "%0A::error::x",
        "`",
        "``",
        "```<img src=x>`",
        "`<script>alert(1)</script>`",
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](http://x.y/z)",
        "<http://x.y>",
        "http://x.y/z www.x.y",
        "@all #1 GH-1 a@x.yz",
        "a | b",
        "\\`|\\|`|",
        "| --- |\n| a |",
        "\n# heading\n- item\n> quote\n```\n",
        "\"'`quotes",
        "*/ // --> ]]> %%",
        "${x} $(x) `x` \\",
        "\"]; t0[\"x",
        "javascript:alert(1)",
        "&lt;b&gt; &amp; &#60;b&#62;",
    ];
    texts.map(str::to_owned).into_iter().chain([long]).collect()
}

fn diagnostics(code: &'static Code, hostile: &str, is_hidden: bool) -> Vec<Diagnostic> {
    let source = Source::new(format!("a{hostile}.ts"), format!("first {hostile} line\n{hostile}\n  {hostile} last"));
    let other = Source::new(hostile, hostile);
    let (source, other) = if is_hidden { (source.hidden(), other.hidden()) } else { (source, other) };
    let middle = source.text.len() / 2;
    let spans = [source.span(0..source.text.len()), source.span(middle..middle), source.span(6..6 + hostile.len())];
    let one = |span| {
        let mut one = Diagnostic::new(code, format!("the name `{hostile}` is not {hostile}"))
            .at(span, hostile)
            .and_at(&other.span(0..hostile.len()), format!("of {hostile}"))
            .note(format!("note {hostile}"))
            .note(hostile)
            .help(format!("help `{hostile}`"))
            .help(hostile);
        let name = || Some(hostile.to_owned());
        one.subject = Subject { component: name(), table: name(), member: name() };
        one.fix = Some(Fix::Edit { span: span.clone(), text: hostile.to_owned() });
        one
    };
    let mut all: Vec<Diagnostic> = spans.iter().map(one).collect();
    all.push(Diagnostic::new(code, hostile).fixed_by(hostile));
    all
}

/// Nothing raw reaches a terminal, and a GitHub runner finds no command.
fn assert_plain(shown: &str) {
    let bad = shown.chars().find(|c| *c != '\n' && is_invisible(*c));
    assert_eq!(bad, None, "{shown:?}");
    assert!(!shown.contains("##["), "{shown}");
}

/// No link, no HTML, no mention: what remains outside of code has none of their characters.
fn assert_inert(shown: &str) {
    for line in shown.lines() {
        let mut rest = line;
        let mut outside = String::new();
        // Code spans as CommonMark finds them: a run of backticks up to the next run of the same length.
        while let Some(start) = rest.find('`') {
            let is_escaped = rest[..start].chars().rev().take_while(|c| *c == '\\').count() % 2 == 1;
            let run = rest[start..].chars().take_while(|c| *c == '`').count();
            let run = if is_escaped { 1 } else { run };
            outside.push_str(&rest[..start]);
            let after = &rest[start + run..];
            let mut end = None;
            let mut at = 0;
            while !is_escaped && let Some(next) = after[at..].find('`').map(|next| at + next) {
                let length = after[next..].chars().take_while(|c| *c == '`').count();
                if length == run {
                    end = Some(next + length);
                    break;
                }
                at = next + length;
            }
            rest = end.map_or(after, |end| &after[end..]);
        }
        outside.push_str(rest);
        let is_raw = |at: usize| outside[..at].chars().rev().take_while(|c| *c == '\\').count() % 2 == 0;
        for (at, found) in outside.match_indices(['<', '[', '!', '|', '*', '_']) {
            let is_severity = found == "*" && outside.starts_with("- **") && at < 14;
            assert!(is_severity || (found != "<" && !is_raw(at)), "{found} in {line}");
        }
        let has_break = |at: usize| outside[at..].starts_with("&#8203;");
        for (at, found) in outside.match_indices('@') {
            assert!(has_break(at + found.len()), "{line}");
        }
        for link in ["://", "www.", "#1", "GH-1"] {
            assert!(!outside.contains(link), "{link} in {line}");
        }
    }
}

#[test]
fn every_field_of_every_diagnostic_in_every_format() {
    let texts = texts();
    assert!(texts.len() >= 30);
    for (number, code) in codes::all().enumerate() {
        // Every code with some of the texts, and every text with some codes: all pairs would take a minute.
        for hostile in texts.iter().skip(number % 7).step_by(7) {
            let all = diagnostics(code, hostile, false);
            for diagnostic in &all {
                let shown = text::render(diagnostic, false);
                assert_plain(&shown);
                // A runner knows no command of the name `:`, with which the renderer begins further places.
                let is_command = |line: &str| line.starts_with("::") && !line.starts_with("::: ");
                let starts = |line: &str| is_command(line.trim_start()) || line.starts_with("error[SS001]: not");
                assert!(!shown.lines().any(starts), "{shown}");
                let shown = github::annotation(diagnostic);
                assert_plain(&shown);
                assert!(shown.starts_with("::") && shown.matches('\n').count() == 1, "{shown}");
                let properties = shown[2..].split("::").next().unwrap_or_default();
                assert!(properties.matches(',').count() <= 3 && !properties.contains(":"), "{properties}");
                let shown = markdown::item(diagnostic);
                assert_plain(&shown);
                let marks = usize::from(!diagnostic.label.is_empty()) + diagnostic.labels.len();
                assert_eq!(
                    shown.lines().count(),
                    1 + marks + diagnostic.notes.len() + diagnostic.helps.len(),
                    "{shown}"
                );
                assert_inert(&shown);
                assert_inert(&markdown::text(hostile));
                let html = markdown::html(hostile);
                assert!(!html.contains(['<', '>', '\n']), "{html}");
            }
            let log = sarif::log(&all, "0.0.0");
            assert_plain(&log);
            let log: serde_json::Value = serde_json::from_str(&log).unwrap_or_default();
            assert_eq!(log["runs"][0]["results"].as_array().map(Vec::len), Some(all.len()), "{hostile:?}");
            let reported = serde_json::to_value(json::reported(&all)).unwrap_or_default();
            let shown = json::print(&reported);
            assert_plain(&shown);
            assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).ok(), Some(reported), "{hostile:?}");
        }
    }
}

#[test]
fn a_text_outside_the_project_is_never_shown() {
    for code in codes::all() {
        let secret = "hunter2-secret";
        let all = diagnostics(code, secret, true);
        // Names of files are no content.
        let name = all[0].span.as_ref().map(|span| span.source.name.clone()).unwrap_or_default();
        let value = serde_json::to_value(json::reported(&all[..3])).unwrap_or_default().to_string();
        let mut shown = vec![sarif::log(&all[..3], "0.0.0"), value];
        for diagnostic in &all[..3] {
            shown.extend([text::render(diagnostic, false), github::annotation(diagnostic), markdown::item(diagnostic)]);
            assert!(text::render(diagnostic, false).contains(&format!("{name}:")));
        }
        for shown in shown {
            let shown = shown
                .replace(&name, "")
                .replace(&format!("\"{secret}\""), "")
                .replace(&format!("{secret}:1:1"), "")
                .replace(&format!("--> {secret}:"), "")
                .replace(&format!("::: {secret}:"), "");
            assert!(!shown.contains(secret), "{}: {shown}", code.id);
        }
    }
}
