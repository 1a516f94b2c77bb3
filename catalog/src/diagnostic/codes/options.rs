//! The location of the project, and the plugins and options in its code.

use crate::diagnostic::code::Code;

/// No Convex project was found.
pub static NO_CONVEX_PROJECT: Code = Code {
    steps: &["Run it in your app, or name the folder: `-C FOLDER`"],
    ..Code::error(
        "SS801",
        "no-convex-project",
        "no Convex project was found",
        "sigma-schema looks for convex.json, `convex`, `packages/backend/convex` and `src/convex`, here and in the folders above.",
    )
};

/// Several components or projects are possible.
pub static SEVERAL_COMPONENTS: Code = Code {
    steps: &["Choose one: `--out FOLDER`, `-C FOLDER`, or `component` in the config file"],
    ..Code::error(
        "SS802",
        "several-components",
        "several components or projects are possible",
        "The command needs one, or these options apply to one only.",
    )
};

/// The component folder cannot be used.
pub static WRONG_COMPONENT: Code = Code {
    steps: &["Name the folder of the component, such as convex/betterAuth"],
    ..Code::error(
        "SS803",
        "wrong-component",
        "the component folder cannot be used",
        "It is the Convex folder itself, where the app's own schema is, or convex.json names a folder that does not exist.",
    )
};

/// The schema's file cannot be chosen.
pub static SCHEMA_FILE_NAME: Code = Code {
    steps: &["Name it: `--schema-file generatedSchema.ts`"],
    ..Code::error(
        "SS804",
        "schema-file-name",
        "the schema's file cannot be chosen",
        "The name is not that of a TypeScript file in the component, or several files look generated.",
    )
};

/// The plugins in use could not be determined.
pub static PLUGINS_UNKNOWN: Code = Code {
    steps: &[
        "Name the file with your options: `--auth convex/lib/auth.ts#createAuthOptions`",
        "Or name your plugins in order: `--plugins admin,organization`",
    ],
    ..Code::error(
        "SS811",
        "plugins-unknown",
        "the plugins in use could not be determined",
        "Neither a flag nor the config file nor the code names them.",
    )
};

/// No options of Better Auth were found.
pub static NO_OPTIONS: Code = Code {
    steps: &["Export a function that returns the options, and name it: `--auth FILE#NAME`"],
    ..Code::error(
        "SS812",
        "no-options",
        "no options of Better Auth were found",
        "The named file or export does not lead to the options of `betterAuth`.",
    )
};

/// Several options of Better Auth disagree.
pub static SEVERAL_OPTIONS: Code = Code {
    steps: &["Name the one that counts: `--auth FILE#NAME`"],
    ..Code::error(
        "SS813",
        "several-options",
        "several options of Better Auth disagree",
        "They would give different tables.",
    )
};

/// Another function has other options.
pub static OTHER_OPTIONS: Code = Code {
    steps: &["Give both the same options"],
    ..Code::warning(
        "SS814",
        "other-options",
        "another function has other options",
        "The tables are generated for the options that adapter.ts uses; at run time, others would be in use.",
    )
};

/// The options are async.
pub static ASYNC_OPTIONS: Code = Code {
    steps: &["Make the function synchronous"],
    ..Code::warning(
        "SS815",
        "async-options",
        "the options are async",
        "The adapter calls the function and does not wait for it.",
    )
};

/// The code takes too many steps to follow.
pub static CODE_TOO_LONG: Code = Code {
    steps: &["Write the options in simpler code, or name the plugins: `--plugins NAMES --no-auth`"],
    ..Code::error(
        "SS816",
        "code-too-long",
        "the code takes too many steps to follow",
        "Following code has limits, so that no project can hang a command.",
    )
};

/// A plugin is unknown.
pub static UNKNOWN_PLUGIN: Code = Code {
    steps: &[
        "Describe its tables in a spec file (docs/plugin-specs.md), or list it in the config file with `\"tables\": false` if it has none",
    ],
    ..Code::error(
        "SS821",
        "unknown-plugin",
        "a plugin is unknown",
        "It may add tables, so it cannot be left out silently.",
    )
};

/// A plugin is named twice.
pub static DUPLICATE_PLUGIN: Code = Code {
    steps: &["Name it once, at its place in `plugins`"],
    ..Code::error("SS822", "duplicate-plugin", "a plugin is named twice", "The order of plugins decides about tables.")
};

