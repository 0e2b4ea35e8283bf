// Brings the organisation of a JSON file into the portal's database. The environment is the portal's.
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { approvedApplication } from "../domain/consent/schema.ts";
import { directoryPerson, directoryWorkplace } from "../domain/directory/schema.ts";
import { jurisdictionCode } from "../domain/jurisdiction/schema.ts";
import type { Brought } from "../domain/notice/commands/bring-notice.ts";
import { noticeBody } from "../domain/notice/schema.ts";
import { disconnect } from "../lib/db/connection.ts";
import { Refusal } from "../lib/refusal.ts";
import { loadOrganisation } from "../prisma/factories/load.ts";

const NOTICE = {
  title: z.string().trim().min(1).max(200),
  body: noticeBody,
  substance: z.boolean().optional(),
};
const BECAME: Record<Brought, string> = {
  published: "published",
  drafted: "put forward, and waits for legal's approval",
  waiting: "put forward before",
  known: "published before",
};

const days = z.int().min(1).max(3650);

const organisation = z.strictObject({
  program: z.strictObject({
    name: z.string().trim().min(1).max(120),
    pauseMaxSeconds: z.int().min(1).max(1800).optional(),
    pauseGapSeconds: z.int().min(0).max(3600).optional(),
    deferralLimit: z.int().min(0).max(10).optional(),
    leaseSeconds: z.int().min(1).max(120).optional(),
    syncSeconds: z.int().min(1).max(110).optional(),
    exemptionDays: z.int().min(1).max(20).optional(),
    exemptionStops: z.boolean().optional(),
    revocationDays: z.int().min(0).max(90).optional(),
    holdBackHours: z.int().min(1).max(720).optional(),
    capturesPerDay: z.int().min(0).max(100).optional(),
    pointerDays: days.optional(),
    keyboardDays: days.optional(),
    screenDays: days.optional(),
    applicationDays: days.optional(),
    exportDays: z.int().min(1).max(30).optional(),
  }),
  people: z.array(directoryPerson).min(1),
  workplaces: z.array(directoryWorkplace).optional(),
  applications: z.array(approvedApplication),
  notice: z.strictObject(NOTICE),
  stateNotices: z.array(z.strictObject({ jurisdiction: jurisdictionCode, ...NOTICE })).optional(),
});

async function parseFile(file: string): Promise<z.infer<typeof organisation>> {
  const parsed = organisation.safeParse(JSON.parse(await readFile(file, "utf8")));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue?.path.join(".") || "The file"}: ${issue?.message ?? "not understood"}`);
}

/** Changes of law that an import may not make by itself. */
function waiting(proposed: number): string {
  if (proposed === 0) return "";
  return `, ${proposed} more ${proposed === 1 ? "waits" : "wait"} for a legal reviewer, since ${proposed === 1 ? "it would loosen" : "they would loosen"} the law`;
}

function refusal(error: unknown): string {
  if (!(error instanceof Refusal)) return error instanceof Error ? error.message : String(error);
  const [field] = Object.keys(error.detail?.fields ?? {});
  return field ? `${field}: ${error.message}` : error.message;
}

try {
  const wanted = await parseFile(process.argv[2] ?? "");
  const { changedLaws, proposedLaws, notices } = await loadOrganisation(wanted);
  const told = notices.map(({ jurisdiction, became }) => `the notice of ${jurisdiction}: ${BECAME[became]}`);
  console.log(
    `Imported ${wanted.people.length} people and ${wanted.applications.length} applications; ${changedLaws} rows of law changed${waiting(proposedLaws)}; ${told.join("; ")}.`,
  );
} catch (error) {
  console.error(`Not imported. ${refusal(error)}`);
  process.exitCode = 1;
} finally {
  await disconnect();
}
