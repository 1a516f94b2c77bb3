// Owns the record of what Better Auth looks up: each distinct lookup that reaches the component's functions, by the
// names that the plugins' specs have, and each warning of the adapter that a lookup has no index.
import { getAuthTables } from "better-auth/db";

type Clause = { field: string; operator?: string; value: unknown; connector?: string };
type Read = { model: string; where?: Clause[]; sortBy?: { field: string } };
export type Lookup = { table: string; equal: string[]; in: string[]; range: string[]; sort?: string; madeAt: string[] };

const WARNING = /Querying without an index on table "([^"]+)"[\s\S]*\[([^\]]*)\]/;
// No call of the apps comes near these, with the indexes that it needs.
const MOST_READS = 500;
const LONGEST_MS = 15_000;
const OF_BETTER_AUTH =
  /node_modules\/(?:\.\w+\/)?((?:@?better-auth|@better-auth\/[\w-]+|@convex-dev\/better-auth)\/[^:)]*)/;
// What every lookup goes through says nothing about who makes it.
const ON_THE_WAY = /db\/adapter\/|with-hooks|client\/adapter|instrumentation|context\/|better-call/;

/** A recorder for one set of options; what it holds grows while the app runs. */
export function recorder(options: object) {
  const names = specNames(options);
  const lookups = new Map<string, Lookup>();
  const warnings = new Map<string, { table: string; fields: string[] }>();
  const endless = new Set<string>();
  let calls = 0;

  // Each clause of an `OR` is a lookup of its own: the adapter asks for one after the other.
  function note(read: Read) {
    calls += 1;
    const where = read.where ?? [];
    const parts = where.some((clause) => clause.connector === "OR") ? where.map((clause) => [clause]) : [where];
    const madeAt = caller();
    for (const part of parts) {
      const lookup = toLookup(names, { ...read, where: part });
      if (!lookup) continue;
      const key = JSON.stringify(lookup);
      const known = lookups.get(key) ?? { ...lookup, madeAt: [] };
      if (!known.madeAt.includes(madeAt)) known.madeAt.push(madeAt);
      lookups.set(key, known);
    }
  }

  return {
    lookups,
    warnings,
    endless,
    count: () => calls,

    /** The context of a Convex function, with the adapter's calls noted. */
    listening<Ctx extends { runQuery: Function; runMutation: Function }>(ctx: Ctx): Ctx {
      let reads = 0;
      const started = performance.now();
      const noted =
        (run: Function) =>
        (reference: any, args: any, ...more: unknown[]) => {
          const read = args.input ?? args;
          // A row that is created is looked up by its unique fields alone, inside the component.
          if (!("data" in read)) note(read);
          // A page that does not lead on is asked for again and again: on a deployment, until the function's time is over.
          reads += 1;
          if (reads > MOST_READS || performance.now() > started + LONGEST_MS) {
            endless.add(names.get(read.model)!.table);
            throw new Error("no answer: the adapter reads on and on");
          }
          return run(reference, args, ...more);
        };
      return { ...ctx, runQuery: noted(ctx.runQuery), runMutation: noted(ctx.runMutation) };
    },

    /** Takes the place of console.warn: `true` for a warning of the adapter. */
    warned(text: string): boolean {
      const found = WARNING.exec(text);
      if (!found) return false;
      const of = names.get(found[1])!;
      // Adapters up to 0.11.1 put an underscore before the fields of a range or a sort.
      const fields = found[2].split(",").map((field) => field.trim().replace(/^_/, ""));
      const named = fields.map((field) => of.fields.get(field) ?? field);
      warnings.set(`${of.table} ${named}`, { table: of.table, fields: named });
      return true;
    },
  };
}

// The adapter's own rule (adapter-utils: paginate): an id or a unique field that is compared decides alone.
function toLookup(names: ReturnType<typeof specNames>, { model, where = [], sortBy }: Read) {
  const of = names.get(model);
  if (!of) throw new Error(`a lookup in ${model}, which no plugin of the app has`);
  const named = (clauses: Clause[]) => [...new Set(clauses.map(({ field }) => of.fields.get(field) ?? field))];
  const compared = where.filter(({ operator }) => !operator || operator === "eq");
  const within = where.filter(({ operator }) => operator === "in");
  const alone = compared.find(({ field }) => field === "_id" || of.unique.has(field));
  if (alone?.field === "_id" || (!alone && within.some(({ field }) => field === "_id"))) return undefined;
  if (alone) return { table: of.table, equal: named([alone]), in: [], range: [] };
  return {
    table: of.table,
    equal: named(compared).sort(),
    in: named(within),
    range: named(where.filter(({ operator }) => ["lt", "lte", "gt", "gte"].includes(operator ?? ""))),
    sort: sortBy && named([sortBy as Clause])[0],
  };
}

// Tables and fields in the database, to what the specs call them; and which fields are unique.
function specNames(options: object) {
  const tables = Object.entries(getAuthTables(options as any)).map(([table, { modelName, fields }]) => {
    const list = Object.entries(fields).map(([key, { fieldName, unique }]) => ({
      key,
      fieldName: fieldName ?? key,
      unique,
    }));
    return [
      modelName,
      {
        table,
        fields: new Map(list.map(({ key, fieldName }) => [fieldName, key])),
        unique: new Set(list.filter(({ unique }) => unique).map(({ fieldName }) => fieldName)),
      },
    ] as const;
  });
  return new Map(tables);
}

function caller(): string {
  Error.stackTraceLimit = 100;
  const frames = (new Error().stack ?? "").split("\n").slice(1);
  const theirs = frames.flatMap((frame) => {
    const file = OF_BETTER_AUTH.exec(frame)?.[1];
    return file && !ON_THE_WAY.test(file) ? [`${file}: ${/at (?:async )?([\w.$]+) \(/.exec(frame)?.[1] ?? "?"}`] : [];
  });
  return theirs[0] ?? "?";
}
