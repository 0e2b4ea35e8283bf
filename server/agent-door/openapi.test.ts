import { describe, expect, test } from "vitest";

process.env.NEXTAUTH_URL = "https://portal.example";
process.env.SAYSO_APP_DATABASE_URL = "postgresql://localhost/unused";
process.env.SAYSO_MASTER_KEY = "A".repeat(43);
process.env.SAYSO_DIRECTIVE_KEY = "{}";

const { agentDoor } = await import("./app.ts");

interface Described {
  openapi: string;
  servers: { url: string }[];
  paths: Record<string, Record<string, { requestBody?: unknown; responses: object }>>;
  components: { schemas: Record<string, { properties: object }> };
}

async function description(): Promise<Described> {
  const response = await agentDoor.fetch(new Request("https://portal.example/api/agent/v1/openapi.json"));
  expect(response.status).toBe(200);
  return response.json();
}

describe("openapi.json", () => {
  test("describes every route that there is, and none that there is not", async () => {
    const { paths, servers } = await description();
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const base = new URL(servers[0]?.url ?? "").pathname;
    const served = agentDoor.routes
      .filter(
        ({ path, method }) => method !== "ALL" && path.startsWith(base) && !path.endsWith("/openapi.json"),
      )
      .map(({ method, path }) => `${method} ${path.slice(base.length).replace(/:(\w+)/g, "{$1}")}`);
    expect(described.sort()).toEqual(served.sort());
  });

  test("carries the very fields that are parsed, also of what is signed", async () => {
    const { paths, components } = await description();
    const sync = JSON.stringify(paths["/sync"]?.post?.requestBody);
    for (const field of ["applied", "batches", "segments", "coverage", "batteryPercent"]) {
      expect(sync).toContain(`"${field}"`);
    }
    expect(sync).toContain('"additionalProperties":false');
    expect(Object.keys(components.schemas.Directive?.properties ?? {})).toContain("changesAt");
    expect(Object.keys(components.schemas.Lease?.properties ?? {})).toContain("validUntil");
  });
});
