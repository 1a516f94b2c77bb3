//! From the values of a spec file to a [`Spec`], with every key checked. Used by build.rs and for the spec files of a
//! project.

use std::sync::Arc;

use nodejs_semver::Version;

use super::condition::Condition;
use super::model::{
    AdditionalFields, FieldAttributes, FieldSpec, FieldType, Import, Lookup, OptionKind, OptionSpec, OptionsArgument,
    Spec, TableSpec,
};
use crate::diagnostic::codes::config as codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Source};
use crate::value::read::{Object, expected, one_or_many, string, strings};
use crate::value::{Key, Kind, Value, toml};

/// The package of Better Auth itself: the default of a spec that names none.
pub const BETTER_AUTH: &str = "better-auth";

/// Reads a spec file. Fails with all errors in it, each with its span.
pub fn spec(source: &Arc<Source>) -> Result<Spec, Diagnostics> {
    let file = toml::parse(source)?;
    let mut diagnostics = Diagnostics::default();
    let spec = read_spec(&file, &mut diagnostics);
    match spec {
        Some(spec) if !diagnostics.has_errors() => Ok(spec),
        _ => Err(diagnostics.in_order()),
    }
}

fn read_spec(file: &Value, diagnostics: &mut Diagnostics) -> Option<Spec> {
    let mut object = Object::of(file, "a spec", diagnostics)?;
    let name = object.required_string("name", diagnostics)?;
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        let span = object.any("name").map_or(&file.span, |value| &value.span);
        let diagnostic =
            Diagnostic::new(&codes::WRONG_VALUE, format!("`{name}` is not a plugin's name in kebab case")).at(span, "");
        diagnostics.push(diagnostic.help("write it in lower-case letters, digits and hyphens, such as two-factor"));
    }
    let docs = object.required_string("docs", diagnostics).unwrap_or_default();
    let package = object.string("package", diagnostics).unwrap_or(BETTER_AUTH);
    let versioned_with = object.string("versioned-with", diagnostics).map(str::to_owned);
    let note = object.string("note", diagnostics).map(str::to_owned);
    let implicit = object.flag("implicit", diagnostics);
    let imports = object.one_or_many("import").iter().filter_map(|value| import(value, package, diagnostics)).collect();
    let mut options = Vec::new();
    if let Some(value) = object.any("options") {
        collect_options(value, "", &mut options, diagnostics);
    }
    let tables: Vec<TableSpec> =
        object.entries("table", diagnostics).iter().filter_map(|(key, value)| table(key, value, diagnostics)).collect();
    object.finish(diagnostics);
    let spec = Spec {
        name: name.to_owned(),
        docs: docs.to_owned(),
        package: package.to_owned(),
        versioned_with,
        note,
        implicit,
        imports,
        options,
        tables,
    };
    check_conditions(&spec, file, diagnostics);
    Some(spec)
}

/// Every option in a condition must be declared: a misspelt one would never hold.
fn check_conditions(spec: &Spec, file: &Value, diagnostics: &mut Diagnostics) {
    let known = spec.all_options();
    let known: Vec<&str> = known.iter().map(|option| option.path.as_str()).collect();
    walk(file, &mut |key, value| {
        if key.name != "when" {
            return;
        }
        let Some(Ok(condition)) = value.as_str().map(Condition::parse) else { return };
        for path in condition.options() {
            if !known.contains(&path) {
                diagnostics.push(
                    Diagnostic::new(&codes::SPEC_REFERENCE, format!("the option `{path}` is not declared"))
                        .at(&value.span, "")
                        .nearest(path, known.iter().copied())
                        .help(format!("declare it under [options]: {path} = \"boolean\"")),
                );
            }
        }
    });
}

fn walk<'a>(value: &'a Value, visit: &mut impl FnMut(&'a Key, &'a Value)) {
    match &value.kind {
        Kind::Object(entries) => {
            for (key, inner) in entries {
                visit(key, inner);
                walk(inner, visit);
            }
        }
        Kind::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        _ => {}
    }
}

fn import(value: &Value, package: &str, diagnostics: &mut Diagnostics) -> Option<Import> {
    let mut object = Object::of(value, "an import", diagnostics)?;
    let import = Import {
        package: object.string("package", diagnostics).unwrap_or(package).to_owned(),
        from: owned(object.strings("from", diagnostics)),
        export: object.required_string("export", diagnostics)?.to_owned(),
        options_argument: match object.any("options-argument") {
            Some(value) => options_argument(value, diagnostics),
            None => vec![OptionsArgument { argument: 0, path: String::new() }],
        },
        when: when(&mut object, diagnostics),
    };
    if import.from.is_empty() {
        diagnostics.push(
            Diagnostic::new(&codes::MISSING_KEY, "an import needs `from`, the modules that export it")
                .at(&value.span, ""),
        );
    }
    object.finish(diagnostics);
    Some(import)
}

