import { createApi } from "@convex-dev/better-auth";
import { buildAuthOptions } from "../../src/lib/auth";
import schema from "./schema";

export const {
  create,
  findOne,
  findMany,
  updateOne,
  updateMany,
  deleteOne,
  deleteMany,
} = createApi(schema, buildAuthOptions);
