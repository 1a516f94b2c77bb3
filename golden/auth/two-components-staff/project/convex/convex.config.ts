import { defineApp } from "convex/server";
import customerAuth from "./customerAuth/convex.config";
import staffAuth from "./staffAuth/convex.config";

const app = defineApp();
app.use(customerAuth);
app.use(staffAuth);

export default app;
