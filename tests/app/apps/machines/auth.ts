// The app `machines`: users who come by other ways than a password, and programs that act for them.
import { passkey } from "@better-auth/passkey";
import { createClient, type GenericCtx } from "@convex-dev/better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth, type BetterAuthOptions } from "better-auth";
import {
  anonymous,
  deviceAuthorization,
  emailOTP,
  genericOAuth,
  magicLink,
  oidcProvider,
  oneTimeToken,
  phoneNumber,
  siwe,
} from "better-auth/plugins";
import config from "../sigma-schema.json";
import { components } from "./_generated/api";
import type { DataModel } from "./_generated/dataModel";
import authConfig from "./auth.config";
import schema from "./betterAuth/schema";
import { outbox } from "./outbox";
import { apiKey } from "./versions";

const { plugins, ...options } = config as Record<string, any>;
const ORIGIN = process.env.SITE_URL!;

export const authComponent = createClient<DataModel, typeof schema>(components.betterAuth, { local: { schema } });

export const createAuthOptions = (ctx: GenericCtx<DataModel>) =>
  ({
    ...options,
    baseURL: ORIGIN,
    secret: process.env.BETTER_AUTH_SECRET,
    database: authComponent.adapter(ctx),
    advanced: { database: { generateId: false } },
    emailAndPassword: { enabled: true },
    socialProviders: { github: { clientId: "github-id", clientSecret: "github-secret" } },
    account: {
      ...options.account,
      accountLinking: { enabled: true, trustedProviders: ["github"], allowDifferentEmails: true },
    },
    plugins: [
      convex({ authConfig }),
      apiKey({ ...plugins.apiKey, keyExpiration: { minExpiresIn: 0 }, rateLimit: { enabled: false } }),
      deviceAuthorization({ ...plugins.deviceAuthorization, schema: {}, interval: "1s" }),
      oidcProvider({
        ...plugins.oidcProvider,
        loginPage: "/login",
        consentPage: "/consent",
        allowDynamicClientRegistration: true,
        __skipDeprecationWarning: true,
      }),
      passkey({ ...plugins.passkey, origin: ORIGIN }),
      siwe({
        ...plugins.siwe,
        domain: "app.example.com",
        getNonce: async () => "a-nonce-of-siwe",
        verifyMessage: async () => true,
      }),
      oneTimeToken(plugins.oneTimeToken),
      phoneNumber({
        ...plugins.phoneNumber,
        sendOTP: async (message) => outbox("sms", message),
        sendPasswordResetOTP: async (message) => outbox("sms", message),
        signUpOnVerification: { getTempEmail: (number) => `${number.slice(1)}@phone.example.com` },
      }),
      emailOTP({
        ...plugins.emailOTP,
        sendVerificationOTP: async (message) => outbox("otp", message),
        changeEmail: { enabled: true },
      }),
      magicLink({ ...plugins.magicLink, sendMagicLink: async (message) => outbox("link", message) }),
      anonymous(plugins.anonymous),
      genericOAuth({
        ...plugins.genericOAuth,
        config: [
          {
            providerId: "nine",
            clientId: "nine-id",
            clientSecret: "nine-secret",
            authorizationUrl: "https://provider.example.com/authorize",
            tokenUrl: "https://provider.example.com/token",
            userInfoUrl: "https://provider.example.com/user",
          },
        ],
      }),
    ],
  }) as BetterAuthOptions;

/** `more` are options of one call. */
export const createAuth = (ctx: GenericCtx<DataModel>, more: Partial<BetterAuthOptions> = {}) =>
  betterAuth({ ...createAuthOptions(ctx), ...more });
