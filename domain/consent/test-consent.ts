import { openTestPortal, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { actorForSession } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { CATEGORIES } from "../notice/schema.ts";
import { getConsentOverview } from "./queries.ts";

/** A test portal with people to spare who have not answered anything. */
export interface ConsentPortal extends TestPortal {
  /** Of the notice in force when it was opened. */
  readonly noticeHash: string;
  /** Somebody who has not said anything yet. */
  somebodyNew(): Promise<PersonActor>;
}

export async function openConsentPortal(): Promise<ConsentPortal> {
  const portal = await openTestPortal(60);
  const { notice } = await getConsentOverview(portal.people.employee);
  let next = 22;
  return {
    ...portal,
    noticeHash: notice.sha256,
    somebodyNew: () => {
      next += 1;
      return actorForSession({ subject: portal.organisation.people[next]?.subject ?? "", epoch: 1 });
    },
  };
}

export const every = (answer: "given" | "refused") =>
  Object.fromEntries(CATEGORIES.map((each) => [each, answer]));

export const statesOf = async (actor: PersonActor) => (await getConsentOverview(actor)).states;

/** The applications that are on for them. */
export const allowedBy = async (actor: PersonActor) =>
  (await getConsentOverview(actor)).applications.filter((each) => each.allowed).map((each) => each.id);
