//! Branches of unknown conditions: the sides under which something exists, and whether together they are always taken.

use crate::js::tree::TreeCondition;

/// One side of an unknown condition.
#[derive(Clone)]
pub(super) struct Side {
    pub(super) condition: TreeCondition,
    pub(super) holds: bool,
}

/// The sides that lead to something, the outermost first. The empty branch is always taken.
pub(super) type Branch = Vec<Side>;

/// The limit on steps. Beyond it, something counts as conditional, which is reported.
const MAX_STEPS: usize = 10_000;

/// Whether one of these branches is taken, whatever the conditions are.
pub(super) fn is_always(branches: &[Branch]) -> bool {
    covers(branches, &mut { MAX_STEPS })
}

fn covers(branches: &[Branch], steps: &mut usize) -> bool {
    let Some(first) = branches.first().filter(|_| *steps > 0) else { return false };
    *steps -= 1;
    let Some(Side { condition, .. }) = first.first() else { return true };
    let is_same =
        |side: &Side| side.condition.span == condition.span && side.condition.evaluation == condition.evaluation;
    // The remaining branches if the condition is met, and if it is not.
    [true, false].into_iter().all(|holds| {
        let open = branches.iter().filter(|branch| !branch.iter().any(|side| is_same(side) && side.holds != holds));
        let rest: Vec<Branch> =
            open.map(|branch| branch.iter().filter(|side| !is_same(side)).cloned().collect()).collect();
        rest.iter().any(Vec::is_empty) || covers(&rest, steps)
    })
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::diagnostic::Source;
    use crate::js::reason::Reason;
    use crate::js::tree::Origin;

    /// A branch from text: letters are conditions, `!` is the side on which one is not met.
    fn branch(text: &str) -> Branch {
        let side = |word: &str| {
            let span = Source::new(word.trim_start_matches('!'), "").span(0..0);
            let origin = Rc::new(Origin { reason: Reason::Environment(None), span: span.clone() });
            Side { condition: TreeCondition { span, origin, evaluation: 0 }, holds: !word.starts_with('!') }
        };
        text.split_whitespace().map(side).collect()
    }

    #[test]
    fn always_if_each_side_is_taken() {
        let cases: [(&[&str], bool); 9] = [
            (&[], false),
            (&[""], true),
            (&["a"], false),
            (&["a", "!a"], true),
            (&["a", "a"], false),
            (&["a b", "!a"], false),
            (&["a b", "a !b", "!a"], true),
            (&["a", "b", "!a !b"], true),
            (&["a b", "!a !b"], false),
        ];
        for (branches, always) in cases {
            let branches: Vec<Branch> = branches.iter().map(|text| branch(text)).collect();
            assert_eq!(is_always(&branches), always, "{}", branches.len());
        }
    }
}
