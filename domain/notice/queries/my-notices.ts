import { z } from "zod";
import { type Reader, read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { gate } from "../../jurisdiction/rules.ts";
import { type Standing, standingOf } from "../rules/line.ts";
import { type Notice, noticeContent } from "../schema.ts";
import { myGate, myStanding } from "./my-duties.ts";
import { placeOf } from "./place-of.ts";

/** A written authorisation that the actor signed, and what became of it. */
export interface SignedAuthorisation {
  readonly id: string;
  readonly code: string;
  readonly placeName: string;
  readonly statement: string;
  readonly signature: string;
  readonly at: Date;
  readonly withdrawnAt: Date | null;
}

/** A notice that the actor was given, and each fact about it. */
export interface GivenNotice extends Omit<Notice, "body"> {
  readonly placeName: string;
  readonly language: string;
  readonly standing: Standing;
  /** Each time, the first one first. */
  readonly services: readonly { readonly channel: string; readonly at: Date }[];
  readonly seenAt: Date | null;
  readonly acknowledgedAt: Date | null;
  readonly authorisations: readonly SignedAuthorisation[];
}

/** Every notice that the actor was ever given, the one that was given last first. */
export function listMyNotices(actor: PersonActor): Promise<GivenNotice[]> {
  return read(actor, async (db, now) => {
    const facts = await factsOf(db, actor);
    const notices = await db.notice.findMany({ where: { id: { in: [...facts.noticeIds] } } });
    const given: GivenNotice[] = [];
    for (const notice of notices) given.push(await describe(db, facts, notice, now));
    const lastAt = ({ services }: GivenNotice) => services.at(-1)?.at.getTime() ?? 0;
    return given.sort((a, b) => lastAt(b) - lastAt(a) || b.version - a.version);
  });
}

export interface MyNotice extends GivenNotice {
  readonly body: Notice["body"];
  /** Whether opening it now gives it to the actor: the first time, and again where the law asks for that. */
  readonly isToBeServed: boolean;
  /** Whether acknowledging it would count for anything. */
  readonly mayBeAcknowledged: boolean;
}

/** One notice in full. Refuses (not_found) one that neither was given to the actor nor stands for their places. */
export function getMyNotice(actor: PersonActor, id: string): Promise<MyNotice> {
  return read(actor, async (db, now) => {
    const facts = await factsOf(db, actor);
    const known = z.uuid().safeParse(id).success ? await db.notice.findUnique({ where: { id } }) : null;
    const gateFacts = await myGate(db, actor, now);
    const standing = await myStanding(db, gateFacts, now);
    const isStanding = standing.some(({ counting }) => counting.includes(id));
    if (!known || !(isStanding || facts.noticeIds.has(id))) {
      throw new Refusal("not_found", "no-such-notice", "There is no such notice.");
    }
    const { title: _, ...body } = noticeContent.parse(JSON.parse(known.content));
    const described = await describe(db, facts, known, now);
    const asksAgain = gate(gateFacts, now.getTime()).some(
      ({ code, duty }) =>
        ["yearly-notice", "daily-notice-or-acknowledgement"].includes(duty) &&
        standing.some((each) => each.code === code && each.counting.includes(id)),
    );
    const isInForce = described.standing === "in-force";
    const wasOpened = described.services.some(({ channel }) => channel === "portal");
    return {
      ...described,
      body,
      isToBeServed: isInForce && (!wasOpened || asksAgain),
      mayBeAcknowledged: isInForce && isStanding && described.acknowledgedAt === null,
    };
  });
}

type Facts = Awaited<ReturnType<typeof factsOf>>;

async function factsOf(db: Reader, actor: PersonActor) {
  const where = { employeeId: actor.id };
  const services = await db.noticeService.findMany({ where, orderBy: { at: "asc" } });
  const sightings = await db.noticeSighting.findMany({ where });
  const acknowledgements = await db.acknowledgement.findMany({ where });
  const authorisations = await db.authorisation.findMany({
    where,
    include: { withdrawal: true },
    orderBy: { at: "desc" },
  });
  const all = [services, sightings, acknowledgements, authorisations].flat();
  const noticeIds = new Set(all.map(({ noticeId }) => noticeId));
  return { services, sightings, acknowledgements, authorisations, noticeIds };
}

type NoticeRow = Awaited<ReturnType<Reader["notice"]["findMany"]>>[number];

async function describe(db: Reader, facts: Facts, notice: NoticeRow, now: Date): Promise<GivenNotice> {
  const { id, jurisdiction, language, version, title, sha256, effectiveAt } = notice;
  const line = await db.notice.findMany({ where: { jurisdiction } });
  const own = <T extends { noticeId: string }>(all: readonly T[]) =>
    all.filter(({ noticeId }) => noticeId === id);
  const authorisations: SignedAuthorisation[] = [];
  for (const { withdrawal, jurisdiction: code, ...each } of own(facts.authorisations)) {
    const { name } = await placeOf(db, code);
    authorisations.push({ ...each, code, placeName: name, withdrawnAt: withdrawal?.at ?? null });
  }
  return {
    ...{ id, jurisdiction, language, version, title, sha256, effectiveAt, authorisations },
    placeName: (await placeOf(db, jurisdiction)).name,
    standing: standingOf(notice, line, now),
    services: own(facts.services),
    seenAt: own(facts.sightings)[0]?.at ?? null,
    acknowledgedAt: own(facts.acknowledgements)[0]?.at ?? null,
  };
}
