import { createAuthClient } from "better-auth/react";

export const client = createAuthClient();
