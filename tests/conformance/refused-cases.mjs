// Owns the cases that sigma-schema refuses and the official generator prints: a table. `refused` names the entry of
// `REFUSALS` in differences.mjs. See `cases.mjs` for the rest of their form.
import { at } from "./options.mjs";

const text = { type: "string" };
const many = Object.fromEntries(
  Array.from({ length: 62 }, (_, position) => [`handle${position}`, { type: "string", unique: true }]),
);

export const REFUSED = [
  { name: "a field that starts with a digit", refused: "name", plugins: [], options: user({ "2fa": text }) },
  { name: "an integer-like field", refused: "name", plugins: [], options: user({ 7: text }) },
  { name: "a field with a hyphen", refused: "name", plugins: [], options: user({ "last-seen": text }) },
  { name: "a field with an underscore first", refused: "name", plugins: [], options: user({ _secret: text }) },
  { name: "a field with letters that are not ASCII", refused: "name", plugins: [], options: user({ größe: text }) },
  { name: "a field of 65 characters", refused: "name", plugins: [], options: user({ ["a".repeat(65)]: text }) },
  {
    name: "a fieldName with a dot",
    refused: "name",
    plugins: [],
    options: user({ city: { type: "string", fieldName: "address.city" } }),
  },
  {
    name: "a core field renamed to no name",
    refused: "name",
    plugins: [],
    options: { account: { fields: { scope: "the scope" } } },
  },
  {
    name: "a core table with a hyphen",
    refused: "name",
    plugins: [],
    options: { session: { modelName: "user-sessions" } },
  },
  {
    name: "a core table with an underscore first",
    refused: "name",
    plugins: [],
    options: { user: { modelName: "_users" } },
  },
  {
    name: "a plugin's table with a hyphen",
    refused: "name",
    plugins: [["organization", at({ "schema.member.modelName": "org-member" })]],
  },
  {
    name: "a plugin's field with a space",
    refused: "name",
    plugins: [["jwt", at({ "schema.jwks.fields.publicKey": "public key" })]],
  },
  {
    name: "two core tables of one name",
    refused: "two of one name",
    plugins: [],
    options: { user: { modelName: "account" } },
  },
  {
    name: "a plugin's table with the name of a core table",
    refused: "two of one name",
    plugins: [["jwt", at({ "schema.jwks.modelName": "session" })]],
  },
  {
    name: "two plugins' tables of one name",
    refused: "two of one name",
    plugins: [["organization"], ["twoFactor", at({ "schema.twoFactor.modelName": "member" })]],
  },
  {
    name: "rate limits with the name of another table",
    refused: "two of one name",
    plugins: [],
    options: { rateLimit: { storage: "database", modelName: "user" } },
  },
  {
    name: "two core fields of one name",
    refused: "two of one name",
    plugins: [],
    options: { user: { fields: { image: "name" } } },
  },
  {
    name: "a plugin's field with the name of a core field",
    refused: "two of one name",
    plugins: [["username", at({ "schema.user.fields.displayUsername": "name" })]],
  },
  {
    name: "an additional field with the name of another one",
    refused: "two of one name",
    plugins: [],
    options: user({ one: text, two: { type: "number", fieldName: "one" } }),
  },
  {
    name: "an additional field with the name of a core field",
    refused: "two of one name",
    plugins: [],
    options: user({ mail: { type: "string", fieldName: "email" } }),
  },
  { name: "more indexes than a table may have", refused: "limit", plugins: [], options: user(many) },
];

function user(additionalFields) {
  return { user: { additionalFields } };
}
