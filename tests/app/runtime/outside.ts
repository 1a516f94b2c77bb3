// Owns what the app finds outside: no network, but a table of addresses and their answers. Any other address fails.
import dns from "node:dns/promises";
import { syncBuiltinESMExports } from "node:module";

const GITHUB = {
  id: 7,
  login: "octo",
  name: "Octo",
  email: "octo@example.com",
  avatar_url: "https://example.com/octo",
};
const TOKENS = { access_token: "a-token", refresh_token: "a-refresh-token", expires_in: 3_600, token_type: "bearer" };

const ANSWERS: Record<string, unknown> = {
  "POST https://github.com/login/oauth/access_token": { ...TOKENS, scope: "user:email" },
  "GET https://api.github.com/user": GITHUB,
  "GET https://api.github.com/user/emails": [{ email: GITHUB.email, primary: true, verified: true }],
  "POST https://provider.example.com/token": TOKENS,
  "GET https://provider.example.com/user": { sub: "9", name: "Nine", email: "nine@example.com", email_verified: true },
};

/** From now on every name has this one text record, for who looks it up (`node:dns`, by the sso plugin). */
export function nameServer(record: string) {
  dns.resolveTxt = async () => [[record]];
  syncBuiltinESMExports();
}

/** Takes the place of `fetch`. */
export async function fetchOutside(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const request = input instanceof Request ? input : undefined;
  const url = new URL(request?.url ?? String(input));
  const asked = `${(init?.method ?? request?.method ?? "GET").toUpperCase()} ${url.origin}${url.pathname}`;
  if (!(asked in ANSWERS)) throw new Error(`the app asks for ${asked}, which runtime/outside.ts does not have`);
  return new Response(JSON.stringify(ANSWERS[asked]), { headers: { "content-type": "application/json" } });
}
