// Owns what the app would have sent by mail or as a message: the last one of each kind, for the steps to read.

const sent = new Map<string, any>();

export function outbox(kind: string, message: unknown) {
  sent.set(kind, message);
}

/** The last message of a kind; fails if there is none. */
export function lastSent(kind: string): any {
  if (!sent.has(kind)) throw new Error(`nothing of the kind ${kind} was sent`);
  return sent.get(kind);
}
