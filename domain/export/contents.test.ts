import { createHash } from "node:crypto";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { searchRecords } from "../activity/queries/search-records.ts";
import type { PersonActor } from "../actor/schema.ts";
import { answerConsent } from "../consent/commands.ts";
import { every } from "../consent/test-consent.ts";
import { applyForExemption } from "../exemption/commands/apply.ts";
import { attachEvidence } from "../exemption/commands/attach-file.ts";
import { saveExemptionDraft } from "../exemption/commands/save-draft.ts";
import { EMPTY_DRAFT } from "../exemption/rules/draft.ts";
import { acknowledgeNotice } from "../notice/commands.ts";
import { getNoticeState } from "../notice/queries.ts";
import { startPause } from "../pause/commands.ts";
import { CONTENTS } from "./rules/readme.ts";
import { type ExportPortal, type MadeExport, openExportPortal, STEPS } from "./test-exports.ts";
import { contestOne, keepPicture, ownStore } from "./test-kept.ts";

const RECORDS = 450;
const WORDS = 'Because of =my condition,\nand "more".';

let portal: ExportPortal;
let employee: PersonActor;
let colleague: PersonActor;
let device: string;
let colleagues: string;
/** The colleague's, who applied last. */
let theirRequest: string;
let made: MadeExport;

const store = ownStore();
beforeAll(async () => {
  portal = await openExportPortal();
  ({ employee, colleague } = portal.people);
  for (const who of [employee, colleague]) await live(who);
  device = await portal.store(employee, RECORDS);
  colleagues = await portal.store(colleague, 3);
  for (const who of [employee, colleague]) {
    await keepPicture(portal, who);
    await contestOne(portal, who);
  }
  await arrangeRollUps();
  made = await portal.make(employee);
}, 120_000);
afterAll(async () => {
  await portal.close();
  store.remove();
});

/** All that somebody does in the portal of which something is kept. */
async function live(who: PersonActor): Promise<void> {
  const { notice } = await getNoticeState(who);
  await acknowledgeNotice(who, { noticeHash: notice.sha256 });
  await answerConsent(who, {
    noticeHash: notice.sha256,
    categories: every("given"),
    applications: ["terminal"],
  });
  await startPause(who, { seconds: 60 });
  const { id } = await saveExemptionDraft(who, EMPTY_DRAFT);
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#f00" } })
    .png()
    .toBuffer();
  await attachEvidence(who, { requestId: id, name: "letter.png", bytes });
  const { rows } = await portal.owner.query<{ now: Date }>("select sayso_now() as now");
  const from = rows[0]?.now.getTime() ?? 0;
  const what = { categories: null, applications: ["terminal"], devices: null, hours: null };
  const scope = { ...what, from, until: from + 60 * 86_400_000 };
  theirRequest = (await applyForExemption(who, { ground: "health", words: WORDS, scope, renews: null })).id;
  await saveExemptionDraft(who, { ...EMPTY_DRAFT, words: "Not sent yet" });
}

async function arrangeRollUps(): Promise<void> {
  const place = [employee.id, device];
  await portal.past(
    [
      `insert into activity_day (employee_id, day, device_id, application, segments, tenths, moves, clicks, drags, scrolls, keys,
         shortcuts, bytes) values ($1, '2026-11-20', $2, 'terminal', 4, 205, 1, 2, 3, 4, 5, 6, 7)`,
      place,
    ],
    [
      `insert into discard_day (employee_id, day, device_id, reason, times, steps, tenths) values ($1, '2026-11-20', $2, 'paused', 1, 2, 35)`,
      place,
    ],
    [
      `insert into usage_day (employee_id, day, device_id, heartbeats, cpu_ms, rss_mb, bytes_sent, bytes_received, dropped_segments)
       values ($1, '2026-11-20', $2, 3, 1500, 60, 1000, 2000, 0)`,
      place,
    ],
    [
      `insert into coverage_hour (employee_id, hour, device_id, labels)
       select $1, date_trunc('hour', enrolled_at) + interval '1 hour', $2, decode(repeat('01', 20) || repeat('02', 40), 'hex') from device where id = $2`,
      place,
    ],
  );
}

