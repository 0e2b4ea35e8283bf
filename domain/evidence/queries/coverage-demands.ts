import type { Reader } from "../../../lib/db/reader.ts";
import { contains } from "../../../lib/interval.ts";
import type { DutyKind } from "../../jurisdiction/schema.ts";
import { gateProgramColumns, list } from "../../notice/queries/gate-sql.ts";
import {
  type GateProgramRow,
  type SharedGateFacts,
  sharedGateFacts,
} from "../../notice/queries/load-gate.ts";
import { countingFor, type WordedLaw } from "../../notice/rules/evidence.ts";

/** What can be known of a person that proves a duty: a fact about one notice that counts now. */
export interface Mark {
  readonly kind: "acknowledged" | "served" | "served-this-year" | "served-today" | "authorised";
  readonly noticeId: string;
  /** Of an authorisation: the place that it was signed for. */
  readonly code: string;
}

/** A duty of a row in force that not everybody there meets of themselves. */
export interface Demand {
  readonly code: string;
  readonly duty: DutyKind;
  /** Since when it is asked for in this way (milliseconds): the row's version, and the notice that it is met by. */
  readonly since: number;
  /** Any one of these proves it; places in `Demands.marks`. */
  readonly proofs: readonly number[];
  /** Of a posting: the workplaces where it hangs, and whether it is posted for those who sit in none. */
  readonly posted: { readonly workplaces: readonly string[]; readonly elsewhere: boolean } | null;
}

/** What the rows in force ask of everyone at `now`: the same for all people, so it is worked out once. */
export interface Demands {
  readonly now: Date;
  /** A location that was last confirmed then or earlier is no longer known. */
  readonly staleAt: Date;
  readonly laws: readonly WordedLaw[];
  readonly marks: readonly Mark[];
  readonly demands: readonly Demand[];
}

interface Hanging {
  readonly workplaceId: string;
  readonly noticeId: string;
}

const SQL = `select ${gateProgramColumns("sayso_now()")}, sayso_now() as now,
  ${list(`json_build_object('workplaceId', o.workplace_id, 'noticeId', o.notice_id))
    from posting o where not exists (select from posting_end f where f.posting_id = o.id)`)} as hanging
from program g`;

/** What is asked now, from the same facts and by the same rules as the gate of one person. */
export async function loadDemands(db: Reader): Promise<Demands> {
  const [row] = await db.$queryRawUnsafe<(GateProgramRow & { now: Date; hanging: Hanging[] })[]>(SQL);
  if (!row) throw new Error("the program is not set up");
  return demandsOf(sharedGateFacts(row), row.hanging, row.now);
}

/** Pure, so that it can be held against the gate. */
export function demandsOf(
  { laws, notices, overrides, staleAfter }: SharedGateFacts,
  hanging: readonly Hanging[],
  now: Date,
): Demands {
  const at = now.getTime();
  const marks: Mark[] = [];
  const placeOf = (kind: Mark["kind"], code: string) => (noticeId: string) => {
    const known = marks.findIndex(
      (each) => each.kind === kind && each.noticeId === noticeId && each.code === code,
    );
    return known >= 0 ? known : marks.push({ kind, noticeId, code }) - 1;
  };
  const inForce = laws.filter((each) => contains(each, at));
  const demands = inForce.flatMap((law) => {
    const counting = countingFor(law, notices).filter((each) => contains(each, at));
    const ids = counting.map((each) => each.noticeId);
    const since =
      ids.length > 0 ? Math.max(law.from, Math.min(...counting.map((each) => each.from))) : law.from;
    const proofs = (kinds: readonly Mark["kind"][]) =>
      kinds.flatMap((kind) => ids.map(placeOf(kind, kind === "authorised" ? law.code : "")));
    const isLifted = overrides.some((each) => each.code === law.code && contains(each, at));
    return law.duties
      .filter((duty) => duty !== "override" || !isLifted)
      .map((duty): Demand => {
        const posted = duty === "posting" ? postedFor(ids, hanging) : null;
        return { code: law.code, duty, since, proofs: proofs(PROOFS[duty]), posted };
      });
  });
  return { now, staleAt: new Date(at - staleAfter), laws: inForce, marks, demands };
}

/** By what each duty is met. A posting hangs at a place and an override lifts one: neither is anybody's own. */
const PROOFS: Readonly<Record<DutyKind, readonly Mark["kind"][]>> = {
  notice: ["served", "acknowledged"],
  acknowledgement: ["acknowledged"],
  "yearly-notice": ["served-this-year"],
  "daily-notice-or-acknowledgement": ["served-today", "acknowledged"],
  posting: [],
  authorisation: ["authorised"],
  override: [],
};

function postedFor(ids: readonly string[], hanging: readonly Hanging[]): Demand["posted"] {
  const workplaces = hanging.filter((each) => ids.includes(each.noticeId)).map((each) => each.workplaceId);
  return { workplaces: [...new Set(workplaces)], elsewhere: ids.length > 0 };
}

/** Memory for a statement about everyone; the default would send a million people by way of the disk. */
const MEMORY = "192MB";

/** How long a question about everyone may take, in milliseconds: of a million people, on a busy machine. */
export const EVERYONE_MS = 120_000;

/**
 * How the rest of the transaction is planned. Alike people are brought together by hashing: the planner takes
 * them for as many kinds as there are people, and would sort them all.
 */
export async function planForEveryone(db: Reader): Promise<void> {
  await db.$queryRaw`select set_config('work_mem', ${MEMORY}, true), set_config('enable_sort', 'off', true)`;
}