/// Positions in a call, such as `2` or `"1.additionalOptions"`; arguments are counted from 1 in a spec.
fn options_argument(value: &Value, diagnostics: &mut Diagnostics) -> Vec<OptionsArgument> {
    let span = |item: &Value| {
        let text = match item.kind {
            Kind::Number(number) => number.to_string(),
            _ => item.as_str()?.to_owned(),
        };
        let (argument, path) = text.split_once('.').unwrap_or((&text, ""));
        let argument = argument.parse::<usize>().ok()?.checked_sub(1)?;
        Some(OptionsArgument { argument, path: path.to_owned() })
    };
    let spans: Vec<_> = one_or_many(value).iter().filter_map(span).collect();
    if spans.len() != one_or_many(value).len() {
        let wanted = "the number of an argument, or several: [2, 1], \"1.additionalOptions\"";
        diagnostics.push(expected(value, "`options-argument`", wanted));
    }
    spans
}

fn collect_options(value: &Value, prefix: &str, options: &mut Vec<OptionSpec>, diagnostics: &mut Diagnostics) {
    let (value, when) = match &value.kind {
        // An option that some versions do not know: its type under `type`, its versions beside it.
        Kind::Object(entries) if entries.iter().any(|(key, _)| key.name == "since" || key.name == "until") => {
            let Some(mut object) = Object::of(value, &format!("`{prefix}`"), diagnostics) else { return };
            let when = when(&mut object, diagnostics);
            let kind = object.any("type");
            object.finish(diagnostics);
            match kind {
                Some(kind) => (kind, when),
                None => {
                    return diagnostics.push(
                        Diagnostic::new(&codes::MISSING_KEY, format!("the option `{prefix}` has no type"))
                            .at(&value.span, ""),
                    );
                }
            }
        }
        _ => (value, Condition::default()),
    };
    let kind = match &value.kind {
        Kind::Object(entries) => {
            for (key, inner) in entries {
                let path = if prefix.is_empty() { key.name.clone() } else { format!("{prefix}.{}", key.name) };
                collect_options(inner, &path, options, diagnostics);
            }
            return;
        }
        Kind::String(text) if text == "boolean" => OptionKind::Boolean,
        Kind::String(text) if text == "string" => OptionKind::String,
        // Declared only where some versions do not know them: tables name them by `rename` and `additional-fields`.
        Kind::String(text) if text == "field-names" => OptionKind::FieldNames,
        Kind::String(text) if text == "additional-fields" => OptionKind::AdditionalFields,
        Kind::Array(_) => OptionKind::OneOf(owned(strings(value, &format!("`{prefix}`"), diagnostics))),
        _ => {
            diagnostics.push(expected(
                value,
                &format!("`{prefix}`"),
                "\"boolean\", \"string\" or a list of the strings that it accepts",
            ));
            return;
        }
    };
    options.push(OptionSpec { path: prefix.to_owned(), kind, when });
}

fn table(key: &Key, value: &Value, diagnostics: &mut Diagnostics) -> Option<TableSpec> {
    let mut object = Object::of(value, &format!("`{}`", key.name), diagnostics)?;
    let (mut rename_table, mut rename_fields) = (Vec::new(), None);
    if let Some(value) = object.any("rename") {
        let mut rename = Object::of(value, "`rename`", diagnostics)?;
        rename_table = owned(rename.strings("table", diagnostics));
        rename_fields = rename.string("fields", diagnostics).map(str::to_owned);
        rename.finish(diagnostics);
    }
    let table = TableSpec {
        key: key.name.clone(),
        when: when(&mut object, diagnostics),
        after_plugins: object.flag("after-plugins", diagnostics),
        exclusive: object.flag("exclusive", diagnostics),
        shares_table_with: object.string("shares-table-with", diagnostics).map(str::to_owned),
        rename_table,
        rename_fields,
        additional_fields: object.any("additional-fields").and_then(|value| additional_fields(value, diagnostics)),
        fields: object
            .entries("fields", diagnostics)
            .iter()
            .flat_map(|(key, value)| fields(key, value, diagnostics))
            .collect(),
        lookups: object.one_or_many("lookups").iter().filter_map(|value| lookup(value, diagnostics)).collect(),
    };
    object.finish(diagnostics);
    if table.shares_table_with.is_some() && !table.fields.is_empty() {
        let diagnostic = Diagnostic::new(
            &codes::SPEC_CONTRADICTION,
            format!("the table `{}` has both `shares-table-with` and its own fields", key.name),
        )
        .at(&key.span, "")
        .about(&key.name);
        diagnostics.push(diagnostic.help("keep one of the two"));
    }
    Some(table)
}

/// The option's path, or an object with more about it.
fn additional_fields(value: &Value, diagnostics: &mut Diagnostics) -> Option<AdditionalFields> {
    if let Some(option) = value.as_str() {
        return Some(AdditionalFields { option: option.to_owned(), always_optional: false });
    }
    let mut object = Object::of(value, "`additional-fields`", diagnostics)?;
    let option = object.required_string("option", diagnostics)?.to_owned();
    let added = AdditionalFields { option, always_optional: object.flag("always-optional", diagnostics) };
    object.finish(diagnostics);
    Some(added)
}

