export { fields as accountFields, type Label } from "./accounts";
export { fields } from "./other";
