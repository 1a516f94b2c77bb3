import { betterAuth } from "better-auth";
import { admin, organization } from "better-auth/plugins";
import { convex } from "@convex-dev/better-auth/plugins";
import type { GenericCtx } from "@convex-dev/better-auth";
import type { DataModel } from "./_generated/dataModel";
import { authComponent } from "./component";
import authConfig from "./auth.config";

export const createAuth = (ctx: GenericCtx<DataModel>) =>
  betterAuth({
    database: authComponent.adapter(ctx),
    plugins: [convex({ authConfig }), admin(), organization()],
  });
