// Also read by scripts/import-people.mjs, which runs without a build.
export const ROLES = ["clerk", "manager"];

/** @type {import("better-auth/db").DBFieldAttribute} */
export const DEPARTMENT_FIELD = { type: "string", required: true, input: false };
