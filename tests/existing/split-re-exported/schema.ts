export { default } from "./generatedSchema";
