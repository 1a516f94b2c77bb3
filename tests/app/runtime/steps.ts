// Owns how a step is carried out: one call of Better Auth in an action of its own, by a person with the cookies that
// person was given, and its answer compared with what it should be.
import { expect } from "vitest";

type Kept = Record<string, any>;
type From<Value> = Value | ((kept: Kept) => Value);

export type Step = {
  /** The endpoint of `auth.api`, or a request as the app's own route gets it: `POST /sign-in/email`. */
  call: string;
  /** What sets this step apart from others that call the same. */
  about?: string;
  /** Whose cookies are sent, and who gets those that are set. */
  as?: string;
  body?: From<object | Promise<object>>;
  query?: From<object>;
  params?: From<object>;
  /** The path of a request, where it is not the one that `call` has. */
  path?: From<string>;
  headers?: From<Record<string, string>>;
  /** Options of Better Auth for this call alone. */
  options?: object;
  /** The name under which the answer is kept for later steps; `keeps` takes something out of it first. */
  keep?: string;
  keeps?: (answer: any) => any;
  /** What the answer must have, or a function that fails where it is wrong. */
  gives?: object | ((answer: any, kept: Kept) => void);
  /** The call must be refused, with a message or code that has this text. */
  refused?: string;
  /** It does not work whatever the schema. */
  known?: Known;
  /** Changes that are no call, such as time that passes: done in the component's database before the call. */
  before?: (db: any, kept: Kept) => Promise<void>;
  /** Versions of better-auth that have this. */
  since?: string;
  until?: string;
};

/** How a step fails, why, and from and up to which version of better-auth; working again is a failure, too. */
export type Known = { fails: string; because: string; since?: string; until?: string };

export type Outcome = {
  name: string;
  call: string;
  result: "ok" | "known" | "failed" | "not reached";
  message?: string;
  milliseconds?: number;
};

/** Thrown where a step needs what an earlier one, which failed, should have kept. */
class NotReached extends Error {}

export function newKept(rows: number): Kept {
  return new Proxy({ rows } as Kept, {
    get(kept, name) {
      if (typeof name === "string" && !(name in kept)) throw new NotReached(`there is no ${name}`);
      return Reflect.get(kept, name);
    },
  });
}

/** Carries out the steps one after the other. A step that fails leaves the others going. */
export async function carryOut(
  steps: Step[],
  t: any,
  component: string,
  createAuth: (ctx: any, more?: object) => any,
  kept: Kept,
) {
  const people = new Map<string, Map<string, string>>();
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    const name = [step.call, step.about].filter(Boolean).join(", ");
    const outcome: Outcome = { name, call: step.call, result: "ok" };
    outcomes.push(outcome);
    const started = performance.now();
    try {
      await carryOutOne(step, t, component, createAuth, kept, people);
      if (step.known)
        Object.assign(outcome, { result: "failed", message: `it works, and is said not to: ${step.known.because}` });
    } catch (error: any) {
      outcome.message = messageOf(error);
      outcome.result = error instanceof NotReached ? "not reached" : "failed";
      if (step.known && outcome.message.includes(step.known.fails)) {
        Object.assign(outcome, { result: "known", message: step.known.because });
      }
    }
    outcome.milliseconds = Math.round(performance.now() - started);
  }
  return outcomes;
}

async function carryOutOne(step: Step, t: any, component: string, createAuth: any, kept: Kept, people: any) {
  if (step.before) await t.runInComponent(component, ({ db }: any) => step.before!(db, kept));
  const jar: Map<string, string> = people.get(step.as) ?? new Map();
  if (step.as) people.set(step.as, jar);
  const given = {
    body: await taken(step.body, kept),
    query: taken(step.query, kept),
    params: taken(step.params, kept),
    path: taken(step.path, kept),
    headers: new Headers({ ...cookieHeader(jar), ...taken(step.headers, kept) }),
  };
  let answer: any;
  let refusal: any;
  await t.action(async (ctx: any) => {
    const auth = createAuth(ctx, step.options);
    try {
      const { response, headers } = step.call.includes(" ")
        ? await request(auth, step.call, given)
        : await auth.api[step.call]({ ...given, returnHeaders: true });
      answer = response;
      keepCookies(jar, headers);
    } catch (error) {
      refusal = error;
    }
    return null;
  });
  if (step.refused) {
    if (!refusal) throw new Error(`not refused, but answered: ${JSON.stringify(answer)}`);
    if (!messageOf(refusal).includes(step.refused)) throw refusal;
    return;
  }
  if (refusal) throw refusal;
  if (typeof step.gives === "function") step.gives(answer, kept);
  else if (step.gives) expect(answer).toMatchObject(step.gives);
  if (step.keep) kept[step.keep] = step.keeps ? await step.keeps(answer) : answer;
}

// What the app's http route does with a request: `registerRoutes` hands it to the handler as it is.
async function request(auth: any, call: string, { body, query, headers, path }: any) {
  const [method, ownPath] = call.split(" ");
  const url = new URL(`${auth.options.baseURL}/api/auth${path ?? ownPath}`);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, String(value));
  headers.set("origin", new URL(auth.options.baseURL).origin);
  if (body && !headers.has("content-type")) headers.set("content-type", "application/json");
  const form = headers.get("content-type")?.includes("urlencoded");
  const sent = body && (form ? new URLSearchParams(body).toString() : JSON.stringify(body));
  const response: Response = await auth.handler(new Request(url, { method, headers, body: sent, redirect: "manual" }));
  const text = await response.text();
  const answer = { status: response.status, location: response.headers.get("location"), body: parsed(text) };
  if (response.status >= 400) throw new Error(`${response.status} ${text}`);
  return { response: answer, headers: response.headers };
}

function parsed(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function taken<Value>(from: From<Value> | undefined, kept: Kept): Value | undefined {
  return typeof from === "function" ? (from as (kept: Kept) => Value)(kept) : from;
}

function cookieHeader(jar: Map<string, string>): Record<string, string> {
  return jar.size > 0 ? { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") } : {};
}

function keepCookies(jar: Map<string, string>, headers: Headers | undefined) {
  for (const line of headers?.getSetCookie() ?? []) {
    const [pair, ...attributes] = line.split(";");
    const [name, ...value] = pair.split("=");
    if (attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute))) jar.delete(name);
    else jar.set(name, value.join("="));
  }
}

function messageOf(error: any): string {
  const parts = [error?.body?.code, error?.body?.message ?? error?.body?.error_description, error?.message];
  return [...new Set(parts.filter((part) => typeof part === "string" && part !== ""))].join(": ") || String(error);
}
