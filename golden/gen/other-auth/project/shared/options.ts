import type { BetterAuthOptions } from "better-auth";

export const makeOptions = (_ctx: unknown) =>
  ({ plugins: [] }) satisfies BetterAuthOptions;
