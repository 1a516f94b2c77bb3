import { createClient, type GenericCtx } from "@convex-dev/better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth, type BetterAuthOptions } from "better-auth";
import { admin, emailOTP, organization, username } from "better-auth/plugins";
import { components } from "./_generated/api";
import type { DataModel } from "./_generated/dataModel";
import authConfig from "./auth.config";
import { ac, roles } from "./permissions";
import schema from "./betterAuth/schema";

const env = (name: string) => process.env[name];

function must(name: string): string {
  const value = env(name);
  if (!value) {
    throw new Error(`${name} is not set: npx convex env set ${name} ...`);
  }
  return value;
}

function isProduction() {
  return env("NODE_ENV") === "production";
}

async function send(to: string, subject: string, text: string) {
  const response = await fetch("https://mail.example.com/send", {
    method: "POST",
    headers: {
      authorization: `Bearer ${must("MAIL_KEY")}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ from: must("MAIL_FROM"), to, subject, text }),
  });
  if (!response.ok) {
    throw new Error(`the mail to ${to} was not sent: ${response.status}`);
  }
}

export const authComponent = createClient<DataModel, typeof schema>(
  components.betterAuth,
  { local: { schema } },
);

export const createAuthOptions = (ctx: GenericCtx<DataModel>) =>
  ({
    appName: "Guide",
    baseURL: must("SITE_URL"),
    secret: ctx ? must("BETTER_AUTH_SECRET") : undefined,
    trustedOrigins: [env("SITE_URL"), env("PREVIEW_URL")].filter(
      (origin): origin is string => Boolean(origin),
    ),
    database: authComponent.adapter(ctx),
    emailAndPassword: {
      enabled: true,
      sendResetPassword: async ({ user, url }) => {
        console.log(`to ${user.email}: ${url}`);
      },
    },
    socialProviders: {
      github: ctx
        ? {
            clientId: must("GITHUB_CLIENT_ID"),
            clientSecret: must("GITHUB_CLIENT_SECRET"),
          }
        : undefined,
      google: ctx
        ? {
            clientId: must("GOOGLE_CLIENT_ID"),
            clientSecret: must("GOOGLE_CLIENT_SECRET"),
            accessType: "offline",
            prompt: "select_account consent",
          }
        : undefined,
    },
    user: {
      additionalFields: {
        plan: { type: ["free", "team", "company"], required: false, input: false },
        locale: { type: "string", required: false },
        seenTour: { type: "boolean", required: false, defaultValue: false },
      },
      changeEmail: {
        enabled: true,
        sendChangeEmailVerification: async ({ newEmail, url }) => {
          await send(newEmail, "Confirm your new address", url);
        },
      },
    },
    session: {
      expiresIn: 60 * 60 * 24 * 30,
      updateAge: 60 * 60 * 24,
      cookieCache: { enabled: true, maxAge: 5 * 60 },
    },
    rateLimit: { enabled: isProduction(), window: 60, max: 100 },
    plugins: [
      convex({ authConfig }),
      admin({ adminRoles: ["admin", "support"], defaultRole: "user" }),
      username({ minUsernameLength: 3, maxUsernameLength: 32 }),
      organization({
        ac,
        roles,
        teams: { enabled: true, maximumTeams: 20 },
        dynamicAccessControl: { enabled: true },
        schema: {
          organization: {
            additionalFields: { billingEmail: { type: "string", required: false } },
          },
        },
        sendInvitationEmail: async ({ email, organization, id }) => {
          await send(email, `Join ${organization.name}`, `${must("SITE_URL")}/invitations/${id}`);
        },
      }),
      emailOTP({
        otpLength: 6,
        expiresIn: 600,
        sendVerificationOTP: async ({ email, otp, type }) => {
          const subject = type === "sign-in" ? "Your code to sign in" : "Your code";
          await send(email, subject, otp);
        },
      }),
    ],
    databaseHooks: {
      user: {
        create: {
          before: async (user) => ({ data: { ...user, locale: user.locale ?? "en" } }),
          after: async (user) => {
            await send(user.email, "Welcome", must("SITE_URL"));
          },
        },
      },
    },
  }) satisfies BetterAuthOptions;

export const createAuth = (ctx: GenericCtx<DataModel>) =>
  betterAuth(createAuthOptions(ctx));
