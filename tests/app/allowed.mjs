// Owns all that a run may do beside what the specs declare with an index: tables, each row with its reason.
// A row that no run needs fails the suite.

/** Lookups that no index can serve: with one the adapter throws. They are declared, and get none. */
export const IMPOSSIBLE = [
  {
    lookup: "session: token in, expiresAt <>",
    reason: "many values and a range: the streams of the values would not be in one order, and the adapter throws",
  },
];

/** Lookups whose fields the caller of the API chooses. `lookup` may be a pattern. */
export const BY_CALLER = [
  {
    lookup: /^user: (\w+ =|by \w+)$/,
    madeAt: /listUsers|countTotalUsers/,
    reason: "admin's listUsers filters and sorts by any field",
  },
  { lookup: /^member: organizationId =, by \w+$/, madeAt: /listMembers/, reason: "listMembers sorts by any field" },
];

/** Whole tables that are read on purpose. */
export const WHOLE_TABLES = [
  { lookup: /^jwks: (by createdAt)?$/, reason: "all keys of the app, of which there are few" },
  {
    lookup: /^user: (by createdAt)?$/,
    madeAt: /listUsers|countTotalUsers/,
    reason: "admin's listUsers without a filter, and its total",
  },
  { lookup: "ssoProvider: ", reason: "listSSOProviders reads the first 100 providers of all organizations" },
  {
    lookup: "scimProvider: ",
    reason: "listSCIMProviderConnections reads the first 100 connections of all organizations",
  },
];
