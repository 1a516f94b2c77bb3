export { first } from "./first";
