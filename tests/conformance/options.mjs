// Owns options as data: written once, given to the plugins as JavaScript values and to sigma-schema as JSON.
// The one thing that JavaScript objects lose is the order in which integer-like keys are written: `inOrder` keeps it.

const ORDERED = "$inOrder";

/** An object whose keys are written in this order, integer-like ones too. */
export function inOrder(...entries) {
  return { [ORDERED]: entries };
}

/** Options with the value at each path, such as `{ "schema.user.modelName": "people" }`. */
export function at(paths) {
  const options = {};
  for (const [path, value] of Object.entries(paths)) set(options, path, value);
  return options;
}

/** Sets the value at a path, making the objects on the way. */
export function set(options, path, value) {
  const keys = path.split(".");
  const last = keys.pop();
  let object = options;
  for (const key of keys) object = object[key] ??= {};
  object[last] = value;
}

/** The value as an app's code has it. */
export function asValue(options) {
  if (Array.isArray(options)) return options.map(asValue);
  if (options === null || typeof options !== "object") return options;
  return Object.fromEntries(entriesOf(options).map(([key, value]) => [key, asValue(value)]));
}

/** The value as JSON text, with its keys as they are written. */
export function asJson(options, indent = "") {
  const deeper = `${indent}  `;
  if (Array.isArray(options)) {
    return options.length === 0 ? "[]" : `[${options.map((item) => asJson(item, deeper)).join(", ")}]`;
  }
  if (options === null || typeof options !== "object") return JSON.stringify(options);
  const lines = entriesOf(options).map(([key, value]) => `${deeper}${JSON.stringify(key)}: ${asJson(value, deeper)}`);
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n${indent}}`;
}

/** The keys of an object with their values, as they are written. */
export function entriesOf(object) {
  return object[ORDERED] ?? Object.entries(object);
}
