import { tables } from "./generatedSchema";

tables.other.index("text", ["text"]);
