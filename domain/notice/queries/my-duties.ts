import { type Reader, read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { codesAt, type GateFacts, gate, tellable, type Unmet } from "../../jurisdiction/rules.ts";
import { FEDERAL } from "../../jurisdiction/schema.ts";
import { authorisationStatement } from "../rules/authorisation.ts";
import { noticeContent } from "../schema.ts";
import { loadGate } from "./load-gate.ts";
import { type StandingNotice, standingNotices } from "./standing-notices.ts";

/** A notice that waits to be read or acknowledged, and for whose sake. */
export interface WaitingNotice {
  readonly id: string;
  readonly title: string;
  readonly version: number;
  readonly sha256: string;
  readonly jurisdiction: string;
  /** Which place it is for; null for the federal one, which is for everyone. */
  readonly placeName: string | null;
  /** The rows of law that ask for it, with what each says. */
  readonly asked: readonly Unmet[];
  /** Whether reading it is not enough: some row asks for an acknowledgement. */
  readonly needsAcknowledgement: boolean;
}

/** A written authorisation that a row of law asks for. */
export interface WaitingAuthorisation {
  readonly code: string;
  readonly placeName: string;
  readonly text: string;
  readonly statement: string;
  readonly notice: { readonly id: string; readonly title: string; readonly sha256: string };
}

/** What stands between the actor and collection by law, sorted by who can do something about it. */
export interface MyDuties {
  /** All of it, in words; nothing when the gate is open. */
  readonly unmet: readonly Unmet[];
  /** Whether nothing may be collected where they are, whatever they do: nothing is asked of them then. */
  readonly isBlocked: boolean;
  readonly notices: readonly WaitingNotice[];
  readonly authorisations: readonly WaitingAuthorisation[];
  /** What is not for the actor to do. */
  readonly others: readonly Unmet[];
}

const BY_READING = ["notice", "yearly-notice", "acknowledgement", "daily-notice-or-acknowledgement"];
/** A day anywhere on earth, and a little. */
const TWO_DAYS_MS = 2 * 86_400_000;

export function getMyDuties(actor: PersonActor): Promise<MyDuties> {
  return read(actor, async (db, now) => dutiesOf(db, await myGate(db, actor, now), now));
}

/** The facts of the actor's gate as of now, within a transaction. */
export async function myGate(db: Reader, actor: PersonActor, now: Date): Promise<GateFacts> {
  const since = new Date(now.getTime() - TWO_DAYS_MS);
  const query = <Row extends object>(_name: string, text: string, values: readonly unknown[]) =>
    db.$queryRawUnsafe<Row[]>(text, ...values);
  const facts = (await loadGate(query, [actor.id], since)).get(actor.id);
  if (!facts) throw new Error("nothing is known of somebody who is signed in");
  return facts;
}

/** The rows of law that apply to the actor now, with the notice that stands for each. */
export async function myStanding(db: Reader, facts: GateFacts, now: Date): Promise<StandingNotice[]> {
  const codes = codesAt(facts, now.getTime());
  return (await standingNotices(db)).filter(({ code }) => codes.includes(code));
}

/** Where no notice counts yet there is nothing to read or to sign: said once for each row, instead of what it asks. */
function withoutNotice(all: readonly Unmet[], standing: ReadonlyMap<string, StandingNotice>): Unmet[] {
  const lacking = new Set<string>();
  return all.flatMap((each) => {
    const row = standing.get(each.code);
    if (!row || row.noticeId !== null) return each;
    if (lacking.has(row.code)) return [];
    lacking.add(row.code);
    const text = `There is no notice yet that says what ${row.name} asks for, so nothing is collected. That is not for you to do.`;
    return { ...each, text };
  });
}

async function dutiesOf(db: Reader, facts: GateFacts, now: Date): Promise<MyDuties> {
  const all = tellable(gate(facts, now.getTime()));
  const standing = new Map((await myStanding(db, facts, now)).map((each) => [each.code, each]));
  // Where collection is not allowed at all, nothing is asked of anybody: it would lead nowhere.
  const blocked = all.filter(({ duty }) => duty === "override");
  const unmet = blocked.length > 0 ? blocked : withoutNotice(all, standing);
  const rows = await db.notice.findMany({
    where: { id: { in: [...standing.values()].flatMap(({ noticeId }) => noticeId ?? []) } },
  });
  const notices = new Map(rows.map((row) => [row.id, row]));
  const noticeFor = ({ code }: Unmet) => notices.get(standing.get(code)?.noticeId ?? "");

  const waiting = new Map<string, Unmet[]>();
  const authorisations: WaitingAuthorisation[] = [];
  const others: Unmet[] = [];
  for (const each of unmet) {
    const notice = noticeFor(each);
    if (notice && BY_READING.includes(each.duty)) {
      waiting.set(notice.id, [...(waiting.get(notice.id) ?? []), each]);
    } else if (notice && each.duty === "authorisation") {
      const { title, ...body } = noticeContent.parse(JSON.parse(notice.content));
      const statement = authorisationStatement({ title, version: notice.version, body });
      const placeName = standing.get(each.code)?.name ?? each.code;
      authorisations.push({ code: each.code, placeName, text: each.text, statement, notice });
    } else {
      others.push(each);
    }
  }
  return {
    unmet,
    isBlocked: blocked.length > 0,
    authorisations,
    others,
    notices: rows
      .filter(({ id }) => waiting.has(id))
      .map(({ id, title, version, sha256, jurisdiction }) => {
        const asked = waiting.get(id) ?? [];
        const needsAcknowledgement = asked.some(({ duty }) => duty === "acknowledgement");
        const placeName =
          jurisdiction === FEDERAL ? null : (standing.get(jurisdiction)?.name ?? jurisdiction);
        return { id, title, version, sha256, jurisdiction, placeName, asked, needsAcknowledgement };
      }),
  };
}
