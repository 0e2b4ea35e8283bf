import { z } from "zod";
import type { ArchiveFile } from "../../../lib/archive.ts";
import { BYTE_ORDER_MARK, csvLine } from "../../../lib/csv.ts";
import { env } from "../../../lib/env.ts";
import { keyFingerprint, publicKeys } from "../../../lib/signing.ts";
import type { ExportActor } from "../../actor/schema.ts";
import { overCorrections } from "../queries/corrections.ts";
import { overCoverage } from "../queries/coverage.ts";
import { overActs } from "../queries/ledger.ts";
import { OWN_TABLES, type OwnTable, overTable } from "../queries/own-tables.ts";
import { overRecords } from "../queries/records.ts";
import { ledgerLine } from "../rules/ledger-line.ts";
import { readme } from "../rules/readme.ts";
import { recordOf, type StoredRow } from "../rules/record.ts";
import { exportedRecord } from "../schema.ts";
import { captureFiles } from "./capture-files.ts";
import { documentFiles } from "./document-files.ts";
import type { Sources } from "./sources.ts";

/** How often the records are gone through: once for each of the files about them. */
export const RECORD_PASSES = 2;

/**
 * The files of an export one after another; each is read to its end before the next is asked for. Each has its line
 * in rules/readme.ts.
 */
export async function* exportFiles(sources: Sources): AsyncGenerator<ArchiveFile> {
  yield { path: "README.txt", chunks: [readme(env().NEXTAUTH_URL, sources.at)] };
  yield* recordFiles(sources);
  yield* captureFiles(sources);
  for (const table of OWN_TABLES) yield { path: table.path, chunks: tableOf(sources.actor, table) };
  yield* documentFiles(sources.actor);
  yield { path: "corrections.jsonl", chunks: corrections(sources.actor) };
  yield { path: "ledger.jsonl", chunks: ledger(sources.actor) };
  const keys = { fingerprint: await keyFingerprint(), ...(await publicKeys()) };
  yield { path: "keys.json", chunks: [`${JSON.stringify(keys, null, 1)}\n`] };
}

function* recordFiles(sources: Sources): Generator<ArchiveFile> {
  const schema = JSON.stringify(z.toJSONSchema(exportedRecord), null, 1);
  yield { path: "records.schema.json", chunks: [`${schema}\n`] };
  yield { path: "records.jsonl", chunks: recordLines(sources) };
  yield { path: "records.csv", chunks: recordTable(sources) };
  yield { path: "coverage.csv", chunks: coverage(sources) };
}

async function* recordLines({ actor, at, dataKey, wrote }: Sources): AsyncGenerator<string> {
  for await (const rows of overRecords(actor, at)) {
    // One by one: a page of them may be megabytes.
    for (const row of rows) yield `${JSON.stringify(recordOf(row, dataKey))}\n`;
    wrote(rows.length);
  }
}

const RECORD =
  "started_at ended_at seconds day device_id application moves clicks drags scrolls keys shortcuts held_until delivery";

async function* recordTable({ actor, at, wrote }: Sources): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(RECORD.split(" "));
  for await (const rows of overRecords(actor, at)) {
    yield rows.map((row) => csvLine(recordCells(row))).join("");
    wrote(rows.length);
  }
}

function recordCells(row: StoredRow) {
  return [
    row.startedAt,
    row.endedAt,
    (row.endedAt.getTime() - row.startedAt.getTime()) / 1000,
    row.day?.toISOString().slice(0, 10) ?? null,
    row.deviceId,
    row.application,
    row.moves,
    row.clicks,
    row.drags,
    row.scrolls,
    row.keys,
    row.shortcuts,
    row.heldUntil,
    row.batchId,
  ];
}

async function* coverage({ actor, at }: Sources): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine("device_id device from until minutes label".split(" "));
  for await (const { deviceId, deviceName, from, to, label } of overCoverage(actor, at))
    yield csvLine([deviceId, deviceName, new Date(from), new Date(to), (to - from) / 60_000, label]);
}

async function* tableOf(actor: ExportActor, table: OwnTable): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(table.columns.split(" "));
  for await (const rows of overTable(actor, table)) yield rows.map(csvLine).join("");
}

async function* corrections(actor: ExportActor): AsyncGenerator<string> {
  for await (const page of overCorrections(actor))
    yield page.map((each) => `${JSON.stringify(each)}\n`).join("");
}

async function* ledger(actor: ExportActor): AsyncGenerator<string> {
  for await (const acts of overActs(actor)) yield acts.map(ledgerLine).join("");
}
