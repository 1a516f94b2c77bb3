// The app `company`: an organization whose users come from its own directory, and which lets others sign its users in.
import { apiKey } from "@better-auth/api-key";
import { oauthProvider } from "@better-auth/oauth-provider";
import { scim } from "@better-auth/scim";
import { sso } from "@better-auth/sso";
import { createClient, type GenericCtx } from "@convex-dev/better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth, type BetterAuthOptions } from "better-auth";
import { organization } from "better-auth/plugins";
import config from "../sigma-schema.json";
import { components } from "./_generated/api";
import type { DataModel } from "./_generated/dataModel";
import authConfig from "./auth.config";
import schema from "./betterAuth/schema";

const { plugins, ...options } = config as Record<string, any>;

export const authComponent = createClient<DataModel, typeof schema>(components.betterAuth, { local: { schema } });

export const createAuthOptions = (ctx: GenericCtx<DataModel>) =>
  ({
    ...options,
    baseURL: process.env.SITE_URL,
    secret: process.env.BETTER_AUTH_SECRET,
    database: authComponent.adapter(ctx),
    advanced: { database: { generateId: false } },
    emailAndPassword: { enabled: true },
    socialProviders: { github: { clientId: "github-id", clientSecret: "github-secret" } },
    trustedOrigins: ["https://provider.example.com"],
    plugins: [
      convex({ authConfig }),
      organization(plugins.organization),
      apiKey([
        { ...plugins.apiKey, configId: "default" },
        { ...plugins.apiKey, configId: "of-organizations", references: "organization" },
      ]),
      oauthProvider({
        ...plugins.oauthProvider,
        // The plugin jwt() fails on this adapter as soon as there are two keys: it calls getTime() of a number.
        disableJwtPlugin: true,
        loginPage: "/login",
        consentPage: "/consent",
        allowDynamicClientRegistration: true,
        allowPublicClientPrelogin: true,
        scopes: ["openid", "profile", "email", "offline_access", "company"],
        silenceWarnings: { oauthAuthServerConfig: true, openidConfig: true },
        clientReference: ({ session }) => session?.activeOrganizationId,
        postLogin: {
          page: "/choose",
          shouldRedirect: () => false,
          consentReferenceId: ({ scopes }) => (scopes.includes("company") ? "a-company" : undefined),
        },
      }),
      sso(plugins.sso),
      scim(plugins.scim),
    ],
  }) as BetterAuthOptions;

/** `more` are options of one call. */
export const createAuth = (ctx: GenericCtx<DataModel>, more: Partial<BetterAuthOptions> = {}) =>
  betterAuth({ ...createAuthOptions(ctx), ...more });
