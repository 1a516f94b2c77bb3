// Owns the steps of an organization: its making, invitations to their end, members, roles, permissions.
import { expect } from "vitest";
import { count, each } from "../answers";
import { lastSent } from "../convex/outbox";
import { NO_PATH, NOT_SORTED } from "../known";
import type { Step } from "../steps";

const organizationId = (kept: any) => ({ organizationId: kept.organization.id });

const invite = (about: string, email: string, more: object = {}): Step => ({
  call: "createInvitation",
  about,
  as: "ann",
  body: (kept) => ({ email, role: "member", ...organizationId(kept), ...more }),
  gives: { email, status: "pending" },
  keep: `invitation, ${about}`,
});

const memberIdOf = (kept: any, email: string) => kept.members.find((member: any) => member.user.email === email).id;

// With zod 4.6 better-auth 1.4 wants the older key `permission` to be there, even if it is undefined.
export const organization: Step[] = [
  { call: "checkOrganizationSlug", about: "free", as: "ann", body: { slug: "acme" }, gives: { status: true } },
  {
    call: "createOrganization",
    as: "ann",
    body: { name: "Acme", slug: "acme" },
    gives: { slug: "acme" },
    keep: "organization",
  },
  { call: "checkOrganizationSlug", about: "taken", as: "ann", body: { slug: "acme" }, refused: "SLUG" },
  { call: "listOrganizations", as: "ann", gives: each("slug", ["acme"]) },
  { call: "setActiveOrganization", as: "ann", body: organizationId, gives: { slug: "acme" } },
  {
    call: "setActiveOrganization",
    about: "by its slug",
    as: "ann",
    body: { organizationSlug: "acme" },
    gives: { slug: "acme" },
  },
  {
    call: "updateOrganization",
    as: "ann",
    body: (kept) => ({ data: { name: "Acme Inc." }, ...organizationId(kept) }),
    gives: { name: "Acme Inc." },
  },
  { call: "getActiveMember", as: "ann", gives: { role: "owner" } },
  { call: "getActiveMemberRole", as: "ann", gives: { role: "owner" } },

  invite("first", "bob@example.com"),
  { ...invite("again", "bob@example.com"), gives: undefined, refused: "ALREADY_INVITED" },
  { ...invite("sent once more", "bob@example.com", { resend: true }), keep: undefined },
  { call: "listInvitations", as: "ann", query: organizationId, gives: each("email", ["bob@example.com"]) },
  { call: "listUserInvitations", as: "bob", gives: count(1) },
  {
    call: "getInvitation",
    as: "bob",
    query: (kept) => ({ id: kept["invitation, first"].id }),
    gives: (answer) => {
      expect(answer).toMatchObject({ organizationSlug: "acme", inviterEmail: "ann@example.com" });
      expect(lastSent("invitation").id).toBe(answer.id);
    },
  },
  {
    call: "acceptInvitation",
    as: "bob",
    body: (kept) => ({ invitationId: kept["invitation, first"].id }),
    gives: { invitation: { status: "accepted" }, member: { role: "member" } },
  },
  invite("to be refused", "cid@example.com"),
  {
    call: "rejectInvitation",
    as: "cid",
    body: (kept) => ({ invitationId: kept["invitation, to be refused"].id }),
    gives: { invitation: { status: "rejected" } },
  },
  invite("to be withdrawn", "cid@example.com"),
  {
    call: "cancelInvitation",
    as: "ann",
    body: (kept) => ({ invitationId: kept["invitation, to be withdrawn"].id }),
    gives: { status: "canceled" },
  },
  {
    call: "addMember",
    body: (kept) => ({ userId: kept.cid.id, role: "member", ...organizationId(kept) }),
    gives: { role: "member" },
    known: NO_PATH,
  },
  {
    call: "listMembers",
    as: "bob",
    query: organizationId,
    gives: (answer) => {
      each("role", ["owner", "member", "member"], "members")(answer);
      expect(answer.total).toBe(3);
    },
    keep: "members",
    keeps: ({ members }) => members,
  },
  {
    call: "listMembers",
    about: "of a role",
    as: "bob",
    query: (kept) => ({ ...organizationId(kept), filterField: "role", filterOperator: "eq", filterValue: "owner" }),
    gives: count(1, "members"),
  },
  {
    call: "listMembers",
    about: "sorted by role",
    as: "bob",
    query: (kept) => ({ ...organizationId(kept), sortBy: "role", sortDirection: "desc" }),
    gives: ({ members }) => expect(members.map((member: any) => member.role)).toEqual(["owner", "member", "member"]),
    known: NOT_SORTED,
  },
  {
    call: "listMembers",
    about: "sorted by time",
    as: "bob",
    query: (kept) => ({ ...organizationId(kept), sortBy: "createdAt", sortDirection: "desc" }),
    gives: ({ members }) => expect(members.map((member: any) => member.role)).toEqual(["member", "member", "owner"]),
  },
  {
    call: "getActiveMemberRole",
    about: "of another member",
    as: "ann",
    query: (kept) => ({ userId: kept.bob.id, ...organizationId(kept) }),
    gives: { role: "member" },
  },
  {
    call: "updateMemberRole",
    as: "ann",
    body: (kept) => ({ memberId: memberIdOf(kept, "bob@example.com"), role: "admin", ...organizationId(kept) }),
    gives: { role: "admin" },
  },
  {
    call: "hasPermission",
    as: "bob",
    body: (kept) => ({ permission: undefined, permissions: { invitation: ["create"] }, ...organizationId(kept) }),
    gives: { success: true },
  },
  {
    call: "hasPermission",
    about: "which a member lacks",
    as: "cid",
    body: (kept) => ({ permission: undefined, permissions: { invitation: ["create"] }, ...organizationId(kept) }),
    gives: { success: false },
  },
  {
    call: "getFullOrganization",
    as: "bob",
    query: organizationId,
    gives: (answer) => {
      expect(answer.members).toHaveLength(3);
      expect(answer.invitations).toHaveLength(3);
    },
  },
  {
    call: "getFullOrganization",
    about: "by its slug",
    as: "bob",
    query: { organizationSlug: "acme" },
    gives: count(3, "members"),
  },
  {
    ...invite("with an id of Better Auth's own", "ida@example.com"),
    // The adapter writes no ids; better-auth 1.6.14 to 1.6.23 makes one for an invitation unless `generateId` is false.
    options: { advanced: {} },
    refused: '"_id"',
    since: "1.6.14",
    until: "1.6.24",
  },
  { ...invite("with an id of the database's", "ida@example.com"), options: { advanced: {} }, until: "1.6.14" },
];

/** What ends an organization; the steps of teams and roles stand before these. */
export const organizationEnds: Step[] = [
  {
    call: "removeMember",
    as: "ann",
    body: (kept) => ({ memberIdOrEmail: "cid@example.com", ...organizationId(kept) }),
    gives: { member: { role: "member" } },
  },
  { call: "leaveOrganization", as: "bob", body: organizationId, gives: { role: "admin" } },
  {
    call: "listMembers",
    about: "after two have gone",
    as: "ann",
    query: organizationId,
    gives: each("role", ["owner"], "members"),
  },
  {
    call: "deleteOrganization",
    as: "ann",
    body: organizationId,
    gives: (answer, kept) => expect(answer.id ?? answer).toBe(kept.organization.id),
  },
  { call: "listOrganizations", about: "after the end", as: "ann", gives: count(0) },
];
