import { readFile } from "node:fs/promises";
import { jobActor } from "../../domain/actor/queries.ts";
import { approveApplications } from "../../domain/consent/commands/approve-applications.ts";
import { importDirectory } from "../../domain/directory/commands/import-directory.ts";
import { setUpProgram } from "../../domain/directory/commands/set-up-program.ts";
import { importJurisdictions } from "../../domain/jurisdiction/commands.ts";
import { type Brought, bringNotice } from "../../domain/notice/commands/bring-notice.ts";
import { PROGRAM_JURISDICTION } from "../../domain/notice/queries.ts";
import type { Organisation } from "./organisation.ts";

/** What a load found and did. */
export interface Loaded {
  readonly changedLaws: number;
  /** Rows that would loosen, and so wait for a person of legal. */
  readonly proposedLaws: number;
  /** What became of each notice. */
  readonly notices: { readonly jurisdiction: string; readonly became: Brought }[];
}

/**
 * Brings an organisation into the portal: the program's settings, the rows of law, the applications, the
 * people and the notices. The same again changes nothing. Each part is all or nothing, and refuses what its
 * command refuses.
 */
export async function loadOrganisation(organisation: Organisation): Promise<Loaded> {
  const job = jobActor("set-up");
  await setUpProgram(job, organisation.program);
  const file = new URL("../data/jurisdictions.json", import.meta.url);
  const rows: unknown[] = JSON.parse(await readFile(file, "utf8"));
  const source = "prisma/data/jurisdictions.json";
  const { changed, proposed } = await importJurisdictions(job, { rows, source });
  await approveApplications(job, organisation.applications);
  await importDirectory(job, organisation.people, organisation.workplaces);
  const federal = { jurisdiction: PROGRAM_JURISDICTION, ...organisation.notice };
  const notices = [];
  for (const notice of [federal, ...(organisation.stateNotices ?? [])]) {
    const became = await bringNotice(job, { substance: true, ...notice });
    notices.push({ jurisdiction: notice.jurisdiction, became });
  }
  return { changedLaws: changed, proposedLaws: proposed, notices };
}
