import { organization } from "better-auth/plugins"
import { ac, roles } from "./permissions"

export default [
  organization({
    ac,
    roles,
    dynamicAccessControl: { enabled: true },
  }),
]
