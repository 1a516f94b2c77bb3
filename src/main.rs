//! The command line of sigma-schema. Everything is in the library: see `sigma_schema::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    sigma_schema::cli::run(std::env::args_os())
}
