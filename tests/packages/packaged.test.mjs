// The schema that each Convex adapter ships for its own component, copied into a project as many people did: it is
// recognized as a whole, whatever formatter has been over it, and only edits are listed one by one.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { installed, requireFrom } from "./install.mjs";

const SETS = ["better-auth-1.3.34", "better-auth-1.4.9", "better-auth-1.4.18", "better-auth-1.5.6", "better-auth-1.6.15"];
const AUTH = `import { convex } from "@convex-dev/better-auth/plugins";
export const createAuthOptions = () => ({ plugins: [convex({ authConfig: { providers: [] } })] });
`;

const binary = process.env.SIGMA_SCHEMA_BIN;
assert.ok(binary, "SIGMA_SCHEMA_BIN names no program");
const prettier = (await requireFrom("tools"))("prettier");

for (const name of SETS) {
  test(name, async () => {
    const set = await installed(name);
    const adapter = path.join(set, "node_modules/@convex-dev/better-auth");
    const text = fs.readFileSync(path.join(adapter, "dist/component/schema.js"), "utf8");
    const project = fs.mkdtempSync(path.join(os.tmpdir(), "sigma-schema-packaged-"));
    try {
      const component = path.join(project, "convex/betterAuth");
      fs.mkdirSync(component, { recursive: true });
      fs.mkdirSync(path.join(project, ".git"));
      fs.symlinkSync(path.join(set, "node_modules"), path.join(project, "node_modules"));
      fs.copyFileSync(path.join(set, "package.json"), path.join(project, "package.json"));
      fs.writeFileSync(path.join(project, "convex/auth.ts"), AUTH);
      fs.writeFileSync(path.join(component, "convex.config.ts"), "export default defineComponent(\"betterAuth\");\n");
      const run = (schema) => {
        fs.writeFileSync(path.join(component, "schema.ts"), schema);
        const { status, stderr } = spawnSync(binary, ["gen"], { cwd: project, encoding: "utf8" });
        assert.equal(fs.readFileSync(path.join(component, "schema.ts"), "utf8"), schema);
        assert.equal(status, 1, stderr);
        assert.match(stderr, /has parts of the schema that @convex-dev\/better-auth .* ships for its own component/);
        return stderr.match(/would be lost/g)?.length ?? 0;
      };
      const body = text.replace(/\/\/# sourceMappingURL.*\n?/, "");
      assert.equal(run(body), 0);
      const formatted = await prettier.format(body, { parser: "typescript", semi: false, singleQuote: true });
      assert.equal(run(formatted), 0);
      const edited = formatted.replace("deviceType: v.string()", "deviceType: v.any()");
      const withTable = edited.replace("export const tables = {", "export const tables = {\n  own: defineTable({}),");
      assert.equal(run(withTable), edited === formatted ? 1 : 2);
    } finally {
      fs.rmSync(project, { recursive: true, force: true });
    }
  });
}
