import { Readable } from "node:stream";
import type { ArchiveFile } from "../../../lib/archive.ts";
import { openFile } from "../../../lib/crypto.ts";
import { BYTE_ORDER_MARK, type Cell, csvLine } from "../../../lib/csv.ts";
import { env } from "../../../lib/env.ts";
import { keyFingerprint, publicKeys } from "../../../lib/signing.ts";
import type { JobActor } from "../../actor/schema.ts";
import type { PackFacts } from "../queries/pack-facts.ts";
import { packFile } from "../queries/pack-file.ts";
import { verifyText } from "../rules/pack.ts";
import { reportOf } from "../rules/pack-parts.ts";
import { drawReport } from "../rules/pack-report.ts";
import { peopleFiles } from "./pack-people-files.ts";

/**
 * The files of a pack one after another; each is read to its end before the next is asked for. `looked` hears
 * how many people were gone through.
 */
export async function* packFiles(
  actor: JobActor,
  facts: PackFacts,
  looked: (people: number) => void,
): AsyncGenerator<ArchiveFile> {
  yield { path: "VERIFY.txt", chunks: [verifyText(env().NEXTAUTH_URL)] };
  const keys = { fingerprint: await keyFingerprint(), ...(await publicKeys()) };
  yield { path: "keys.json", chunks: [`${JSON.stringify(keys, null, 1)}\n`] };
  for (const each of facts.notices) yield { path: `notices/${each.sha256}.json`, chunks: [each.content] };
  yield* placeFiles(facts);
  yield* photos(actor, facts);
  const counts = yield* peopleFiles(actor, facts, looked);
  yield { path: "report.pdf", chunks: Readable.from(drawReport(reportOf(facts, counts))) };
}

function table(headings: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  return [BYTE_ORDER_MARK, csvLine(headings), ...rows.map(csvLine)];
}

/** What is about the place and nobody who works there. */
function* placeFiles({ laws, notices, overrides, workplaces }: PackFacts): Generator<ArchiveFile> {
  const lawRows = laws.map((each) => [
    each.version,
    each.from_at,
    each.until_at,
    each.duties.join(" "),
    each.body?.requiredWording.join("\n") ?? "",
    each.body?.confidence ?? "",
    each.source,
    each.reason,
    each.changed_by ?? "import",
    each.proposed_by,
    each.proposed_at,
    each.decided_by,
    each.decided_at,
    each.confirmed_by,
    each.confirmed_at,
  ]);
  yield { path: "law-versions.csv", chunks: table(LAW, lawRows) };
  const noticeRows = notices.map((each) => [
    each.jurisdiction,
    each.version,
    each.language,
    each.title,
    each.sha256,
    each.substance,
    each.effective_at,
    each.published_at,
    each.published_by ?? "import",
  ]);
  yield { path: "notices.csv", chunks: table(NOTICE, noticeRows) };
  const overrideRows = overrides.map((each) => [
    each.grounds,
    each.proposed_by,
    each.at,
    each.approved_by,
    each.approved_at,
    each.until_at,
    each.ended_by,
    each.ended_at,
    each.ended_because,
  ]);
  yield { path: "overrides.csv", chunks: table(OVERRIDE, overrideRows) };
  const posted = workplaces.flatMap((place) => place.postings.map((each) => ({ place, each })));
  const postingRows = posted.map(({ place, each }) => [
    each.id,
    place.id,
    place.name,
    place.address,
    each.place,
    each.notice.sha256,
    each.putUpBy,
    each.recordedBy,
    new Date(each.at),
    each.end && new Date(each.end.at),
    each.end?.by ?? null,
    each.end?.reason ?? null,
    each.files.map(({ id, mediaType }) => fileName(id, mediaType)).join(" "),
  ]);
  yield { path: "postings.csv", chunks: table(POSTING, postingRows) };
  const looks = posted.flatMap(({ each }) =>
    each.inspections.map((look) => [each.id, new Date(look.at), look.by, look.inPlace, look.remark]),
  );
  yield { path: "inspections.csv", chunks: table(LOOK, looks) };
  const openSpans = workplaces.flatMap((place) =>
    place.gaps.map((gap) => [place.id, place.name, new Date(gap.from), new Date(gap.to)]),
  );
  yield { path: "posting-gaps.csv", chunks: table(["workplace", "name", "from", "until"], openSpans) };
}

const LAW =
  "version from until duties required_wording confidence source reason changed_by proposed_by proposed_at decided_by decided_at confirmed_by confirmed_at".split(
    " ",
  );
const NOTICE =
  "jurisdiction version language title sha256 substance effective_at published_at approved_by".split(" ");
const OVERRIDE =
  "grounds proposed_by proposed_at approved_by approved_at until ended_by ended_at ended_because".split(" ");
const POSTING =
  "posting workplace name address place notice_sha256 put_up_by recorded_by from until ended_by ended_because files".split(
    " ",
  );
const LOOK = "posting at inspected_by in_place remark".split(" ");

const ENDING: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "application/pdf": "pdf",
};

function fileName(id: string, mediaType: string): string {
  return `posting-files/${id}.${ENDING[mediaType] ?? "bin"}`;
}

/** Each is read and unsealed when its turn comes. */
async function* photos(actor: JobActor, { workplaces }: PackFacts): AsyncGenerator<ArchiveFile> {
  for (const { id, mediaType } of workplaces.flatMap((each) => each.postings.flatMap(({ files }) => files))) {
    const sealed = await packFile(actor, id);
    yield { path: fileName(id, mediaType), chunks: [openFile(id, sealed)] };
  }
}
