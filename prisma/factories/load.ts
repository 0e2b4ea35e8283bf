import { readFile } from "node:fs/promises";
import { jobActor } from "../../domain/actor/queries.ts";
import type { JobActor } from "../../domain/actor/schema.ts";
import { approveApplications } from "../../domain/consent/commands/approve-applications.ts";
import { importDirectory } from "../../domain/directory/commands/import-directory.ts";
import { setUpProgram } from "../../domain/directory/commands/set-up-program.ts";
import { importJurisdictions } from "../../domain/jurisdiction/commands.ts";
import { publishNotice } from "../../domain/notice/commands.ts";
import { Refusal } from "../../lib/refusal.ts";
import type { Organisation } from "./organisation.ts";

/** What a load found and did. */
export interface Loaded {
  readonly changedLaws: number;
  /** False when this very notice was published before; it is then left as it is. */
  readonly isNoticeNew: boolean;
}

/**
 * Brings an organisation into the portal: the program's settings, the rows of law, the applications, the
 * people and the notice. The same again changes nothing. Each part is all or nothing, and refuses what its
 * command refuses.
 */
export async function loadOrganisation(organisation: Organisation): Promise<Loaded> {
  const job = jobActor("set-up");
  await setUpProgram(job, organisation.program);
  const file = new URL("../data/jurisdictions.json", import.meta.url);
  const rows: unknown[] = JSON.parse(await readFile(file, "utf8"));
  const { changed } = await importJurisdictions(job, { rows, source: "prisma/data/jurisdictions.json" });
  await approveApplications(job, organisation.applications);
  await importDirectory(job, organisation.people, organisation.workplaces);
  return { changedLaws: changed, isNoticeNew: await publishOnce(job, organisation.notice) };
}

async function publishOnce(job: JobActor, notice: Organisation["notice"]): Promise<boolean> {
  try {
    await publishNotice(job, { jurisdiction: "US", substance: true, ...notice });
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.reason === "published-before") return false;
    throw error;
  }
}
