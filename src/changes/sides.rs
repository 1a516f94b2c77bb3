//! The changes from two schemas to one, as after a merge of two branches.

use super::change::Change;
use crate::diagnostic::code::Impact;

/// The changes from both, table by table, each once. A change that is safe for one and not a change for the other comes
/// from the other branch, and is left out.
pub fn of_both(one: Vec<Change>, other: Vec<Change>) -> Vec<Change> {
    let is_of_both = |change: &Change| one.contains(change) && other.contains(change);
    let is_shown = |change: &&Change| !change.is(Impact::Safe) || is_of_both(change);
    let mut all: Vec<Change> = one.iter().filter(is_shown).cloned().collect();
    for change in other.iter().filter(is_shown).filter(|change| !one.contains(change)) {
        let last = all.iter().rposition(|spanned| spanned.table == change.table);
        all.insert(last.map_or(all.len(), |last| last + 1), change.clone());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::changes::change::MemberKind;
    use crate::diagnostic::codes;

    fn changes(listed: &str) -> Vec<Change> {
        let one = |text: &str| {
            let (id, table) = text.split_once(' ')?;
            let table = table.to_owned();
            Some(Change {
                code: codes::find(id)?,
                table,
                kind: MemberKind::Table,
                member: None,
                before: None,
                after: None,
                notes: Vec::new(),
                span: None,
            })
        };
        listed.split(", ").filter_map(one).collect()
    }

    #[test]
    fn safe_changes_are_those_of_both() {
        let cases = [
            ("SS101 jwks", "SS101 team", ""),
            ("SS101 jwks, SS102 old", "SS101 team", "SS102 old"),
            ("SS101 jwks, SS102 old", "SS101 jwks, SS102 old", "SS101 jwks, SS102 old"),
            ("SS302 user, SS102 old", "SS203 user, SS102 team", "SS302 user, SS203 user, SS102 old, SS102 team"),
            ("", "SS102 team, SS101 jwks", "SS102 team"),
        ];
        for (one, other, expected) in cases {
            let all = of_both(changes(one), changes(other));
            let shown = all.iter().map(|change| format!("{} {}", change.code.id, change.table));
            assert_eq!(shown.collect::<Vec<_>>().join(", "), expected);
        }
    }
}
