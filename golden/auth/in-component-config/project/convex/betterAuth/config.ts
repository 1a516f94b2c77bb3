import { convex } from "@convex-dev/better-auth/plugins";
import type { BetterAuthOptions } from "better-auth";
import { anonymous, magicLink } from "better-auth/plugins";
import authConfig from "../auth.config";

export const getAuthOptions = (ctx: unknown) => {
  void ctx;
  return {
    baseURL: process.env.SITE_URL,
    plugins: [
      anonymous(),
      magicLink({
        sendMagicLink: async ({ email, url }) => {
          console.log(email, url);
        },
      }),
      convex({ authConfig }),
    ],
  } satisfies BetterAuthOptions;
};
