// @ts-nocheck: this code is only read.
import type { BetterAuthOptions } from "better-auth";
import { apiKey } from "@better-auth/api-key";
import { passkey } from "@better-auth/passkey";
import { convex } from "@convex-dev/better-auth/plugins";
import { admin, organization, twoFactor, username, phoneNumber, anonymous, deviceAuthorization, emailOTP, magicLink, jwt, bearer, lastLoginMethod } from "better-auth/plugins";

export const createAuthOptions = (_ctx: unknown) =>
  ({
    plugins: [
      convex({ authConfig: { providers: [] } }),
      admin(),
      organization(),
      twoFactor(),
      username(),
      apiKey(),
      passkey(),
      phoneNumber({ sendOTP: async () => {} }),
      anonymous(),
      deviceAuthorization(),
      emailOTP({ sendVerificationOTP: async () => {} }),
      magicLink({ sendMagicLink: async () => {} }),
      jwt(),
      bearer(),
      lastLoginMethod(),
    ],
  }) satisfies BetterAuthOptions;
