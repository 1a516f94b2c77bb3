//! The flags. Their help is a golden (golden/help).

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::emit::Format;
use crate::commands::diff::FailOn;
use crate::commands::{Selection, graph};
use crate::convex::indexes::IndexMode;

/// Writes the Convex schema and adapter of a Better Auth local install, without running your code.
#[derive(Debug, Parser)]
#[command(name = "sigma-schema", version, arg_required_else_help = true, after_help = EXIT_CODES)]
pub(super) struct Flags {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Work as if started in this folder
    #[arg(short = 'C', long, value_name = "FOLDER", global = true, display_order = 100)]
    pub(super) dir: Option<PathBuf>,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 findings, such as an edit that would be lost; \
2 wrong usage, or input that cannot be read or is ambiguous.\nResults go to stdout, everything else to stderr.";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write schema.ts and adapter.ts
    Gen(GenFlags),
    /// Show what was found in your project, and its source
    Info(SharedFlags),
    /// Show the lookups of Better Auth that no index of your schema serves
    Lookups(LookupsFlags),
    /// Check that schema.ts and adapter.ts are what gen would write
    Check(CheckFlags),
    /// Keep your edits of schema.ts, in the config file or in a split schema.ts
    Adopt(AdoptFlags),
    /// Show what changes between two schemas, and what a push does with existing data
    Diff(DiffFlags),
    /// Check the set-up of your app for mistakes that fail silently
    Doctor(SharedFlags),
    /// Draw your tables and what refers to what
    Graph(GraphFlags),
    /// List the known plugins
    List(ListFlags),
    /// Explain a plugin, a table of your project, a diagnostic, or what is read of your code
    Explain(ExplainFlags),
}

#[derive(Debug, Args)]
pub(super) struct GenFlags {
    /// Print schema.ts instead of writing files
    #[arg(long, conflicts_with_all = ["dry_run", "format"])]
    pub(super) stdout: bool,
    /// Show the files and changes without writing anything
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Replace files even if an edit would be lost
    #[arg(long)]
    pub(super) force: bool,
    /// Write files outside of the project, too: outside of the git repository
    #[arg(long)]
    pub(super) allow_outside: bool,
    #[command(flatten)]
    pub(super) output: Output,
    #[command(flatten)]
    pub(super) choice: Choice,
}

#[derive(Debug, Args)]
pub(super) struct CheckFlags {
    /// Also report files that differ only in formatting
    #[arg(long)]
    pub(super) exact: bool,
    /// Leave the line-by-line differences out
    #[arg(long)]
    pub(super) no_diff: bool,
    #[command(flatten)]
    pub(super) output: Output,
    #[command(flatten)]
    pub(super) choice: Choice,
}

#[derive(Debug, Args)]
pub(super) struct GraphFlags {
    /// Show the changes since: a file, or git:REF, such as git:origin/main
    #[arg(long, value_name = "FILE|git:REF")]
    pub(super) against: Option<String>,
    /// Format of the output
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: GraphFormat,
    #[command(flatten)]
    pub(super) choice: Choice,
}

/// The form of a diagram.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum GraphFormat {
    #[default]
    Mermaid,
    Svg,
    Html,
    Json,
}

