import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations", seed: "tsx prisma/seed.ts" },
  // Only the Prisma command line's own `migrate` and `studio` need it; `generate` runs without a database.
  datasource: { url: process.env.DATABASE_URL ?? "" },
});
