import { type Validator, v } from "convex/values";
import schema from "./schema";

/** The validator of a whole document of the component. */
export const doc = <T extends keyof typeof schema.tables>(table: T): Validator<unknown, "required", string> =>
	v.object({ ...schema.tables[table].validator.fields, _id: v.id(table), _creationTime: v.number() });
