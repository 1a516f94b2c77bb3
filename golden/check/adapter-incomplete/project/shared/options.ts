import type { BetterAuthOptions } from "better-auth";
import { convex } from "@convex-dev/better-auth/plugins";

export const makeOptions = (_ctx: unknown) =>
  ({
    plugins: [convex({ authConfig: { providers: [] } })],
  }) satisfies BetterAuthOptions;
