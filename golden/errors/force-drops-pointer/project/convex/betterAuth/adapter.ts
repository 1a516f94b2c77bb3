import { createApi } from "@convex-dev/better-auth";
import { options } from "../auth";
import schema from "./schema";

// ours
export const { create, findOne, findMany, updateOne, updateMany, deleteOne, deleteMany } = createApi(schema, () => options);
