export { first } from "./second";
