// Where the packages of this version have what others have elsewhere.
export { apiKey } from "@better-auth/api-key";
