import { createAccessControl } from "better-auth/plugins/access"

export const ac = createAccessControl({ project: ["create", "share", "delete"] } as const)
export const roles = {
  owner: ac.newRole({ project: ["create", "share", "delete"] }),
  member: ac.newRole({ project: ["create"] }),
}
