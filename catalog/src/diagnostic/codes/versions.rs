//! Versions of Better Auth, of the Convex adapter and of plugins.

use crate::diagnostic::code::Code;

/// A version is not supported.
pub static UNSUPPORTED_VERSION: Code = Code {
    steps: &["Install a supported version, or update sigma-schema"],
    ..Code::error(
        "SS701",
        "unsupported-version",
        "a version is not supported",
        "Its tables were never compared with those of sigma-schema, or it cannot run on Convex.",
    )
};

/// Two versions do not support each other.
pub static UNSUPPORTED_PAIR: Code = Code {
    steps: &["Install a pair that the message names"],
    ..Code::warning(
        "SS702",
        "unsupported-pair",
        "two versions do not support each other",
        "The Convex adapter names the versions of Better Auth that it supports.",
    )
};

/// A version is newer than any that was compared.
pub static UNPROVEN_VERSION: Code = Code {
    steps: &["Update sigma-schema"],
    ..Code::warning(
        "SS703",
        "unproven-version",
        "a version is newer than any that was compared",
        "Patch releases have changed tables before.",
    )
};

/// Several versions of a package are present.
pub static SEVERAL_VERSIONS: Code = Code {
    steps: &["Name the package in your app's package.json"],
    ..Code::warning(
        "SS704",
        "several-versions",
        "several versions of a package are present",
        "The lock file or node_modules has more than one, and package.json does not decide.",
    )
};

/// The locked version is outside of a peer range.
pub static PEER_RANGE: Code = Code {
    steps: &["Correct the range, or install the packages again"],
    ..Code::warning(
        "SS705",
        "peer-range",
        "the locked version is outside of a peer range",
        "The lock file counts, since it is what gets installed.",
    )
};

/// The lock file does not match package.json.
pub static STALE_LOCK_FILE: Code = Code {
    steps: &["Install the packages, so that the lock file is up to date"],
    ..Code::warning(
        "SS706",
        "stale-lock-file",
        "the lock file does not match package.json",
        "The version is assumed from the range.",
    )
};

/// A version is assumed.
pub static ASSUMED_VERSION: Code = Code {
    steps: &["Install the packages, or name the version with a flag"],
    ..Code::warning("SS707", "assumed-version", "a version is assumed", "The package is neither installed nor locked.")
};

/// A version cannot be determined.
pub static UNRESOLVED_VERSION: Code = Code {
    steps: &["Install the packages, or name the versions: `--better-auth` and `--convex-adapter`"],
    ..Code::error(
        "SS708",
        "unresolved-version",
        "a version cannot be determined",
        "A tag, a folder or a catalog entry does not lead to a version.",
    )
};

/// A text is not a version.
pub static INVALID_VERSION: Code = Code {
    steps: &["Write it in full"],
    ..Code::error("SS709", "invalid-version", "a text is not a version", "A version is written in full, such as 1.4.9.")
};

/// The package of a plugin is not in package.json.
pub static PACKAGE_MISSING: Code = Code {
    steps: &["Install the package"],
    ..Code::warning(
        "SS710",
        "package-missing",
        "the package of a plugin is not in package.json",
        "In this version the plugin is in a separate package.",
    )
};

/// The codes of this group.
pub static ALL: &[&Code] = &[
    &UNSUPPORTED_VERSION,
    &UNSUPPORTED_PAIR,
    &UNPROVEN_VERSION,
    &SEVERAL_VERSIONS,
    &PEER_RANGE,
    &STALE_LOCK_FILE,
    &ASSUMED_VERSION,
    &UNRESOLVED_VERSION,
    &INVALID_VERSION,
    &PACKAGE_MISSING,
];
