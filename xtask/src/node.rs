//! Node, with a program that reads a request from its input and prints one line per answer.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::Failure;

/// A running process.
pub(crate) struct Node {
    child: Child,
    lines: mpsc::Receiver<String>,
    silence: Duration,
}

impl Node {
    /// Starts a program with its request. After this time without a line, it counts as ended.
    pub(crate) fn start(program: &str, request: &Value, silence: Duration) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| format!("node (20 or later) could not be run: {error}");
        let mut command = Command::new("node");
        // Endless recursion is to end long before the stack of the process.
        command.args(["--experimental-vm-modules", "--no-warnings", "--stack-size=500"]);
        command.args(["--input-type=module", "--eval", program]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(failed)?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("node has no pipes".to_owned());
        };
        let request = request.to_string();
        // A process that has died is seen where its lines are missing.
        thread::spawn(move || input.write_all(request.as_bytes()));
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            BufReader::new(output).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Ok(Self { child, lines, silence })
    }
}

/// The lines, until the process ends or falls silent.
impl Iterator for Node {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        self.lines.recv_timeout(self.silence).ok()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
