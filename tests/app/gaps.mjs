// Owns what no step does, with the reason: endpoints that are not called, declared lookups that are not made.
// By version of better-auth. A row that is no gap any more fails the suite.

const SAML = "SAML needs signed XML documents of an identity provider, and its library needs Node";

export const NOT_CALLED = {
  "1.6.15": {
    acsEndpoint: SAML,
    callbackSSOSAML: SAML,
    initiateSLO: SAML,
    sloEndpoint: SAML,
    spMetadata: SAML,
    callbackSSOShared:
      "takes the place of the callback that is called, and makes the same lookups, if a shared address is set",
    getOAuthClientPublicPrelogin:
      "needs a signed query of a login page; it looks the client up as getOAuthClientPublic does",
    oauth2Continue:
      "continues an authorization at a page in between, of which the app has none; its lookups are those of authorize",
  },
  "1.4.9": {},
};

const NO_ONE_CALLS_IT = "findInvitationsByTeamId is defined in organization/adapter.ts, and nothing calls it";

export const NOT_SEEN = {
  "1.6.15": { "invitation: teamId =": NO_ONE_CALLS_IT },
  "1.4.9": { "invitation: teamId =": NO_ONE_CALLS_IT },
};
