import type { GenericCtx } from "@convex-dev/better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import type { BetterAuthOptions } from "better-auth";
import { emailOTP, organization } from "better-auth/plugins";
import type { DataModel } from "../../convex/_generated/dataModel";
import authConfig from "../../convex/auth.config";

export const buildAuthOptions = (_ctx: GenericCtx<DataModel>) =>
  ({
    appName: "Kestrel",
    emailAndPassword: { enabled: false },
    plugins: [
      convex({ authConfig }),
      emailOTP({
        otpLength: 8,
        sendVerificationOTP: async ({ email, type }) => {
          console.log(`${type} for ${email}`);
        },
      }),
      organization({ requireEmailVerificationOnInvitation: true }),
    ],
  }) satisfies BetterAuthOptions;
