//! Two and twenty runs at once, over one and two components and a shared config file: the rounds of `tests/concurrent.rs`,
//! as often as asked for.

use std::time::Instant;

use crate::{Failure, cargo, run as run_command};

/// Does so many rounds. Fails with the first in which files of different runs are mixed.
pub(crate) fn run(rounds: &str) -> Result<(), Failure> {
    rounds.parse::<u32>().map_err(|_| format!("`{rounds}` is not a number"))?;
    let start = Instant::now();
    run_command(cargo(&["test", "--quiet", "--test", "concurrent"]).env("ROUNDS", rounds))?;
    println!(
        "{rounds} rounds of two and of twenty runs at once in {} seconds, nothing mixed",
        start.elapsed().as_secs()
    );
    Ok(())
}
