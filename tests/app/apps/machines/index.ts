// Owns the order of the app's steps.
import { keysOfTheApp } from "./keys-of-the-app";
import { programs } from "./programs";
import { codesAndLinks, numbersAndWallets, providers } from "./ways-in";

export const STEPS = [...providers, ...codesAndLinks, ...numbersAndWallets, ...programs, ...keysOfTheApp];
