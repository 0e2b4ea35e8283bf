import type { Reader } from "../../../lib/db/reader.ts";
import { edges } from "../../../lib/interval.ts";
import { codesAt, type GateFacts, gate, gateEdges } from "../../jurisdiction/rules.ts";
import { loadGate } from "../../notice/queries/load-gate.ts";
import type {
  AppliedRow,
  EvidenceAnswer,
  GateSpan,
  KnownLocation,
  NamedPerson,
  Span,
} from "../schema/question.ts";
import { noticesOf } from "./question-notices.ts";

/** All of it from what is stored, the gate by the same function that decides about collection. */
export async function collectAnswer(db: Reader, person: NamedPerson, span: Span): Promise<EvidenceAnswer> {
  const facts = await loadGate((_, text, values) => db.$queryRawUnsafe(text, ...values), [person.id], null);
  const known = facts.get(person.id);
  if (!known) throw new Error("the directory lost somebody it had just found");
  const parts = gateSpans(known, span);
  const codes = [...new Set(parts.flatMap((each) => each.codes))];
  return {
    person,
    span,
    locations: await locationsOf(db, person.id, span),
    rows: await rowsOf(db, codes, span),
    notices: await noticesOf(db, person.id, codes, { from: span.at ?? span.from, until: span.at ?? span.to }),
    firstCollectedAt: await firstCollected(db, person.id),
    gate: parts,
  };
}

/** The day, cut where the gate may have opened or closed, and joined again where it did not. */
function gateSpans(facts: GateFacts, { from, to }: Span): GateSpan[] {
  const inside = [...gateEdges(facts), ...edges(facts.laws)].filter((each) => from < each && each < to);
  const cuts = [...new Set([from, ...inside])].sort((a, b) => a - b);
  const parts: GateSpan[] = [];
  for (const [place, start] of cuts.entries()) {
    const part = {
      from: start,
      to: cuts[place + 1] ?? to,
      codes: codesAt(facts, start),
      unmet: gate(facts, start),
    };
    const last = parts.at(-1);
    if (last && isSame(last, part)) parts[parts.length - 1] = { ...last, to: part.to };
    else parts.push(part);
  }
  return parts;
}

function isSame(a: GateSpan, b: GateSpan): boolean {
  return JSON.stringify([a.codes, a.unmet]) === JSON.stringify([b.codes, b.unmet]);
}

/** What was in force in the span, in Prisma's words. */
const during = ({ from, at, to }: Span) => ({
  fromAt: { lte: new Date(at ?? to) },
  OR: [{ untilAt: null }, { untilAt: { gt: new Date(at ?? from) } }],
});

async function locationsOf(db: Reader, personId: string, span: Span): Promise<KnownLocation[]> {
  const rows = await db.location.findMany({
    where: { personId, ...during(span) },
    orderBy: [{ kind: "asc" }, { fromAt: "asc" }],
  });
  const ids = rows.flatMap((each) => each.workplaceId ?? []);
  const workplaces = await db.workplace.findMany({ where: { id: { in: ids } } });
  const names = new Map(workplaces.map((each) => [each.id, each.name]));
  return rows.map(({ kind, jurisdiction, workplaceId, fromAt, untilAt, source, confirmedAt }) => ({
    kind,
    jurisdiction,
    workplace: names.get(workplaceId ?? "") ?? null,
    from: fromAt,
    until: untilAt,
    source,
    confirmedAt,
  }));
}

async function rowsOf(db: Reader, codes: readonly string[], span: Span): Promise<AppliedRow[]> {
  const rows = await db.jurisdiction.findMany({
    where: { code: { in: [...codes] }, ...during(span) },
    orderBy: [{ code: "asc" }, { version: "asc" }],
  });
  return rows.map(({ code, version, body, source, fromAt, untilAt }) => ({
    code,
    name: nameIn(body) ?? code,
    version,
    from: fromAt,
    until: untilAt,
    source,
  }));
}

function nameIn(body: unknown): string | null {
  const isNamed =
    typeof body === "object" && body !== null && "name" in body && typeof body.name === "string";
  return isNamed ? String(body.name) : null;
}

async function firstCollected(db: Reader, personId: string): Promise<Date | null> {
  const [row] = await db.$queryRaw<{ at: Date | null }[]>`select first_collected_at(${personId}::uuid) as at`;
  return row?.at ?? null;
}
