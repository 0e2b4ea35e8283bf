import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPortal, type TestPortal } from "../../../prisma/factories/test-portal.ts";
import { jobActor } from "../../actor/queries.ts";
import { CATEGORIES } from "../../notice/schema.ts";
import type { ApprovedApplication } from "../schema.ts";
import { approveApplications } from "./approve-applications.ts";

let portal: TestPortal;

beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

describe("an approved application", () => {
  const files = () => {
    const found = portal.organisation.applications.find(({ id }) => id === "files");
    if (!found) throw new Error("the organisation lists no files");
    return found;
  };
  const approve = (changes: Partial<ApprovedApplication>) =>
    approveApplications(jobActor("legal"), [{ ...files(), ...changes }]);

  test("is never widened under an old yes: more takes a new id", async () => {
    const wider: Partial<ApprovedApplication>[] = [
      { categories: [...CATEGORIES] },
      { match: { ...files().match, linux: ["nautilus", "firefox"] } },
      { match: { linux: ["nautilus"], win32: ["explorer", "chrome"] } },
    ];
    for (const each of wider) {
      await expect(approve(each)).rejects.toMatchObject({
        code: "conflict",
        reason: "widened",
        message: expect.stringContaining("another id"),
      });
    }
    await approve({ ...wider[0], id: "files-and-pictures" });
  });

  test("is reworded and narrowed, and then not widened again; the same once more locks nobody", async () => {
    await approve({ why: "For a better reason.", categories: ["pointer"], match: { linux: ["dolphin"] } });
    await expect(approve({})).rejects.toMatchObject({ reason: "widened" });
    const sum = () => portal.owner.query("select sum(version)::int as sum from person_state");
    const before = (await sum()).rows;
    await approve({ why: "For a better reason.", categories: ["pointer"], match: { linux: ["dolphin"] } });
    expect((await sum()).rows).toEqual(before);
  });

  test("does not come back once it was retired", async () => {
    await approve({ id: "old" });
    await changeOf("old", "retired_at = sayso_now()");
    await expect(approve({ id: "old" })).rejects.toMatchObject({ code: "conflict", reason: "retired" });
    await expect(changeOf("old", "retired_at = null")).rejects.toMatchObject({ code: "23001" });
  });

  test.each(["categories = categories || '{screen}'", `match = match || '{"darwin": ["mail"]}'`])(
    "is not widened past the command either: %s",
    async (change) => {
      await expect(changeOf("terminal", change)).rejects.toMatchObject({ code: "23001" });
    },
  );

  const changeOf = (id: string, change: string) =>
    portal.asApp({ kind: "job", id: null, subjects: [] }, async (client) => {
      await client.query("insert into act (actor_kind, kind) values ('job', 'application.approved')");
      await client.query(`update approved_application set ${change} where id = $1`, [id]);
    });
});
