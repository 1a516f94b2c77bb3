// Owns the steps of a company and its directory: an organization, its keys, and users that the directory writes (SCIM).
import { expect } from "vitest";
import { count, each } from "../answers";
import type { Step } from "../steps";

export const signUp = (name: string): Step => ({
  call: "signUpEmail",
  about: name,
  as: name,
  body: { email: `${name}@example.com`, password: `password-of-${name}`, name },
  gives: { user: { email: `${name}@example.com` } },
  keep: name,
  keeps: ({ user }) => user,
});

const organizationId = (kept: any) => ({ organizationId: kept.organization.id });
const asDirectory = (kept: any) => ({ authorization: `Bearer ${kept.directory.scimToken}` });
const userId = (kept: any) => ({ userId: kept["user of the directory"].id });

export const directory: Step[] = [
  signUp("pia"),
  {
    call: "createOrganization",
    as: "pia",
    body: { name: "Acme", slug: "acme" },
    gives: { slug: "acme" },
    keep: "organization",
  },
  {
    call: "createApiKey",
    about: "of an organization",
    as: "pia",
    body: (kept) => ({ configId: "of-organizations", name: "shared", ...organizationId(kept) }),
    gives: { name: "shared" },
  },
  {
    call: "listApiKeys",
    about: "of an organization",
    as: "pia",
    query: (kept) => ({ configId: "of-organizations", ...organizationId(kept) }),
    gives: each("name", ["shared"], "apiKeys"),
  },
  {
    call: "generateSCIMToken",
    as: "pia",
    body: (kept) => ({ providerId: "directory", ...organizationId(kept) }),
    keep: "directory",
  },
  {
    call: "listSCIMProviderConnections",
    as: "pia",
    gives: each("providerId", ["directory"], "providers"),
    known: {
      fails: "to deeply equal",
      because: "Better Auth reads the first 100 connections of all organizations, and picks from those",
    },
  },
  {
    call: "getSCIMProviderConnection",
    as: "pia",
    query: { providerId: "directory" },
    gives: { providerId: "directory" },
  },
  {
    call: "createSCIMUser",
    headers: asDirectory,
    body: {
      userName: "quin@example.com",
      name: { formatted: "Quin" },
      emails: [{ value: "quin@example.com", primary: true }],
    },
    gives: { userName: "quin@example.com" },
    keep: "user of the directory",
  },
  { call: "listSCIMUsers", headers: asDirectory, gives: { totalResults: 1 } },
  {
    call: "listSCIMUsers",
    about: "of a name",
    headers: asDirectory,
    query: { filter: 'userName eq "quin@example.com"' },
    gives: { totalResults: 1 },
  },
  { call: "getSCIMUser", headers: asDirectory, params: userId, gives: { userName: "quin@example.com" } },
  {
    call: "updateSCIMUser",
    headers: asDirectory,
    params: userId,
    body: { userName: "quin@example.com", name: { formatted: "Quin Q." } },
    gives: { displayName: "Quin Q." },
  },
  {
    call: "patchSCIMUser",
    headers: asDirectory,
    params: userId,
    body: {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "replace", path: "/name/formatted", value: "Quin" }],
    },
  },
  {
    call: "getSCIMUser",
    about: "after a change",
    headers: asDirectory,
    params: userId,
    gives: { displayName: "Quin" },
  },
  { call: "deleteSCIMUser", headers: asDirectory, params: userId },
  { call: "listSCIMUsers", about: "after one is gone", headers: asDirectory, gives: { totalResults: 0 } },
  { call: "deleteSCIMProviderConnection", as: "pia", body: { providerId: "directory" }, gives: { success: true } },
  {
    call: "getSCIMSchema",
    params: { schemaId: "urn:ietf:params:scim:schemas:core:2.0:User" },
    gives: { name: "User" },
  },
  { call: "getSCIMResourceType", params: { resourceTypeId: "User" }, gives: { name: "User" } },
  ...["getSCIMServiceProviderConfig", "getSCIMSchemas", "getSCIMResourceTypes"].map((call) => ({ call, gives: {} })),
];
