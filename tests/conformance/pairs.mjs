// Owns the version pairs that are compared, oldest first: a table, and how a version is compared with a bound.

/** Each: the versions, and the package set in `tests/packages` that has them installed. */
export const PAIRS = [
  { name: "1.4.9/0.10.10", betterAuth: "1.4.9", set: "better-auth-1.4.9" },
  { name: "1.4.18/0.10.13", betterAuth: "1.4.18", set: "better-auth-1.4.18" },
  { name: "1.5.6/0.11.5", betterAuth: "1.5.6", set: "better-auth-1.5.6" },
  { name: "1.6.15/0.12.5", betterAuth: "1.6.15", set: "better-auth-1.6.15" },
];

/** Whether a version of better-auth is in the range of an entry: from `since` on and below `until`, where it has them. */
export function isIn(betterAuth, { since, until }) {
  return (!since || compare(betterAuth, since) >= 0) && (!until || compare(betterAuth, until) < 0);
}

function compare(one, other) {
  const numbers = other.split(".").map(Number);
  const difference = one.split(".").map((part, position) => Number(part) - numbers[position]);
  return difference.find((number) => number !== 0) ?? 0;
}
