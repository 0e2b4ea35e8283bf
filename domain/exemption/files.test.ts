import { randomUUID } from "node:crypto";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Part } from "../../prisma/factories/test-portal.ts";
import type { PersonActor } from "../actor/schema.ts";
import { attachEvidence, removeEvidence } from "./commands/attach-file.ts";
import { appealExemption, withdrawRequest } from "./commands/end.ts";
import { discardExemptionDraft, saveExemptionDraft } from "./commands/save-draft.ts";
import { getDraft } from "./queries/get-draft.ts";
import { getEvidenceFile } from "./queries/get-file.ts";
import { getRequest } from "./queries/get-request.ts";
import { EMPTY_DRAFT } from "./rules/draft.ts";
import { MOST_FILES } from "./schema.ts";
import { openRequestPortal, type RequestPortal } from "./test-requests.ts";

let portal: RequestPortal;
let employee: PersonActor;
let colleague: PersonActor;
let manager: PersonActor;
beforeAll(async () => {
  portal = await openRequestPortal();
  ({ employee, colleague, manager } = portal.people);
});
afterAll(() => portal.close());
beforeEach(async () => {
  for (const who of [employee, colleague]) if ((await getDraft(who)).saved) await discardExemptionDraft(who);
});

/** A picture that differs from those of other shades. */
const picture = (shade: number) =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: { r: shade, g: 0, b: 0 } } })
    .png()
    .toBuffer();
const attach = async (requestId: string, shade = 1, who = employee) =>
  (await attachEvidence(who, { requestId, name: `${shade}.png`, bytes: await picture(shade) })).id;
const draft = async (who = employee) => (await saveExemptionDraft(who, EMPTY_DRAFT)).id;

/** Who of all finds this file. */
async function readers(fileId: string): Promise<Part[]> {
  const parts: Part[] = [
    "employee",
    "manager",
    "head",
    "legal",
    "secondLegal",
    "hr",
    "arbiter",
    "colleague",
    "engineer",
    "steward",
    "admin",
  ];
  const found: Part[] = [];
  for (const part of parts) {
    try {
      const file = await getEvidenceFile(portal.people[part], fileId);
      expect(file.mediaType).toBe("image/png");
      expect((await sharp(file.bytes).metadata()).width, "it is opened").toBe(8);
      found.push(part);
    } catch (error) {
      expect(error, part).toMatchObject({ code: "not_found", reason: "no-such-file" });
    }
  }
  return found;
}

/** Everything that is kept about files of this request, with how often something was recorded about its applicant. */
async function kept(requestId: string): Promise<unknown> {
  const { rows } = await portal.owner.query(
    "select id, employee_id, stage from exemption_file where request_id = $1 order by id",
    [requestId],
  );
  return [rows, await portal.actsAbout(employee.id), await portal.actsAbout(colleague.id)];
}

describe("a file is found", () => {
  test("on a draft by whoever writes it; once it is sent by whoever is asked too, and after they decided", async () => {
    const requestId = await draft();
    const file = await attach(requestId);
    expect(await readers(file)).toEqual(["employee"]);
    expect(await portal.apply(employee, "bandwidth")).toBe(requestId);
    expect(await readers(file)).toEqual(["employee", "manager"]);
    await portal.decide(manager, requestId);
    expect(await readers(file)).toEqual(["employee", "manager"]);
  });

  test("by whoever is asked, and by nobody who was not the one to decide it", async () => {
    const requestId = await portal.apply(employee, "sensitive-content");
    const file = await attach(requestId);
    expect(await readers(file)).toEqual(["employee", "manager", "legal", "secondLegal"]);
    await portal.decide(portal.people.legal, requestId, { group: "legal" });
    expect(await readers(file)).toEqual(["employee", "manager", "legal"]);
    await withdrawRequest(employee, requestId, "request");
    expect(await readers(file)).toEqual(["employee", "legal"]);
  });

  test("of a confidential request by people partners, and by nobody above the applicant", async () => {
    const requestId = await portal.apply(employee, "health");
    const file = await attach(requestId);
    expect(await readers(file)).toEqual(["employee", "hr"]);
    await portal.decide(portal.people.hr, requestId, { group: "hr", kind: "denied" });
    expect(await readers(file)).toEqual(["employee", "hr"]);
  });

  test("of an appeal by those who decide it, who see the first one's too; not by those who decided first", async () => {
    const requestId = await portal.apply(employee, "bandwidth");
    const first = await attach(requestId, 1);
    await portal.decide(manager, requestId, { kind: "denied" });
    await appealExemption(employee, requestId, "It is needed.");
    const second = await attach(requestId, 2);
    expect(await readers(first)).toEqual(["employee", "manager", "arbiter"]);
    expect(await readers(second)).toEqual(["employee", "arbiter"]);
    const listed = async (who: PersonActor) => (await getRequest(who, requestId)).files.map(({ id }) => id);
    expect(await listed(manager)).toEqual([first]);
    expect(await listed(portal.people.arbiter)).toEqual([first, second]);
    await portal.decide(portal.people.arbiter, requestId, { stage: "appeal", group: "appeals" });
    expect(await readers(second)).toEqual(["employee", "arbiter"]);
    expect(await listed(manager)).toEqual([first]);
  });

  test.each(["no id", randomUUID()])("by nobody where there is none: %s", async (id) => {
    expect(await readers(id)).toEqual([]);
  });
});

