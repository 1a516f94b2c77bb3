//! Diagnostics as a SARIF 2.1.0 log (docs.oasis-open.org/sarif/sarif/v2.1.0), for code scanning.

use serde_json::{Value as Json, json};

use crate::diagnostic::{Code, Diagnostic, Severity, Span};

/// The log of one run, with a final line end. `version` is that of sigma-schema.
pub fn log<'d>(diagnostics: impl IntoIterator<Item = &'d Diagnostic>, version: &str) -> String {
    let diagnostics: Vec<&Diagnostic> = diagnostics.into_iter().collect();
    let mut rules: Vec<&Code> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    rules.sort_by_key(|code| code.id);
    rules.dedup();
    let results: Vec<Json> = diagnostics.iter().map(|diagnostic| result(diagnostic, &rules)).collect();
    let driver = json!({
        "name": "sigma-schema",
        "version": version,
        "rules": rules.iter().map(|code| rule(code)).collect::<Vec<_>>(),
    });
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results }],
    });
    super::json::print(&log)
}

fn rule(code: &Code) -> Json {
    json!({
        "id": code.id,
        "name": pascal(code.name),
        "shortDescription": { "text": code.summary },
        "fullDescription": { "text": code.explanation },
        "help": { "text": help(code) },
        "defaultConfiguration": { "level": level(code.severity) },
    })
}

/// The numbered steps of a code, or its explanation if it has none.
fn help(code: &Code) -> String {
    let steps: Vec<String> =
        code.generic_steps().enumerate().map(|(number, step)| format!("{}. {step}", number + 1)).collect();
    if steps.is_empty() { code.explanation.to_owned() } else { steps.join("\n") }
}

fn result(diagnostic: &Diagnostic, rules: &[&Code]) -> Json {
    let diagnostic = &*super::shown(diagnostic);
    let lines = [&diagnostic.message].into_iter().chain(&diagnostic.notes).chain(&diagnostic.helps);
    let text = lines.map(|line| plain(line)).collect::<Vec<_>>().join("\n");
    let mut result = json!({
        "ruleId": diagnostic.code.id,
        "ruleIndex": rules.iter().position(|code| *code == diagnostic.code).unwrap_or_default(),
        "level": level(diagnostic.severity),
        "message": { "text": text },
    });
    if let Some(span) = &diagnostic.span {
        result["locations"] = json!([location(span, &diagnostic.label)]);
    }
    if !diagnostic.labels.is_empty() {
        let related = diagnostic.labels.iter().map(|(span, label)| location(span, label));
        result["relatedLocations"] = related.collect();
    }
    result
}

fn location(span: &Span, label: &str) -> Json {
    let end = span.end();
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&span.source.name) },
            "region": {
                "startLine": span.line(),
                "startColumn": span.column(),
                "endLine": end.line(),
                "endColumn": end.column(),
            },
        },
    });
    if !label.is_empty() {
        location["message"] = json!({ "text": plain(label) });
    }
    location
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "note",
    }
}

/// Text with brackets escaped, so that they are not links (section 3.11.6 of the standard).
fn plain(text: &str) -> String {
    super::visible(text).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// A relative path as the reference of a URI.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// `field-removed` as `FieldRemoved`.
fn pascal(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
    };
    name.split('-').map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn samples_as_a_log() {
        samples::assert_matches("sarif", &log(&samples::all(), "0.0.0"));
    }
}
