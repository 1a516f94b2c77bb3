// Owns what does not work with some versions whatever the schema, where more than one step meets it.
import type { Known } from "./steps";

/** The convex plugin of adapter 0.10 asks the path of an endpoint that has none; what was asked for is done by then. */
export const NO_PATH: Known = {
  fails: "reading 'startsWith'",
  because: "the convex plugin's hook reads the path of the request, and an endpoint for the server alone has none",
  until: "1.5.0",
};

/** `known` of a listing that the caller sorts by a field without an index. */
export const NOT_SORTED: Known = {
  fails: "to deeply equal",
  because: "the caller may sort by any field; without an index that ends in it the adapter does not sort, and warns",
};

/** Adapters up to 0.12.4 count more than 200 rows without end. The recorder stops them, and Better Auth answers with none. */
export const NO_COUNT: Known = {
  fails: "expected []",
  because: "the adapter never ends counting more than 200 rows: after those it asks for 0 more, again and again",
  until: "1.6.0",
};
