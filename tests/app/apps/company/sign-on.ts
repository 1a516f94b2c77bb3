// Owns the steps of single sign-on by a provider of the company's own (OpenID Connect).
import { expect } from "vitest";
import { each, parameter } from "../answers";
import { nameServer } from "../outside";
import type { Step } from "../steps";

const PROVIDER = "https://provider.example.com";
const back = { callbackURL: "/in", errorCallbackURL: "/error" };

const signInBy = (about: string, body: Step["body"]): Step[] => [
  { call: "signInSSO", about, as: "nine", body, gives: { redirect: true }, keep: "state", keeps: parameter("state") },
  {
    call: "GET /sso/callback/:providerId",
    about,
    as: "nine",
    path: "/sso/callback/acme-oidc",
    query: (kept) => ({ code: "a-code", state: kept.state }),
    gives: { status: 302, location: expect.stringMatching(/\/in$/) },
  },
];

// Who comes by another provider is put into the organization that has verified the domain of their address.
const byGithub = (about: string): Step[] => [
  {
    call: "signInSocial",
    about,
    as: "octo",
    body: { provider: "github", ...back },
    keep: "state",
    keeps: parameter("state"),
  },
  {
    call: "GET /callback/:id",
    about,
    as: "octo",
    path: "/callback/github",
    query: (kept) => ({ code: "a-code", state: kept.state }),
    gives: { status: 302, location: expect.stringMatching(/\/in$/) },
  },
];

export const signOn: Step[] = [
  ...byGithub("before the domain is verified"),
  { call: "listOrganizations", about: "before the domain is verified", as: "octo", gives: each("slug", []) },
  {
    call: "registerSSOProvider",
    as: "pia",
    body: (kept) => ({
      providerId: "acme-oidc",
      issuer: PROVIDER,
      domain: "example.com",
      organizationId: kept.organization.id,
      oidcConfig: {
        clientId: "acme-id",
        clientSecret: "acme-secret",
        skipDiscovery: true,
        authorizationEndpoint: `${PROVIDER}/authorize`,
        tokenEndpoint: `${PROVIDER}/token`,
        userInfoEndpoint: `${PROVIDER}/user`,
        jwksEndpoint: `${PROVIDER}/keys`,
      },
    }),
    gives: { providerId: "acme-oidc" },
  },
  {
    call: "requestDomainVerification",
    as: "pia",
    body: { providerId: "acme-oidc" },
    keep: "proof",
    keeps: ({ domainVerificationToken }) => domainVerificationToken,
  },
  {
    call: "verifyDomain",
    as: "pia",
    before: async (_, kept) => nameServer(`_better-auth-token-acme-oidc=${kept.proof}`),
    body: { providerId: "acme-oidc" },
  },
  ...signInBy("by an address", { email: "nine@example.com", ...back }),
  ...signInBy("by a provider's name", { providerId: "acme-oidc", ...back }),
  ...signInBy("by an organization's name", { organizationSlug: "acme", ...back }),
  ...signInBy("by a domain", { domain: "example.com", ...back }),
  { call: "getSession", about: "by single sign-on", as: "nine", gives: { user: { email: "nine@example.com" } } },
  { call: "listOrganizations", about: "of who came by single sign-on", as: "nine", gives: each("slug", ["acme"]) },
  ...byGithub("after the domain is verified"),
  { call: "listOrganizations", about: "after the domain is verified", as: "octo", gives: each("slug", ["acme"]) },
  {
    call: "listSSOProviders",
    as: "pia",
    gives: each("providerId", ["acme-oidc"], "providers"),
    known: {
      fails: "to deeply equal",
      because: "Better Auth reads the first 100 providers of all organizations, and picks from those",
    },
  },
  { call: "getSSOProvider", as: "pia", query: { providerId: "acme-oidc" }, gives: { providerId: "acme-oidc" } },
  {
    call: "updateSSOProvider",
    as: "pia",
    body: { providerId: "acme-oidc", issuer: PROVIDER },
    gives: { issuer: PROVIDER },
  },
  { call: "deleteSSOProvider", as: "pia", body: { providerId: "acme-oidc" }, gives: { success: true } },
];
