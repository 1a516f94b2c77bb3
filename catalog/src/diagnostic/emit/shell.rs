//! Words quoted for a shell, in commands that are shown or recorded. Runs nothing.

use super::visible;

/// A word quoted for a shell, on one line and without a sequence that ends a comment.
pub fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./,@=:+#".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) && !word.starts_with(['#', '=']) {
        return word.to_owned();
    }
    if visible(word) != word {
        return format!("$'{}'", word.chars().map(escaped).collect::<String>());
    }
    format!("'{}'", word.replace('\'', r"'\''").replace("*/", "*''/"))
}

/// A character between `$'` and `'` (POSIX.1-2024, 2.2.4).
fn escaped(character: char) -> String {
    match character {
        c if c.is_ascii_alphanumeric() || "-_./,@=:+# ".contains(c) => c.to_string(),
        c if c.is_ascii() => format!("\\x{:02x}", u32::from(c)),
        c if visible(&c.to_string()) == c.to_string() => c.to_string(),
        c => c.to_string().bytes().map(|byte| format!("\\x{byte:02x}")).collect(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::process::Command;

    use super::*;

    const WORDS: [&str; 18] = [
        "admin,organization",
        "a/b.ts#name",
        "#comment",
        "=ls",
        "",
        "my script",
        "it's",
        "$(touch x)",
        "`x`; rm -rf / && y | z > w",
        "specs/*/*.toml",
        "~ * ? [a] {b,c} !",
        "a\\b\\",
        "line\nend",
        "tab\t",
        "\u{1b}[31m'",
        "a\u{202e}b \u{2028}",
        "##[error]x",
        "日本 é",
    ];

    #[test]
    fn words_stay_on_one_line_without_what_they_could_do() {
        for word in WORDS {
            let quoted = quoted(word);
            assert!(visible(&quoted) == quoted && !quoted.contains("*/"), "{quoted}");
        }
        let cases = [("my script", "'my script'"), ("it's", r"'it'\''s'"), ("a\nb", r"$'a\x0ab'"), ("#a", "'#a'")];
        for (word, expected) in cases {
            assert_eq!(quoted(word), expected);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_takes_each_as_the_word_that_it_was() {
        for word in WORDS {
            let script = format!("printf %s {}", quoted(word));
            let output = Command::new("bash").args(["-c", &script]).output().unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stdout), word, "{script}");
        }
    }
}
