import { createApi } from "@convex-dev/better-auth";
import { schemaOptions } from "../schemaOptions";
import schema from "./schema";

export const {
  create,
  findOne,
  findMany,
  updateOne,
  updateMany,
  deleteOne,
  deleteMany,
} = createApi(schema, schemaOptions);
