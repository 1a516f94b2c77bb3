import { createApi } from "@convex-dev/better-auth";
import { makeOptions } from "../../shared/options";
import schema from "./generatedSchema";

export const {
  create,
  findOne,
  findMany,
  updateOne,
  updateMany,
  deleteOne,
  deleteMany,
} = createApi(schema, makeOptions);