/// A field, or its forms by version or option.
fn fields(key: &Key, value: &Value, diagnostics: &mut Diagnostics) -> Vec<FieldSpec> {
    crate::value::read::one_or_many(value).iter().filter_map(|form| field(key, form, diagnostics)).collect()
}

fn field(key: &Key, value: &Value, diagnostics: &mut Diagnostics) -> Option<FieldSpec> {
    let mut object = Object::of(value, &format!("the field `{}`", key.name), diagnostics)?;
    let Some(kind) = object.any("type") else {
        diagnostics.push(
            Diagnostic::new(&codes::MISSING_KEY, format!("the field `{}` has no type", key.name))
                .at(&value.span, "")
                .about_member(&key.name)
                .help(type_help()),
        );
        return None;
    };
    let field = FieldSpec {
        key: key.name.clone(),
        attributes: FieldAttributes {
            kind: field_type(kind, diagnostics)?,
            required: object.flag("required", diagnostics),
            unique: object.flag("unique", diagnostics),
            sortable: object.flag("sortable", diagnostics),
            references: object.string("references", diagnostics).map(str::to_owned),
        },
        fixed_name: !object.flag_or("renamable", true, diagnostics),
        when: when(&mut object, diagnostics),
    };
    object.finish(diagnostics);
    Some(field)
}

/// A field's type as Better Auth writes it: a name, or an array of the strings that it accepts. Anything else is
/// reported, and gives none.
pub fn field_type(value: &Value, diagnostics: &mut Diagnostics) -> Option<FieldType> {
    let kind = match &value.kind {
        Kind::String(name) => FieldType::named(name),
        Kind::Array(items) if !items.is_empty() && items.iter().all(|item| item.as_str().is_some()) => {
            Some(FieldType::OneOf(items.iter().filter_map(Value::as_str).map(str::to_owned).collect()))
        }
        _ => None,
    };
    if kind.is_none() {
        let diagnostic =
            Diagnostic::new(&codes::WRONG_VALUE, "this is not a field's type").at(&value.span, "").help(type_help());
        diagnostics.push(
            diagnostic.nearest(value.as_str().unwrap_or_default(), FieldType::NAMED.iter().map(|(name, _)| *name)),
        );
    }
    kind
}

fn type_help() -> String {
    let names: Vec<&str> = FieldType::NAMED.iter().map(|(name, _)| *name).collect();
    format!("a type is one of {}, or an array of the strings that the field accepts", names.join(", "))
}

fn lookup(value: &Value, diagnostics: &mut Diagnostics) -> Option<Lookup> {
    let mut object = Object::of(value, "a lookup", diagnostics)?;
    let lookup = Lookup {
        equal: owned(object.strings("equal", diagnostics)),
        one_of: object.string("in", diagnostics).map(str::to_owned),
        range: object.string("range", diagnostics).map(str::to_owned),
        sort: object.string("sort", diagnostics).map(str::to_owned),
        dynamic: object.flag("dynamic", diagnostics),
        when: when(&mut object, diagnostics),
        called_from: object.required_string("called-from", diagnostics)?.to_owned(),
    };
    if lookup.equal.is_empty() && lookup.one_of.is_none() && lookup.range.is_none() && lookup.sort.is_none() {
        diagnostics.push(
            Diagnostic::new(&codes::MISSING_KEY, "a lookup needs `equal`, `in`, `range` or `sort`").at(&value.span, ""),
        );
    }
    object.finish(diagnostics);
    Some(lookup)
}

/// `when`, `since` and `until` together.
pub fn when(object: &mut Object<'_>, diagnostics: &mut Diagnostics) -> Condition {
    let when = object.any("when").and_then(|value| {
        let text = string(value, "`when`", diagnostics)?;
        Condition::parse(text)
            .map_err(|error| {
                diagnostics.push(Diagnostic::new(&codes::CONDITION, "`when` is not a condition").at(&value.span, error))
            })
            .ok()
    });
    let since = version(object.any("since"), diagnostics).map(Condition::since);
    let until = version(object.any("until"), diagnostics).map(Condition::until);
    [when, since, until].into_iter().flatten().fold(Condition::default(), |all, one| all.and(&one))
}

fn version(value: Option<&Value>, diagnostics: &mut Diagnostics) -> Option<Version> {
    let value = value?;
    let text = string(value, "a version", diagnostics)?;
    Version::parse(text)
        .map_err(|_| {
            diagnostics.push(
                Diagnostic::new(&codes::WRONG_VALUE, format!("`{text}` is not a version such as 1.5.0"))
                    .at(&value.span, ""),
            )
        })
        .ok()
}

fn owned(texts: Vec<&str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}