/// A plugin cannot be determined statically.
pub static PLUGIN_UNDETERMINED: Code = Code {
    steps: &["Write the call of the plugin into the list, or name all plugins: `--plugins admin,organization`"],
    ..Code::error(
        "SS823",
        "plugin-undetermined",
        "a plugin cannot be determined statically",
        "An element of `plugins` depends on code that is not followed.",
    )
};

/// A plugin is not called.
pub static PLUGIN_NOT_CALLED: Code = Code {
    steps: &["Write it as a call: `admin()`"],
    ..Code::error(
        "SS824",
        "plugin-not-called",
        "a plugin is not called",
        "Better Auth expects what the function returns.",
    )
};

/// A plugin is enabled conditionally.
pub static CONDITIONAL_PLUGIN: Code = Code {
    steps: &["Enable it in every deployment, or accept its tables"],
    ..Code::warning(
        "SS825",
        "conditional-plugin",
        "a plugin is enabled conditionally",
        "Its tables are included, so that no deployment lacks them.",
    )
};

/// A plugin has different options under a condition.
pub static AMBIGUOUS_PLUGIN: Code = Code {
    steps: &["Give it the same options in both branches"],
    ..Code::error(
        "SS826",
        "ambiguous-plugin",
        "a plugin has different options under a condition",
        "The condition cannot be determined statically, and the options would give different tables.",
    )
};

/// A plugin is not part of this version.
pub static PLUGIN_NOT_IN_VERSION: Code = Code {
    steps: &["Install a version that has it"],
    ..Code::error(
        "SS827",
        "plugin-not-in-version",
        "a plugin is not part of this version",
        "It was added later, or moved to another package.",
    )
};

/// A plugin in use is left out.
pub static PLUGIN_LEFT_OUT: Code = Code {
    steps: &["Add it, or remove the list"],
    ..Code::warning(
        "SS828",
        "plugin-left-out",
        "a plugin in use is left out",
        "The flag or the config file lists plugins, and this one is not among them.",
    )
};

/// A listed plugin is not in your code.
pub static PLUGIN_NOT_USED: Code = Code {
    steps: &["Remove it from the list, or use it in your code"],
    ..Code::warning(
        "SS829",
        "plugin-not-used",
        "a listed plugin is not in your code",
        "Its tables are generated although nothing uses them.",
    )
};

/// The plugin of the Convex adapter is missing.
pub static IMPLICIT_PLUGIN: Code = Code {
    steps: &["Add it to `plugins`"],
    ..Code::warning(
        "SS830",
        "implicit-plugin",
        "the plugin of the Convex adapter is missing",
        "Its tables are generated anyway, since the adapter needs them.",
    )
};

/// `"tables": false` names a built-in plugin.
pub static BUILT_IN_PLUGIN: Code = Code {
    steps: &["Remove the entry"],
    ..Code::error(
        "SS831",
        "built-in-plugin",
        "`\"tables\": false` names a built-in plugin",
        "Its tables are known; the entry is only for unknown plugins.",
    )
};

/// A plugin has a known peculiarity in this version.
pub static PLUGIN_NOTE: Code = Code {
    steps: &["See the note"],
    ..Code::warning(
        "SS832",
        "plugin-note",
        "a plugin has a known peculiarity in this version",
        "The spec of the plugin records it.",
    )
};

/// Code that is not followed may change the options.
pub static OPTIONS_MAY_CHANGE: Code = Code {
    steps: &[
        "Give that code a copy: `{ ...options }`",
        "If it changes plugins or tables, name all plugins: `--plugins`",
    ],
    ..Code::warning(
        "SS834",
        "options-may-change",
        "code that is not followed may change the options",
        "It gets a list or an object that decides about tables, and its own code is in a package or in a form that is not followed.",
    )
};

/// The config file has options for a plugin that is not in your code.
pub static UNUSED_PLUGIN_OPTIONS: Code = Code {
    steps: &["Use the plugin in your code, or remove its options"],
    ..Code::warning(
        "SS833",
        "unused-plugin-options",
        "the config file has options for a plugin that is not in your code",
        "Options select no plugin, so its tables are not generated.",
    )
};

/// An option cannot be determined statically.
pub static OPTION_UNDETERMINED: Code = Code {
    steps: &["Write it as a constant, or give it in sigma-schema.json (docs/config.md)"],
    ..Code::error(
        "SS841",
        "option-undetermined",
        "an option cannot be determined statically",
        "It decides about tables, and depends on code that is not followed.",
    )
};

