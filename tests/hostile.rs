//! Files that are made to hurt: each is read or refused, in time, and none ends the process.
#![allow(clippy::unwrap_used, missing_docs)]

use std::time::{Duration, Instant};

use sigma_schema::report::{Source, render};
use sigma_schema::typescript::parse::schema_file;

#[test]
fn every_file_is_read_or_refused_in_time() {
    let nested = |open: &str, close: &str, levels: usize| open.repeat(levels) + "1" + &close.repeat(levels);
    let cases: [(&str, String, Option<&str>); 10] = [
        ("too large", "x;".repeat(200_000), Some("this file is too large to read: 390 KiB, of at most 256 KiB")),
        ("brackets", nested("(", ")", 100_000), None),
        ("arrays", nested("[", "]", 100_000), None),
        ("objects", nested("({a:", "})", 40_000), None),
        ("chain", "v".to_owned() + &".a()".repeat(60_000), None),
        ("a string without end", "const a = \"abc".to_owned(), Some("this is not valid TypeScript")),
        ("a comment without end", "const a = 1; /* abc".to_owned(), Some("this is not valid TypeScript")),
        ("NUL", "const a = \0;".to_owned(), Some("this is not valid TypeScript")),
        ("nothing", String::new(), None),
        ("type assertions", nested("<any>(", ")", 40), Some("this file takes longer than 5 seconds to read")),
    ];
    for (name, text, refusal) in cases {
        let start = Instant::now();
        let read = schema_file(&Source::new("schema.ts", text));
        assert!(start.elapsed() < Duration::from_secs(6), "{name}: {:?}", start.elapsed());
        match (read, refusal) {
            (Ok(_), None) => {}
            (Err(problem), Some(title)) => {
                assert_eq!(problem.title, title, "{name}");
                assert!(render(&problem, false).contains("--> schema.ts:"), "{name}");
            }
            (read, _) => panic!("{name}: {}", read.map_or_else(|problem| problem.title, |_| "it was read".to_owned())),
        }
    }
}
