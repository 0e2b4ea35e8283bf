// Makes the template database on the server of SAYSO_TEST_DATABASE_URL.
import { prepareTemplate } from "../lib/db/test-database.ts";

await prepareTemplate(process.env.SAYSO_TEST_DATABASE_URL ?? "");
