import { passkey } from "@better-auth/passkey";
import { magicLink } from "better-auth/plugins";
import { send } from "#mail";

export const additionalFields = {
  newsletter: { type: "boolean", required: true, defaultValue: false },
} as const;

export const plugins = [
  magicLink({
    expiresIn: 60 * 10,
    sendMagicLink: async ({ email, url }) => send(email, "Sign in", url),
  }),
  passkey({ rpName: "Quarry" }),
];
