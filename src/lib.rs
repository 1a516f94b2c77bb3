//! Writes a Convex app's `schema.ts` and `adapter.ts` for Better Auth's local install, from declared table specs, without
//! running the app's code.
//!
//! Each command is a function in [`commands`]: from the [`Session`]s of a project and options to a [`Report`] of what was
//! found and which files to write. The files come from a [`FileProvider`]: the [`Disk`], or a map in [`Memory`], as a
//! browser needs it. Nothing in the library prints, and nothing but [`workspace::commit`] writes.
//!
//! ```
//! use std::sync::Arc;
//!
//! use sigma_schema::commands::{generate, lookups};
//! use sigma_schema::{FileProvider, Memory, Selection, Session, Status};
//!
//! # fn main() -> Result<(), sigma_schema::Diagnostics> {
//! let auth = r#"
//! import { convex } from "@convex-dev/better-auth/plugins";
//! import { organization } from "better-auth/plugins";
//! import authConfig from "./auth.config";
//!
//! export const createAuthOptions = (ctx) => ({ plugins: [convex({ authConfig }), organization()] });
//! "#;
//! let dependencies = r#"{ "dependencies": { "better-auth": "1.6.15", "@convex-dev/better-auth": "0.12.5" } }"#;
//! let config = "import { defineComponent } from \"convex/server\";\nexport default defineComponent(\"betterAuth\");\n";
//! let project = [
//!     ("/app/package.json".into(), dependencies.to_owned()),
//!     ("/app/convex/auth.ts".into(), auth.to_owned()),
//!     ("/app/convex/betterAuth/convex.config.ts".into(), config.to_owned()),
//! ];
//! let files: Arc<dyn FileProvider> = Arc::new(Memory::new(project, "/app"));
//!
//! // What `sigma-schema gen` would write:
//! let report = generate::run(Session::find(&files, &Selection::default())?, generate::Options::default())?;
//! assert_eq!(report.status, Status::Done);
//! let schema = &report.writes[0];
//! assert!(schema.path.ends_with("convex/betterAuth/schema.ts"));
//! assert!(schema.text.contains("organization: defineTable({"));
//!
//! // The lookups of Better Auth that a schema of your own serves:
//! let schema = "import { defineSchema } from \"convex/server\";\nexport default defineSchema({});\n";
//! let project = [("/app/convex/betterAuth/schema.ts".into(), schema.to_owned())];
//! let files: Arc<dyn FileProvider> = Arc::new(sigma_schema::Overlay::new(project, files));
//! let report = lookups::run(Session::find(&files, &Selection::default())?, None)?;
//! assert_eq!(report.status, Status::Findings);
//! # Ok(())
//! # }
//! ```
//!
//! The folders are rooms, each with plain data in and out; docs/architecture.md says which uses which.

pub mod auth;
pub mod catalog;
pub mod changes;
pub mod checks;
pub mod cli;
pub mod commands;
pub mod convex;
pub mod existing;
pub mod graph;
pub mod js;
pub mod syntax;
pub mod tables;
pub mod workspace;

pub use commands::{Component, Report, Selection, Session, Status};
pub use diagnostic::{Diagnostic, Diagnostics};
pub use sigma_schema_catalog::{diagnostic, value};
pub use workspace::provider::{Disk, FileProvider, Memory, Overlay};
