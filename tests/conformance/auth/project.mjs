// Owns an app as a project on disk: the files of a style and those that every app has, and what `gen` makes of it.
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import path from "node:path";

// `convex/_generated` is not there: most apps do not commit it.
const SHARED = {
  "package.json": `{ "private": true }\n`,
  "convex/betterAuth/convex.config.ts": `import { defineComponent } from "convex/server";

export default defineComponent("betterAuth");
`,
  "convex/convex.config.ts": `import { defineApp } from "convex/server";
import betterAuth from "./betterAuth/convex.config";

const app = defineApp();
app.use(betterAuth);

export default app;
`,
  "convex/auth.config.ts": `import { getAuthConfigProvider } from "@convex-dev/better-auth/auth-config";
import type { AuthConfig } from "convex/server";

export default { providers: [getAuthConfigProvider()] } satisfies AuthConfig;
`,
  "convex/email.ts": `export async function sendEmail(to: string, text: string) {
  await fetch(process.env.MAIL_URL!, { method: "POST", body: JSON.stringify({ to, text }) });
}
`,
  "convex/permissions.ts": `import { createAccessControl } from "better-auth/plugins/access";
import { defaultStatements } from "better-auth/plugins/organization/access";

export const ADMIN_IDS = (process.env.ADMIN_IDS ?? "").split(",");
export const ac = createAccessControl({ ...defaultStatements, project: ["create", "delete"] } as const);
export const ownerRole = ac.newRole({ project: ["create", "delete"] });
export const adminRole = ac.newRole({ project: ["create"] });
`,
};

/** Writes a project. Files are texts by their path; `{ link }` is a symbolic link to a folder of the project. */
export function writeProject(folder, files) {
  for (const [file, text] of Object.entries({ ...SHARED, ...files })) {
    const target = path.join(folder, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    if (typeof text !== "string") fs.symlinkSync(path.join(folder, text.link), target, "junction");
    else fs.writeFileSync(target, text);
  }
}

/** What `gen` without any flag makes of a project: its exit code, what it says, and the text of schema.ts if it is there. */
export function generateIn(binary, folder) {
  return new Promise((resolve) => {
    execFile(binary, ["gen", "-C", folder], { timeout: 60_000 }, (error, stdout, stderr) => {
      const schema = path.join(folder, "convex", "betterAuth", "schema.ts");
      const text = fs.existsSync(schema) ? fs.readFileSync(schema, "utf8") : undefined;
      resolve({ code: error ? (error.code ?? error.signal) : 0, stdout, stderr, text });
    });
  });
}
