// The app `people`: users with passwords, names and second factors, organizations, an admin.
import { createClient, type GenericCtx } from "@convex-dev/better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth, type BetterAuthOptions } from "better-auth";
import { admin, multiSession, organization, twoFactor, username } from "better-auth/plugins";
import { createAccessControl } from "better-auth/plugins/access";
import { defaultStatements, ownerAc, adminAc, memberAc } from "better-auth/plugins/organization/access";
import config from "../sigma-schema.json";
import { components } from "./_generated/api";
import type { DataModel } from "./_generated/dataModel";
import authConfig from "./auth.config";
import schema from "./betterAuth/schema";
import { outbox } from "./outbox";

const { plugins, ...options } = config as Record<string, any>;

// Roles that are made while the app runs can have no right that is not stated here.
const ac = createAccessControl({ ...defaultStatements, invoice: ["read", "write"] });

export const authComponent = createClient<DataModel, typeof schema>(components.betterAuth, { local: { schema } });

export const createAuthOptions = (ctx: GenericCtx<DataModel>) =>
  ({
    ...options,
    baseURL: process.env.SITE_URL,
    secret: process.env.BETTER_AUTH_SECRET,
    database: authComponent.adapter(ctx),
    advanced: { database: { generateId: false } },
    user: {
      ...options.user,
      changeEmail: { enabled: true },
      deleteUser: { enabled: true, sendDeleteAccountVerification: async (mail) => outbox("delete", mail) },
    },
    emailAndPassword: { enabled: true, sendResetPassword: async (mail) => outbox("reset", mail) },
    emailVerification: { sendVerificationEmail: async (mail) => outbox("verify", mail) },
    rateLimit: { ...options.rateLimit, enabled: true },
    plugins: [
      convex({ authConfig }),
      username(plugins.username),
      admin(plugins.admin),
      organization({
        ...plugins.organization,
        ac,
        roles: {
          owner: ac.newRole({ ...ownerAc.statements, invoice: ["read", "write"] }),
          admin: adminAc,
          member: memberAc,
        },
        sendInvitationEmail: async (mail) => outbox("invitation", mail),
      }),
      twoFactor({ ...plugins.twoFactor, otpOptions: { sendOTP: async (mail) => outbox("otp", mail) } }),
      multiSession(plugins.multiSession),
    ],
  }) as BetterAuthOptions;

/** `more` are options of one call. */
export const createAuth = (ctx: GenericCtx<DataModel>, more: Partial<BetterAuthOptions> = {}) =>
  betterAuth({ ...createAuthOptions(ctx), ...more });
