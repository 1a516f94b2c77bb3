// Owns which calls fail over the official generator's indexes, with 1,000 rows of others a table: what is said, and of
// which calls. "not reached" are those that need the answer of one that failed.

const PEOPLE = {
  "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION: User is not a member of the organization": [
    "setActiveOrganization",
    "setActiveOrganization, by its slug",
    "updateOrganization",
    "hasPermission",
    "hasPermission, which a member lacks",
    "getFullOrganization",
    "getFullOrganization, by its slug",
    "setActiveOrganization, with teams",
    "hasPermission, by a role of the organization's own",
    "deleteOrganization",
  ],
  "NO_ACTIVE_ORGANIZATION: No active organization": ["getActiveMember", "getActiveMemberRole"],
  "MEMBER_NOT_FOUND: Member not found": [
    "createInvitation, first",
    "createInvitation, again",
    "createInvitation, sent once more",
    "createInvitation, to be refused",
    "createInvitation, to be withdrawn",
    "createInvitation, with an id of Better Auth's own",
    "removeMember, who is in teams",
    "createInvitation, with a role of the organization's own",
    "removeMember",
    "leaveOrganization",
  ],
  "You are not a member of this organization": ["listInvitations"],
  "expected [] to have a length of 1 but got +0": ["listUserInvitations"],
  "not reached": [
    "getInvitation",
    "acceptInvitation",
    "rejectInvitation",
    "cancelInvitation",
    "updateMemberRole",
    "updateTeam",
    "addTeamMember",
    "addTeamMember, the owner",
    "listTeamMembers",
    "setActiveTeam",
    "createInvitation, to a team",
    "acceptInvitation, to a team",
    "listTeamMembers, after an invitation",
    "removeTeamMember",
    "listTeamMembers, after two have gone",
    "removeTeam",
    "getOrgRole, by its id",
    "updateMemberRole, to a role of the organization's own",
    "updateMemberRole, back to a role that all have",
  ],
  "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION: You are not a member of this organization": [
    "listMembers",
    "listMembers, of a role",
    "listMembers, sorted by role",
    "listMembers, sorted by time",
    "getActiveMemberRole, of another member",
    "createOrgRole",
    "createOrgRole, of a name that is taken",
    "listOrgRoles",
    "getOrgRole",
    "updateOrgRole",
    "deleteOrgRole",
    "listOrgRoles, after the end",
    "listMembers, after two have gone",
  ],
  "YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION: You are not allowed to invite users to this organization":
    ["createTeam"],
  "YOU_ARE_NOT_ALLOWED_TO_ACCESS_THIS_ORGANIZATION: You are not allowed to access this organization as an owner": [
    "listOrganizationTeams",
  ],
  "expected [] to deeply equal [ 'blue' ]": ["listUserTeams"],
  "expected [ Array(1) ] to have a length of +0 but got 1": ["listOrganizations, after the end"],
};

const MACHINES = {
  '401 {"message":"Something went wrong. Please try again later.","error":"user email already exists","status":401}': [
    "POST /siwe/verify, on another chain",
  ],
  "PASSKEY_NOT_FOUND: Passkey not found": ["verifyPasskeyAuthentication"],
  "expected { valid: false, error: { …(2) }, …(1) } to match object { valid: true }": ["verifyApiKey"],
  "Invalid device code": [
    "deviceToken, before it is approved",
    "deviceToken, after it is approved",
    "deviceToken, of one that was denied",
  ],
  "Invalid user code": [
    "deviceVerify",
    "deviceApprove",
    "deviceVerify, after it is approved",
    "deviceVerify, of another",
    "deviceDeny",
  ],
};

