import { afterAll, beforeAll, expect, test } from "vitest";
import { getPicture } from "../../domain/capture/queries/get-picture.ts";
import { listCaptures } from "../../domain/capture/queries/list-captures.ts";
import { openTestS3, type TestS3 } from "../../lib/object-store/test-object-store.ts";
import { type CapturePortal, type Collected, noise, openCapturePortal, taken } from "./test-captures.ts";

let portal: CapturePortal;
let someone: Collected;
let s3: TestS3;

beforeAll(async () => {
  s3 = await openTestS3();
  const { settings } = s3;
  portal = await openCapturePortal({
    SAYSO_CAPTURES_URL: `s3://${settings.bucket}/sayso`,
    SAYSO_CAPTURES_ENDPOINT: settings.endpoint,
    SAYSO_CAPTURES_KEY_ID: settings.accessKeyId,
    SAYSO_CAPTURES_SECRET_KEY: settings.secretAccessKey,
  });
  someone = await portal.collected("juniper.thimblewick");
});
afterAll(async () => {
  await portal.close();
  await s3.close();
});

const shown = async () =>
  (await listCaptures(someone.actor, { after: null, limit: 10 })).captures.map(({ id }) => id);

/** Again and again while the store is too slow, as it may be on a busy machine. */
async function putAsAgentsDo(id: string, picture: Buffer): Promise<unknown> {
  for (let tries = 0; tries < 20; tries++) {
    const { status, body } = await someone.device.putCapture(id, "spreadsheet", picture);
    if (status !== 503) return body.status;
  }
  return "never";
}

test("a picture lies in the bucket, sealed", async () => {
  const id = taken();
  const picture = await noise();
  expect(await putAsAgentsDo(id, picture)).toBe("stored");
  expect(await shown()).toEqual([id]);
  expect((await getPicture(someone.actor, id)).length).toBeGreaterThan(200_000);
});

test("an object store that is killed in the middle of an upload: nothing half-written is shown, and the agent's retry succeeds", async () => {
  const before = await shown();
  const id = taken();
  const picture = await noise();
  s3.holdAfter(100_000);
  const cut = someone.device.putCapture(id, "spreadsheet", picture);
  await s3.held();
  await s3.kill();
  const refused = await cut;
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "30"]);
  expect(await shown()).toEqual(before);
  await expect(getPicture(someone.actor, id)).rejects.toMatchObject({ code: "not_found" });
  s3.holdAfter(null);
  await s3.start();
  expect(await shown()).toEqual(before);
  expect(await putAsAgentsDo(id, picture)).toBe("stored");
  expect(await shown()).toEqual([id, ...before]);
  expect((await getPicture(someone.actor, id)).length).toBeGreaterThan(200_000);
});
