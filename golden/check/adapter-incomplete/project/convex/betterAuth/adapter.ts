// Ours: the options are made elsewhere.
import { createApi } from "@convex-dev/better-auth";
import { makeOptions } from "../../shared/options";
import schema from "./schema";

export const { create, findOne, findMany, updateOne, deleteOne } = createApi(schema, makeOptions);
