import { expect, test, vi } from "vitest";

/** A door of its own, behind so many proxies of ours; returns how many of `n` requests for a token it turns away. */
async function behind(proxies: string) {
  Object.assign(process.env, {
    SAYSO_APP_DATABASE_URL: "postgresql://nobody@localhost/nothing",
    SAYSO_MASTER_KEY: "A".repeat(43),
    SAYSO_DIRECTIVE_KEY: "{}",
    NEXTAUTH_URL: "http://localhost",
    SAYSO_TRUSTED_PROXIES: proxies,
  });
  vi.resetModules();
  const { agentDoor } = await import("./app.ts");
  return async (n: number, socket: string | null, forwarded: (i: number) => string) => {
    const bindings = socket === null ? {} : { incoming: { socket: { remoteAddress: socket } } };
    let refused = 0;
    for (let i = 0; i < n; i++) {
      const asked = { method: "POST", headers: { "x-forwarded-for": forwarded(i) } };
      const { status } = await agentDoor.request("/api/agent/v1/token", asked, bindings);
      if (status === 429) refused += 1;
      // No proof came with it, so nothing was asked of the database.
      else expect(status).toBe(400);
    }
    return refused;
  };
}

test("one address gets so many tokens a minute, whatever it says of itself", async () => {
  const tokens = await behind("0");
  expect(await tokens(605, "192.0.2.1", (i) => `198.51.100.${i}`)).toBe(5);
  expect(await tokens(1, "192.0.2.2", () => "")).toBe(0);
});

test("behind a proxy, the address that it appended counts, and none before it", async () => {
  const tokens = await behind("1");
  expect(await tokens(605, "10.0.0.1", (i) => `198.51.100.${i}, 192.0.2.1`)).toBe(5);
  expect(await tokens(1, "10.0.0.1", () => "198.51.100.1, 192.0.2.2")).toBe(0);
});

test("who came around the second proxy counts by the socket", async () => {
  const tokens = await behind("2");
  expect(await tokens(605, "192.0.2.1", (i) => `198.51.100.${i}`)).toBe(5);
});

test("without a socket everybody counts together, and may come more often", async () => {
  const tokens = await behind("0");
  expect(await tokens(700, null, (i) => `198.51.100.${i}`)).toBe(0);
});
