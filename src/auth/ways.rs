//! Ways through conditions that cannot be known: under which of their sides something is there, and whether that is always.

use crate::js::tree::TreeCondition;

/// One side of a condition that cannot be known.
#[derive(Clone)]
pub(super) struct Side {
    pub(super) condition: TreeCondition,
    pub(super) holds: bool,
}

/// The sides that lead to something, the outermost first. The empty way is the one that is always taken.
pub(super) type Way = Vec<Side>;

/// How many steps are taken to find out. After that, something counts as not always there, which is told.
const MOST: usize = 10_000;

/// Whether one of these ways is taken, whatever the conditions are.
pub(super) fn is_always(ways: &[Way]) -> bool {
    covers(ways, &mut { MOST })
}

fn covers(ways: &[Way], steps: &mut usize) -> bool {
    let Some(first) = ways.first().filter(|_| *steps > 0) else { return false };
    *steps -= 1;
    let Some(Side { condition, .. }) = first.first() else { return true };
    let is_it = |side: &Side| side.condition.span == condition.span;
    // What is left of the ways when the condition is met, and when it is not.
    [true, false].into_iter().all(|holds| {
        let open = ways.iter().filter(|way| !way.iter().any(|side| is_it(side) && side.holds != holds));
        let rest: Vec<Way> = open.map(|way| way.iter().filter(|side| !is_it(side)).cloned().collect()).collect();
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

    /// A way as it is written here: letters are conditions, `!` is the side on which one is not met.
    fn way(text: &str) -> Way {
        let side = |word: &str| {
            let span = Source::new(word.trim_start_matches('!'), "").span(0..0);
            let origin = Rc::new(Origin { reason: Reason::Environment(None), span: span.clone() });
            Side { condition: TreeCondition { span, origin }, holds: !word.starts_with('!') }
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
        for (ways, always) in cases {
            let ways: Vec<Way> = ways.iter().map(|text| way(text)).collect();
            assert_eq!(is_always(&ways), always, "{}", ways.len());
        }
    }
}
