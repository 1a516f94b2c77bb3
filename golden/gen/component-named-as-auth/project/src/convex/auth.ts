import type { BetterAuthOptions } from "better-auth";

export const createAuthOptions = (_ctx: unknown) =>
  ({ plugins: [] }) satisfies BetterAuthOptions;