impl GraphFormat {
    /// The form of the diagram, and the format that it is printed in.
    pub(super) fn parts(self) -> (graph::Form, Format) {
        match self {
            Self::Mermaid => (graph::Form::Mermaid, Format::Text),
            Self::Svg => (graph::Form::Svg, Format::Text),
            Self::Html => (graph::Form::Html, Format::Text),
            Self::Json => (graph::Form::Mermaid, Format::Json),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct AdoptFlags {
    /// Keep the edits in schema.ts, which spreads a generatedSchema.ts
    #[arg(long)]
    pub(super) split: bool,
    /// Show the files without writing anything
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Write files outside of the project, too: outside of the git repository
    #[arg(long)]
    pub(super) allow_outside: bool,
    #[command(flatten)]
    pub(super) output: Output,
    #[command(flatten)]
    pub(super) choice: Choice,
}

#[derive(Debug, Args)]
pub(super) struct DiffFlags {
    /// Your schema as it was before: a file, or git:REF, such as git:origin/main [default: the schema on disk, against what
    /// gen would write]
    #[arg(long, value_name = "FILE|git:REF")]
    pub(super) against: Option<String>,
    /// Exit with 1 if there is a change of one of these classes; data includes unknown, any is all but safe
    #[arg(long, value_name = "CLASSES", value_parser = fail_on(), value_delimiter = ',')]
    pub(super) fail_on: Vec<FailOn>,
    #[command(flatten)]
    pub(super) output: Output,
    #[command(flatten)]
    pub(super) choice: Choice,
}

/// Of a command that has no flags of its own.
#[derive(Debug, Args)]
pub(super) struct SharedFlags {
    #[command(flatten)]
    pub(super) output: Output,
    #[command(flatten)]
    pub(super) choice: Choice,
}

#[derive(Debug, Args)]
pub(super) struct LookupsFlags {
    /// The schema to examine, generated or not [default: the component's schema.ts]
    #[arg(value_name = "FILE")]
    pub(super) schema: Option<PathBuf>,
    #[command(flatten)]
    pub(super) output: Output,
    #[command(flatten)]
    pub(super) choice: Choice,
}

#[derive(Debug, Args)]
pub(super) struct ListFlags {
    #[command(flatten)]
    pub(super) output: Output,
    /// Spec files of custom plugins
    #[arg(long, value_name = "GLOB", num_args = 1..)]
    pub(super) specs: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct ExplainFlags {
    /// A plugin, a table of your project, or the code or name of a diagnostic, such as SS203
    #[arg(value_name = "NAME", required_unless_present_any = ["auth", "table"])]
    pub(super) plugin: Option<String>,
    /// A table of your project: its indexes, and the lookups that each serves
    #[arg(long, value_name = "NAME", conflicts_with_all = ["plugin", "auth"])]
    pub(super) table: Option<String>,
    /// Show the values that are read in your code, each with its location
    #[arg(long, value_name = "FILE[#NAME]", num_args = 0..=1, default_missing_value = "", conflicts_with = "plugin")]
    pub(super) auth: Option<String>,
    #[command(flatten)]
    pub(super) output: Output,
    /// Spec files of custom plugins
    #[arg(long, value_name = "GLOB", num_args = 1..)]
    pub(super) specs: Vec<String>,
}

/// How the result is printed.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// Format of the output
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,
}

/// What decides about the files that are generated.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Plugins, options, versions and files")]
pub(super) struct Choice {
    /// Plugins in the order of your auth.ts, such as admin,organization; convex is added first automatically
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(super) plugins: Option<Vec<String>>,
    /// Indexes: all that lookups need, or only those of the official generator
    #[arg(long, value_name = "WHICH", value_parser = index_mode())]
    pub(super) indexes: Option<IndexMode>,
    /// Version of better-auth, instead of the installed one
    #[arg(long, value_name = "VERSION")]
    pub(super) better_auth: Option<String>,
    /// Version of @convex-dev/better-auth, instead of the installed one
    #[arg(long, value_name = "VERSION")]
    pub(super) convex_adapter: Option<String>,
    /// Component folder [default: the existing one, or convex/betterAuth]
    #[arg(long, value_name = "FOLDER")]
    pub(super) out: Option<PathBuf>,
    /// Name of the schema's file [default: schema.ts]
    #[arg(long, value_name = "NAME")]
    pub(super) schema_file: Option<String>,
    /// Spec files of custom plugins
    #[arg(long, value_name = "GLOB", num_args = 1..)]
    pub(super) specs: Vec<String>,
    /// File with your options, and the name that it exports [default: what adapter.ts names, or convex/auth.ts]
    #[arg(long, value_name = "FILE[#NAME]", conflicts_with = "no_auth")]
    pub(super) auth: Option<String>,
    /// Read no code: take plugins and options from flags and the config file only
    #[arg(long)]
    pub(super) no_auth: bool,
    /// Treat plugins and options that cannot be determined statically as errors
    #[arg(long)]
    pub(super) strict: bool,
}

impl From<Choice> for Selection {
    fn from(choice: Choice) -> Self {
        Self {
            plugins: choice.plugins,
            indexes: choice.indexes,
            better_auth: choice.better_auth,
            convex_adapter: choice.convex_adapter,
            component: choice.out,
            schema_file: choice.schema_file,
            specs: choice.specs,
            auth: choice.auth,
            no_auth: choice.no_auth,
            strict: choice.strict,
            allow_outside: false,
        }
    }
}

fn index_mode() -> impl TypedValueParser<Value = IndexMode> {
    let words = IndexMode::ALL.map(IndexMode::word);
    PossibleValuesParser::new(words).map(|word| IndexMode::from_word(&word).unwrap_or_default())
}

fn fail_on() -> impl TypedValueParser<Value = FailOn> {
    let words = FailOn::ALL.map(FailOn::word);
    PossibleValuesParser::new(words).map(|word| FailOn::from_word(&word).unwrap_or(FailOn::Any))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::convex::header::{COMMAND, foreign_lines};

    #[test]
    fn a_header_knows_every_flag_that_its_command_may_have() {
        // Flags that do not change the files are not in the command.
        const OTHERS: [&str; 5] = ["stdout", "force", "dry-run", "dir", "format"];
        let command = Flags::command();
        let flags = command.get_subcommands().find(|command| command.get_name() == "gen").into_iter();
        let flags = flags.flat_map(clap::Command::get_arguments).filter_map(|flag| Some((flag, flag.get_long()?)));
        for (flag, name) in flags.filter(|(_, name)| !OTHERS.contains(name)) {
            let value = if flag.get_action().takes_values() { " x" } else { "" };
            let line = format!("{COMMAND}sigma-schema gen --{name}{value}");
            let header = format!("{line}\nDigest of the tables: 0123456789abcdef");
            assert!(foreign_lines(&header).is_empty(), "{header}");
        }
    }
}