/// An option is assumed.
pub static OPTION_ASSUMED: Code = Code {
    steps: &["Make it the same in every deployment"],
    ..Code::warning(
        "SS842",
        "option-assumed",
        "an option is assumed",
        "It depends on a condition, and is assumed so that no table or field is missing.",
    )
};

/// An option has no effect in this version.
pub static OPTION_IGNORED: Code = Code {
    steps: &["Remove it, or install a version that has it"],
    ..Code::warning(
        "SS843",
        "option-ignored",
        "an option has no effect in this version",
        "The version, or another option, switches it off.",
    )
};

/// An additional field has no type.
pub static FIELD_WITHOUT_TYPE: Code = Code {
    steps: &["Add one, such as `type: \"string\"`"],
    ..Code::error(
        "SS844",
        "field-without-type",
        "an additional field has no type",
        "Better Auth needs it to validate values.",
    )
};

/// An additional field is not stored.
pub static FIELD_NOT_STORED: Code = Code {
    steps: &["Choose another name"],
    ..Code::warning(
        "SS845",
        "field-not-stored",
        "an additional field is not stored",
        "Every document has an id already.",
    )
};

/// A field cannot be renamed.
pub static RENAME: Code = Code {
    steps: &["Correct the name"],
    ..Code::error(
        "SS846",
        "rename",
        "a field cannot be renamed",
        "The table has no such field in this version, or the new name collides.",
    )
};

/// Two plugins use a table with one name.
pub static SHARED_TABLE: Code = Code {
    steps: &["Use one of the two plugins"],
    ..Code::warning(
        "SS847",
        "shared-table",
        "two plugins use a table with one name",
        "Better Auth merges the two into one table that fits neither.",
    )
};

/// No component for Better Auth was found.
pub static NO_COMPONENT: Code = Code {
    steps: &["Choose the folder: `--out FOLDER`, or `component` in the config file"],
    ..Code::error(
        "SS805",
        "no-component",
        "no component for Better Auth was found",
        "A component is recognized by its adapter.ts, its tables, or the name of its folder; none of the components has one of these.",
    )
};

/// The code may change JavaScript's own objects.
pub static OBJECTS_PATCHED: Code = Code {
    steps: &[
        "Remove the change from the modules that the options import",
        "Or name all plugins: `--plugins`, with `--no-auth`",
    ],
    ..Code::error(
        "SS817",
        "objects-patched",
        "code may change JavaScript's own objects",
        "After a change of `Array.prototype` or the like, no code means what it says.",
    )
};

/// A tsconfig.json with the aliases of an import cannot be used.
pub static ALIASES_UNREADABLE: Code = Code {
    steps: &["Correct the config file; `npx tsc --showConfig` shows how TypeScript reads it"],
    ..Code::error(
        "SS806",
        "aliases-unreadable",
        "a tsconfig.json or jsconfig.json cannot be used",
        "An import may be an alias that this file declares, and the module behind it decides about tables.",
    )
};

/// The codes of this group.
pub static ALL: &[&Code] = &[
    &NO_CONVEX_PROJECT,
    &SEVERAL_COMPONENTS,
    &WRONG_COMPONENT,
    &SCHEMA_FILE_NAME,
    &NO_COMPONENT,
    &ALIASES_UNREADABLE,
    &PLUGINS_UNKNOWN,
    &NO_OPTIONS,
    &SEVERAL_OPTIONS,
    &OTHER_OPTIONS,
    &ASYNC_OPTIONS,
    &CODE_TOO_LONG,
    &OBJECTS_PATCHED,
    &UNKNOWN_PLUGIN,
    &DUPLICATE_PLUGIN,
    &PLUGIN_UNDETERMINED,
    &PLUGIN_NOT_CALLED,
    &CONDITIONAL_PLUGIN,
    &AMBIGUOUS_PLUGIN,
    &PLUGIN_NOT_IN_VERSION,
    &PLUGIN_LEFT_OUT,
    &PLUGIN_NOT_USED,
    &IMPLICIT_PLUGIN,
    &BUILT_IN_PLUGIN,
    &PLUGIN_NOTE,
    &UNUSED_PLUGIN_OPTIONS,
    &OPTIONS_MAY_CHANGE,
    &OPTION_UNDETERMINED,
    &OPTION_ASSUMED,
    &OPTION_IGNORED,
    &FIELD_WITHOUT_TYPE,
    &FIELD_NOT_STORED,
    &RENAME,
    &SHARED_TABLE,
];