describe("a file is attached", () => {
  test("ten times, and not an eleventh time, however many tabs try at once", async () => {
    const requestId = await portal.apply(employee, "bandwidth");
    for (let shade = 1; shade < MOST_FILES; shade++) await attach(requestId, shade);
    const tries = await Promise.allSettled([
      attach(requestId, 101),
      attach(requestId, 102),
      attach(requestId, 103),
    ]);
    const said = tries.map((each) => (each.status === "rejected" ? each.reason : "attached"));
    expect(said.filter((each) => each === "attached")).toHaveLength(1);
    for (const each of said)
      if (each !== "attached")
        expect(each).toMatchObject({
          code: "conflict",
          reason: "too-many",
          message: "A request has at most ten files.",
        });
    const before = await kept(requestId);
    await expect(attach(requestId, 104)).rejects.toMatchObject({ reason: "too-many" });
    expect(await kept(requestId)).toEqual(before);
    expect((await getRequest(employee, requestId)).files).toHaveLength(MOST_FILES);
    await withdrawRequest(employee, requestId, "request");
  });

  test("once to each request, whatever it is called, however many tabs try at once", async () => {
    const requestId = await draft();
    const tries = await Promise.allSettled([attach(requestId), attach(requestId), attach(requestId)]);
    expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
    const before = await kept(requestId);
    const again = { requestId, name: "otherwise.png", bytes: await picture(1) };
    await expect(attachEvidence(employee, again)).rejects.toMatchObject({
      code: "conflict",
      reason: "there-already",
      message: "This file is there already.",
    });
    expect(await kept(requestId)).toEqual(before);
    await portal.apply(employee, "bandwidth");
    await expect(attachEvidence(employee, again), "sent with it").rejects.toMatchObject({
      reason: "there-already",
    });
    const other = await draft();
    expect(await readers(await attach(other)), "to another request it may go").toEqual(["employee"]);
    await withdrawRequest(employee, requestId, "request");
  });

  test("to nothing of somebody else's, to nothing that never was, and to nothing that is settled", async () => {
    const unknown = { code: "not_found", reason: "no-such-request" };
    const theirs = await draft(colleague);
    const before = await kept(theirs);
    await expect(attach(theirs)).rejects.toMatchObject(unknown);
    expect(await kept(theirs)).toEqual(before);
    expect(await portal.apply(colleague, "bandwidth")).toBe(theirs);
    const sent = await kept(theirs);
    await expect(attach(theirs)).rejects.toMatchObject(unknown);
    expect(await kept(theirs)).toEqual(sent);
    // Nor by whoever decides it, who may read it.
    const mine = await portal.apply(employee, "bandwidth");
    await expect(attach(mine, 1, manager)).rejects.toMatchObject(unknown);
    await withdrawRequest(employee, mine, "request");
    for (const never of [randomUUID(), "no id"]) await expect(attach(never)).rejects.toMatchObject(unknown);
    await withdrawRequest(colleague, theirs, "request");
    await expect(attach(theirs, 1, colleague)).rejects.toMatchObject({ code: "conflict", reason: "settled" });
  });
});

describe("a file is removed", () => {
  const GONE = { code: "conflict", reason: "no-such-file" };

  test("from one's own draft, once, and by nobody else", async () => {
    const requestId = await draft();
    const file = await attach(requestId);
    const before = await kept(requestId);
    for (const who of [colleague, manager])
      await expect(removeEvidence(who, file)).rejects.toMatchObject(GONE);
    expect(await kept(requestId)).toEqual(before);
    await removeEvidence(employee, file);
    expect(await readers(file)).toEqual([]);
    expect((await portal.actsAbout(employee.id)).at(-1)).toMatchObject({
      kind: "exemption.file-removed",
      objectId: requestId,
    });
    for (const id of [file, "no id"]) await expect(removeEvidence(employee, id)).rejects.toMatchObject(GONE);
  });

  test("by nobody any more once it was sent, nor after it was withdrawn", async () => {
    const requestId = await draft();
    const file = await attach(requestId);
    await portal.apply(employee, "bandwidth");
    const before = await kept(requestId);
    for (const who of [employee, manager])
      await expect(removeEvidence(who, file)).rejects.toMatchObject(GONE);
    expect(await kept(requestId)).toEqual(before);
    await withdrawRequest(employee, requestId, "request");
    await expect(removeEvidence(employee, file)).rejects.toMatchObject(GONE);
    expect(await readers(file)).toEqual(["employee"]);
  });
});