const COMPANY = {
  "USER_NOT_MEMBER_OF_ORGANIZATION: You are not a member of the organization that owns this API key.": [
    "createApiKey, of an organization",
    "listApiKeys, of an organization",
  ],
  "You are not a member of the organization": ["generateSCIMToken", "registerSSOProvider"],
  "SCIM provider not found": ["getSCIMProviderConnection", "deleteSCIMProviderConnection"],
  "not reached": [
    "createSCIMUser",
    "listSCIMUsers",
    "listSCIMUsers, of a name",
    "getSCIMUser",
    "updateSCIMUser",
    "patchSCIMUser",
    "getSCIMUser, after a change",
    "deleteSCIMUser",
    "listSCIMUsers, after one is gone",
    "verifyDomain",
    "POST /oauth2/revoke",
  ],
  "PROVIDER_NOT_FOUND: Provider not found": ["requestDomainVerification"],
  "No provider found for the issuer": [
    "signInSSO, by an address",
    "signInSSO, by a provider's name",
    "signInSSO, by an organization's name",
    "signInSSO, by a domain",
  ],
  "expected { status: 302, …(2) } to match object { status: 302, …(1) }": [
    "GET /sso/callback/:providerId, by an address",
    "GET /sso/callback/:providerId, by a provider's name",
    "GET /sso/callback/:providerId, by an organization's name",
    "GET /sso/callback/:providerId, by a domain",
  ],
  "expected null to match object { user: { email: 'nine@example.com' } }": ["getSession, by single sign-on"],
  "UNAUTHORIZED: Unauthorized": ["listOrganizations, of who came by single sign-on"],
  "expected [] to deeply equal [ 'acme' ]": ["listOrganizations, after the domain is verified"],
  "no answer: the adapter reads on and on": ["listSSOProviders"],
  "Provider not found": ["getSSOProvider", "updateSSOProvider", "deleteSSOProvider"],
  "no code in the address /consent": ["POST /oauth2/consent, openid email offline_access company"],
  '401 {"error_description":"invalid code","error":"invalid_grant"}': [
    "POST /oauth2/token, first tokens, openid email offline_access company",
  ],
  'expected { status: 302, …(2) } to match object { location: StringContaining "code=" }': [
    "GET /oauth2/authorize, openid email offline_access company, once more",
  ],
};

const PEOPLE_OF_1_4 = {
  "expected null to match object { role: 'owner' }": ["getActiveMember"],
  "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION: You are not a member of this organization": ["listInvitations"],
  "MEMBER_NOT_FOUND: Member not found": ["createInvitation, with an id of the database's"],
  "YOU_ARE_NOT_ALLOWED_TO_ACCESS_THIS_ORGANIZATION_AS_AN_OWNER: You are not allowed to access this organization as an owner":
    ["listOrganizationTeams"],
};
// These are not called there, do not fail there, or fail there whatever the schema.
const NOT_PEOPLE_OF_1_4 = ["createInvitation, with an id of Better Auth's own"];

const MACHINES_OF_1_4 = {
  '401 {"code":"SOMETHING_WENT_WRONG_PLEASE_TRY_AGAIN_LATER","message":"Something went wrong. Please try again later.","error":"user email already exists","status":401}':
    ["POST /siwe/verify, on another chain"],
};
// These are not called there, do not fail there, or fail there whatever the schema.
const NOT_MACHINES_OF_1_4 = ["verifyPasskeyAuthentication", "verifyApiKey"];

/** What each call says that fails, by the name of the app. */
export const UPSTREAM_FAILURES = {
  people: byCall(PEOPLE),
  "people renamed": byCall(PEOPLE),
  machines: byCall(MACHINES),
  company: byCall(COMPANY),
  "people of 1.4": without({ ...byCall(PEOPLE), ...byCall(PEOPLE_OF_1_4) }, NOT_PEOPLE_OF_1_4),
  "machines of 1.4": without({ ...byCall(MACHINES), ...byCall(MACHINES_OF_1_4) }, NOT_MACHINES_OF_1_4),
};

function byCall(said) {
  return Object.fromEntries(Object.entries(said).flatMap(([message, calls]) => calls.map((call) => [call, message])));
}

function without(failures, calls) {
  return Object.fromEntries(Object.entries(failures).filter(([call]) => !calls.includes(call)));
}
