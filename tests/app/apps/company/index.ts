// Owns the order of the app's steps.
import { directory } from "./directory";
import { clients } from "./clients";
import { signOn } from "./sign-on";

export const STEPS = [...directory, ...signOn, ...clients];
