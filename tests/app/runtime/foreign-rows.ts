// Owns the rows of others: what a table of an app in use has before the first call. Values are made from the schema's
// validators alone, so a table of any plugin can be filled; times are to come, so that nothing is removed as expired.

type Validator = {
  kind: string;
  isOptional: string;
  value?: any;
  members?: Validator[];
  fields?: Record<string, Validator>;
  element?: Validator;
};
type Schema = { tables: Record<string, { validator: Validator }> };

const IN_A_YEAR = Date.now() + 365 * 24 * 3_600_000;

/** Inserts `count` rows into each table of the component but those of `except`; the names of the tables that got them. */
export async function insertForeignRows(t: any, component: string, schema: Schema, count: number, except: string[]) {
  const tables = Object.entries(schema.tables).filter(([name]) => !except.includes(name));
  await t.runInComponent(component, async (ctx: any) => {
    for (const [name, { validator }] of tables) {
      for (let row = 0; row < count; row += 1) {
        const fields = Object.entries(validator.fields!).map(([field, of]) => [
          field,
          valueOf(of, `${field} ${row}`, row),
        ]);
        await ctx.db.insert(name, Object.fromEntries(fields));
      }
    }
  });
  return tables.map(([name]) => name);
}

/** Inserts `count` copies of the row that the table has, which are rows of the app's own. */
export async function insertCopies(t: any, component: string, table: string, count: number) {
  await t.runInComponent(component, async (ctx: any) => {
    const { _id, _creationTime, ...row } = await ctx.db.query(table).first();
    for (let copy = 0; copy < count; copy += 1) await ctx.db.insert(table, row);
  });
}

function valueOf(validator: Validator, text: string, row: number): unknown {
  switch (validator.kind) {
    case "string":
      return `foreign ${text}`;
    case "float64":
      return IN_A_YEAR + row;
    case "boolean":
      return false;
    case "literal":
      return validator.value;
    case "array":
      return [valueOf(validator.element!, text, row)];
    case "union":
      return valueOf(
        validator.members!.find(({ kind }) => kind !== "null")!,
        text,
        row,
      );
    default:
      throw new Error(`no foreign value is known for a field of the kind ${validator.kind}`);
  }
}
