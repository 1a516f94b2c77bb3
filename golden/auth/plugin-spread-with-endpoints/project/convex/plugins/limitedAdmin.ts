import { admin } from "better-auth/plugins"

/** The admin plugin without impersonation. */
export const limitedAdmin = () => {
  const base = admin({
    defaultRole: "member",
    schema: { user: { fields: { role: "globalRole" } } },
  })
  const { listUsers, banUser, unbanUser, setRole } = base.endpoints
  return {
    ...admin({
      defaultRole: "member",
      schema: { user: { fields: { role: "globalRole" } } },
    }),
    endpoints: { listUsers, banUser, unbanUser, setRole },
  }
}
