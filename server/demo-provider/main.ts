// The demo sign-in's process. Whoever can reach it is anyone they like, so it listens on this machine
// alone, and refuses to stand beside a real installation.
import { once } from "node:events";
import type { Server } from "node:http";
import { z } from "zod";
import { keptKeys } from "./keys.ts";
import { demoPeople, featuredPeople } from "./people.ts";
import { demoProvider, type ProviderSettings } from "./provider.ts";
import { demoServer } from "./serve.ts";

const environment = z.object({
  SAYSO_PROVIDER_PORT: z.coerce.number().int().min(1).max(65_535),
  SAYSO_DATA_DIR: z.string().min(1),
  OIDC_CLIENT_ID: z.string().min(1),
  OIDC_CLIENT_SECRET: z.string().min(1),
  NEXTAUTH_URL: z.url(),
  NODE_ENV: z.string().optional(),
  DATABASE_URL: z.string().optional(),
});

/** Tells the starter, if there is one. */
function report(message: object): void {
  process.send?.(message);
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  await once(server, "listening");
}

async function main(): Promise<void> {
  const env = environment.parse(process.env);
  if (env.NODE_ENV === "production" && env.DATABASE_URL) {
    throw new Error("The demo sign-in does not run with an outside database in production: set OIDC_ISSUER.");
  }
  const settings: ProviderSettings = {
    issuer: `http://localhost:${env.SAYSO_PROVIDER_PORT}`,
    clientId: env.OIDC_CLIENT_ID,
    clientSecret: env.OIDC_CLIENT_SECRET,
    portalUrl: env.NEXTAUTH_URL.replace(/\/$/, ""),
  };
  const people = demoPeople();
  const provider = demoProvider(settings, people, keptKeys(env.SAYSO_DATA_DIR));
  const servers = ["127.0.0.1", "::1"].map((host) => ({
    host,
    server: demoServer({ settings, people, provider }),
  }));
  for (const { host, server } of servers) {
    await listen(server, env.SAYSO_PROVIDER_PORT, host).catch((error: unknown) => {
      // A machine without IPv6 reaches `localhost` by 127.0.0.1 alone.
      if (host === "127.0.0.1") throw error;
    });
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      for (const { server } of servers) {
        server.close();
        server.closeAllConnections();
      }
      process.exit(0);
    });
  }
  const featured = featuredPeople(people).map(({ name, parts, title }) => ({
    name,
    part: parts.join(", "),
    title,
  }));
  report({ ready: true, people: featured });
}

main().catch((error: unknown) => {
  console.error(error);
  report({ failed: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
});
