import { afterAll, beforeAll, expect, test } from "vitest";
import { actorForSession } from "../../actor/queries.ts";
import { type DirectoryPortal, openDirectoryPortal } from "../test-directory.ts";
import { endSessions } from "./end-sessions.ts";

let portal: DirectoryPortal;

beforeAll(async () => {
  portal = await openDirectoryPortal();
});
afterAll(() => portal.close());

test("ending one's sessions ends all of one's own, and nobody else's", async () => {
  const current = await portal.epoch();
  const actor = await actorForSession(portal.claims(current));
  await endSessions(actor);
  await expect(actorForSession(portal.claims(current))).rejects.toMatchObject({ reason: "session-over" });
  await expect(actorForSession(portal.claims(current + 1))).resolves.toMatchObject({ id: actor.id });
  expect((await portal.actsAbout(actor.id)).at(-1)).toMatchObject({
    kind: "person.sessions-ended",
    actorId: actor.id,
  });
  const { rows } = await portal.owner.query(
    "select count(*)::int as n from person where session_epoch > 1 and id <> $1",
    [actor.id],
  );
  expect(rows).toEqual([{ n: 0 }]);
});
