import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPortal, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { actorForSession, deviceActor, findSessionEpoch, jobActor } from "./queries.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

describe("an actor", () => {
  test("of a session has the roles that the directory gave, and speaks for themselves alone", () => {
    const { head, manager, legal, engineer, admin, employee } = portal.people;
    expect([head, manager, legal, engineer, admin, employee].map((each) => each.roles)).toEqual([
      ["employee", "manager"],
      ["employee", "manager"],
      ["employee", "legal"],
      ["employee", "engineer"],
      ["employee", "admin"],
      ["employee"],
    ]);
    for (const each of Object.values(portal.people))
      expect(each).toMatchObject({ kind: "person", subjects: [each.id] });
  });

  test.each([
    ["an unknown subject", { subject: "stranger", epoch: 1 }],
    ["an empty subject", { subject: "", epoch: 1 }],
    ["an epoch that is over", { subject: "juniper.thimblewick", epoch: 0 }],
    ["an epoch that has not come", { subject: "juniper.thimblewick", epoch: 2 }],
    ["no epoch", { subject: "juniper.thimblewick", epoch: Number.NaN }],
  ])("is refused to %s", async (_, claims) => {
    await expect(actorForSession(claims)).rejects.toMatchObject({
      code: "unauthenticated",
      reason: "session-over",
    });
  });

  test("may sign in only when the directory knows them", async () => {
    expect(await findSessionEpoch("juniper.thimblewick")).toBe(1);
    expect(await findSessionEpoch("stranger")).toBeNull();
  });

  test("of a device acts for its employee; of a job for nobody", () => {
    expect(deviceActor({ deviceId: "d", employeeId: "e" })).toMatchObject({
      kind: "device",
      id: "e",
      subjects: ["e"],
    });
    expect(jobActor("upkeep")).toMatchObject({ kind: "job", id: null, subjects: [] });
  });
});

describe("minting", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const ours = [
    "agent",
    "app",
    "bench",
    "bin",
    "components",
    "domain",
    "e2e",
    "lib",
    "prisma",
    "scripts",
    "server",
  ];
  const sources = ours.flatMap((folder) => {
    try {
      return readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" }).map(
        (name) => `${folder}/${name}`,
      );
    } catch {
      return [];
    }
  });
  const code = sources.filter((name) => /\.([cm]?[jt]s|tsx)$/.test(name) && !name.includes("node_modules/"));

  test("happens in one file: nothing else in the tree touches the brand", () => {
    expect(code.length).toBeGreaterThan(50);
    const users = code.filter((name) => /\bminted\b/.test(readFileSync(`${root}${name}`, "utf8")));
    expect(users.sort()).toEqual(["domain/actor/queries.ts", "domain/actor/schema.ts"]);
  });

  test("cannot be had by casting either: no code calls a thing an actor", () => {
    const casts = /\bas (unknown as )?(Actor|PersonActor|DeviceActor|JobActor|EmployeeActor)\b/;
    expect(code.filter((name) => casts.test(readFileSync(`${root}${name}`, "utf8")))).toEqual([]);
  });
});
