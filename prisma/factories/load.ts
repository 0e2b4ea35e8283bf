import { readFile } from "node:fs/promises";
import { jobActor } from "../../domain/actor/queries.ts";
import { approveApplications } from "../../domain/consent/commands/approve-applications.ts";
import { importDirectory } from "../../domain/directory/commands/import-directory.ts";
import { setUpProgram } from "../../domain/directory/commands/set-up-program.ts";
import { importJurisdictions } from "../../domain/jurisdiction/commands.ts";
import { publishNotice } from "../../domain/notice/commands.ts";
import type { Organisation } from "./organisation.ts";

/** Brings an organisation into an empty portal through the same commands that a real one would use. */
export async function loadOrganisation(organisation: Organisation): Promise<void> {
  const job = jobActor("set-up");
  await setUpProgram(job, organisation.program);
  const file = new URL("../data/jurisdictions.json", import.meta.url);
  const rows: unknown[] = JSON.parse(await readFile(file, "utf8"));
  await importJurisdictions(job, { rows, source: "prisma/data/jurisdictions.json" });
  await approveApplications(job, organisation.applications);
  await importDirectory(job, organisation.people);
  await publishNotice(job, { jurisdiction: "US", substance: true, ...organisation.notice });
}
