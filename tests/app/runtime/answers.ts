// Owns what steps say about answers in more than one place.
import { expect } from "vitest";

/** A list of so many, or the list under a key of the answer. */
export const count = (wanted: number, key?: string) => (answer: any) =>
  expect(key ? answer[key] : answer).toHaveLength(wanted);

/** The values of one field of a list's members, in any order. */
export const each = (field: string, wanted: unknown[], key?: string) => (answer: any) => {
  const list: any[] = key ? answer[key] : answer;
  expect(list.map((member) => member[field]).sort()).toEqual([...wanted].sort());
};

/** Where a request is sent on to, and one parameter of that address. */
export const parameter = (name: string) => (answer: any) => {
  const url = new URL(answer.location ?? answer.url ?? answer.redirectURI, "https://app.example.com");
  const value = url.searchParams.get(name);
  if (!value) throw new Error(`no ${name} in the address ${url.pathname}`);
  return value;
};
