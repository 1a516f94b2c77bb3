import { defineSchema } from "convex/server";
import { all } from "../all";

export default defineSchema(all);