describe("an export", () => {
  test("holds each stored record once, in order, as the portal shows it, and as its schema says", async () => {
    const schema = z.fromJSONSchema(JSON.parse(made.text("records.schema.json")));
    const records = made.lines("records.jsonl").map((line) => JSON.parse(line));
    expect(records).toHaveLength(RECORDS);
    for (const record of records) expect(schema.safeParse(record).success).toBe(true);
    expect(schema.safeParse({ ...records[0], text: "hello" }).success).toBe(false);
    expect(
      schema.safeParse({ ...records[0], steps: [{ kind: "keys", at: 0, for: 1, letters: "a" }] }).success,
    ).toBe(false);
    expect(records.map(({ startedAt }) => startedAt)).toEqual(
      records.map(({ startedAt }) => startedAt).toSorted(),
    );
    const { rows } = await portal.owner.query<{ at: Date }>(
      "select started_at as at from segment where employee_id = $1",
      [employee.id],
    );
    expect(records.map(({ startedAt }) => startedAt)).toEqual(
      rows.map(({ at }) => at.toISOString()).toSorted(),
    );
    expect(records[0].steps).toEqual(STEPS);
    const day = records.at(-1).startedAt.slice(0, 10);
    const shown = await searchRecords(
      { ...employee, timeZone: "UTC" },
      { from: day, to: day, application: "", device: "", hour: "", category: "" },
      { after: null, limit: 1 },
    );
    const newest = shown.records[0];
    expect(records.at(-1)).toMatchObject({
      startedAt: newest?.row.started_at,
      batchId: newest?.row.batch_id,
      heldUntil: newest?.row.held_until,
      steps: newest?.steps,
    });
  });

  test("holds the counts of each record for a spreadsheet", () => {
    const lines = made.lines("records.csv");
    expect(lines).toHaveLength(RECORDS);
    const records = made.lines("records.jsonl").map((line) => JSON.parse(line));
    expect(lines.map((line) => line.split(",")[0])).toEqual(records.map(({ startedAt }) => startedAt));
    expect(lines[0]).toContain(`60,,"${device}","terminal",1,1,0,0,14,1,`);
  });

  test("labels every minute of every computer since it was linked, once", async () => {
    const runs = made.lines("coverage.csv").map((line) => line.split(","));
    const { rows } = await portal.owner.query<{ linked: Date; at: Date }>(
      "select date_trunc('hour', d.enrolled_at) as linked, e.at from device d, export e where d.id = $1 and e.id = $2",
      [device, made.id],
    );
    expect(runs[0]?.[2]).toBe(rows[0]?.linked.toISOString());
    for (const [place, run] of runs.entries()) if (place > 0) expect(run[2]).toBe(runs[place - 1]?.[3]);
    for (const [place, run] of runs.entries()) if (place > 0) expect(run[5]).not.toBe(runs[place - 1]?.[5]);
    const minutes = runs.reduce((sum, run) => sum + Number(run[4]), 0);
    expect(minutes).toBe(
      Math.ceil(((rows[0]?.at.getTime() ?? 0) - (rows[0]?.linked.getTime() ?? 0)) / 60_000),
    );
    expect(runs.filter(([, , , , , label]) => label === '"collected"').map((run) => run[4])).toEqual(["20"]);
    expect(runs.filter(([, , , , , label]) => label === '"paused"').map((run) => run[4])).toEqual(["40"]);
  });

  test("holds sums, discards and costs, and no cell that a spreadsheet would run", () => {
    expect(made.lines("days.csv")).toEqual([
      `"2026-11-20","${device}","'=Laptop","terminal",4,20.5,1,2,3,4,5,6,7`,
    ]);
    expect(made.lines("discards.csv")).toEqual([`"2026-11-20","${device}","'=Laptop","paused",1,2,3.5,0`]);
    expect(made.lines("usage.csv")).toEqual([`"2026-11-20","${device}","'=Laptop",3,1.5,60,1000,2000,,0`]);
    expect(made.lines("devices.csv")).toEqual([
      expect.stringMatching(new RegExp(`^"${device}","'=Laptop","linux","S1",`)),
    ]);
    const cells = [...made.files]
      .filter(([path]) => path.endsWith(".csv"))
      .map(([, bytes]) => bytes.toString("utf8"));
    for (const text of cells) expect(text).not.toMatch(/(^|,)"?[=+@]/m);
  });

  test("holds what was chosen, said and given, as it was signed and written", async () => {
    const { rows } = await portal.owner.query(
      "select id, receipt from consent_answer where employee_id = $1",
      [employee.id],
    );
    const receipts = [...made.files.keys()].filter((path) => path.startsWith("receipts/"));
    expect(receipts).toEqual([`receipts/${rows[0].id}.json`]);
    expect(JSON.parse(made.text(receipts[0] ?? "")).signed).toBe(rows[0].receipt);
    expect(
      made.lines("consent.csv").filter((line) => line.includes('"category pointer","given"')),
    ).toHaveLength(1);
    expect(made.lines("pauses.csv")).toHaveLength(1);
    const notices = made.lines("notices.csv").join("\n");
    expect(notices).toContain('"acknowledged"');
    for (const path of [...made.files.keys()].filter((each) => each.startsWith("notices/")))
      expect(path).toBe(`notices/${sha256(made.files.get(path))}.json`);
    const requests = made.lines("requests.jsonl").map((line) => JSON.parse(line));
    expect(requests).toEqual([expect.objectContaining({ ground: "health", words: WORDS })]);
    expect(requests[0].sentAt).toMatch(/^\d{4}-\d{2}-\d{2}T.*Z$/);
    expect(requests[0].steps[0].judges[0].person.name, "who was asked").not.toBe("Someone");
    const [file] = requests[0].files;
    expect((await sharp(made.files.get(`request-files/${file.id}.png`)).metadata()).width).toBe(8);
    expect(JSON.parse(made.text("request-draft.json")).form.words).toBe("Not sent yet");
    expect(made.lines("person.csv")[0]).toContain(employee.email);
  });

  test("holds every act about them and by them in order, each with the hash of its leaf", async () => {
    const lines = made.lines("ledger.jsonl");
    const acts = lines.map((line) => JSON.parse(line));
    const { rows } = await portal.owner.query<{ seq: string }>(
      "select seq from act where (subject_id = $1 or actor_id = $1) and seq <= $2 order by seq",
      [employee.id, acts.at(-1).act.seq],
    );
    expect(acts.map(({ act }) => String(act.seq))).toEqual(rows.map(({ seq }) => seq));
    expect(acts.some(({ act }) => act.kind === "export.asked")).toBe(true);
    for (const line of lines) {
      const leaf = line.slice(line.indexOf('"act":') + 6, -1);
      expect(JSON.parse(line).leafHash).toBe(createHash("sha256").update(`\0${leaf}`).digest("hex"));
    }
  });

  test("holds nothing that is somebody else's", () => {
    const all = [...made.files.values()].map((each) => each.toString("latin1")).join();
    for (const theirs of [colleague.id, colleague.email, colleagues, theirRequest])
      expect(all.includes(theirs), theirs).toBe(false);
  });

  test("says of each file what it is, and lists each with its hash", () => {
    const manifest = JSON.parse(made.text("manifest.json"));
    expect(manifest).toMatchObject({ kind: "sayso-export", id: made.id, employeeId: employee.id });
    const listed = new Map<string, string>(
      manifest.files.map((each: { path: string; sha256: string }) => [each.path, each.sha256]),
    );
    for (const [path, bytes] of made.files) {
      if (path !== "manifest.json" && path !== "manifest.jws")
        expect(listed.get(path), path).toBe(sha256(bytes));
      const isSaid =
        path === "README.txt" ||
        CONTENTS.some(([each]) => (each.endsWith("/") ? path.startsWith(each) : path === each));
      expect(isSaid, path).toBe(true);
    }
    for (const [path] of CONTENTS)
      expect(
        [...made.files.keys()].some((each) => (path.endsWith("/") ? each.startsWith(path) : each === path)),
        path,
      ).toBe(true);
  });
});

function sha256(bytes: Buffer | undefined): string {
  return createHash("sha256")
    .update(bytes ?? "")
    .digest("hex");
}
