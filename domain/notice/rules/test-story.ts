import { readFileSync } from "node:fs";
import { dutiesOf } from "../../jurisdiction/rules/duties.ts";
import { type GateFacts, gate } from "../../jurisdiction/rules.ts";
import { jurisdictionRow, type LocationFact } from "../../jurisdiction/schema.ts";
import { type EvidenceFacts, evidenceOf, type NoticeFact, type WordedLaw } from "./evidence.ts";

const DAY = 86_400_000;
/** Stories are told in days from here, a Tuesday noon in UTC, for people who live by UTC. */
const BEGIN = Date.UTC(2026, 8, 1, 12);
export const daysUntil = (year: number, month: number, day: number) =>
  (Date.UTC(year, month - 1, day, 12) - BEGIN) / DAY;
const moment = (day: number) => BEGIN + Math.round(day * DAY);

const file = new URL("../../../prisma/data/jurisdictions.json", import.meta.url);
export const ROWS = jurisdictionRow.array().parse(JSON.parse(readFileSync(file, "utf8")));

type Kind = LocationFact["kind"];

/**
 * For tests: what happened to one person, told day by day, under the rows of law that come with the portal and
 * one federal notice. Nothing prescribed is said by a notice unless it is told to.
 */
export class Story {
  private readonly notices: NoticeFact[] = [];
  private readonly saysTheWords = new Set<string>();
  private readonly locations: LocationFact[] = [];
  private readonly services: EvidenceFacts["services"][number][] = [];
  private readonly acknowledgements: EvidenceFacts["acknowledgements"][number][] = [];
  private readonly authorisations: { noticeId: string; jurisdiction: string; from: number; to: number }[] =
    [];
  private readonly postings: EvidenceFacts["postings"][number][] = [];
  private readonly overrides: EvidenceFacts["overrides"][number][] = [];

  constructor() {
    this.published("US", -100);
  }

  /** The next version for a place, of substance; known as `CODE 1`, `CODE 2`, … */
  published(code: string, day: number, { substance = true, words = true } = {}): this {
    const version = 1 + this.notices.filter((each) => each.jurisdiction === code).length;
    const id = `${code} ${version}`;
    this.notices.push({ id, jurisdiction: code, version, substance, at: moment(day) });
    if (words && code !== "US") this.saysTheWords.add(id);
    return this;
  }

  lives(code: string, day: number): this {
    return this.settles("residence", code, day, null);
  }

  works(code: string, day: number, workplaceId: string | null = null): this {
    return this.settles("work", code, day, workplaceId);
  }

  /** Lives there and works from home. */
  isAtHome(code: string, day: number): this {
    return this.lives(code, day).works(code, day);
  }

  given(noticeId: string, day: number): this {
    const at = moment(day);
    const dayEnd = Math.floor(at / DAY) * DAY + DAY;
    const yearEnd = Date.UTC(new Date(at).getUTCFullYear() + 1, 0, 1);
    this.services.push({ noticeId, at, dayEnd, yearEnd });
    return this;
  }

  /** Reads it in the portal, which serves it, and says so. */
  acknowledges(noticeId: string, day: number): this {
    this.acknowledgements.push({ noticeId, at: moment(day) });
    return this.given(noticeId, day);
  }

  signs(jurisdiction: string, noticeId: string, day: number): this {
    this.authorisations.push({ noticeId, jurisdiction, from: moment(day), to: Infinity });
    return this;
  }

  withdraws(jurisdiction: string, day: number): this {
    for (const each of this.authorisations) if (each.jurisdiction === jurisdiction) each.to = moment(day);
    return this;
  }

  hangs(noticeId: string, workplaceId: string, from: number, to = Infinity): this {
    this.postings.push({ noticeId, workplaceId, from: moment(from), to: moment(to) });
    return this;
  }

  lifted(code: string, from: number, to: number): this {
    this.overrides.push({ code, from: moment(from), to: moment(to) });
    return this;
  }

  /** What holds collection on that day, as `CODE duty`; nothing when it is open. */
  held(day: number): string[] {
    return gate(this.facts(), moment(day)).map(({ code, duty }) => `${code} ${duty}`);
  }

  /** What the person is told then. */
  told(day: number): string[] {
    return gate(this.facts(), moment(day)).map((each) => each.text);
  }

  private settles(kind: Kind, jurisdiction: string, day: number, workplaceId: string | null): this {
    const from = moment(day);
    const before = this.locations.findIndex((each) => each.kind === kind && each.to === Infinity);
    const old = this.locations[before];
    if (old) this.locations[before] = { ...old, to: from };
    this.locations.push({ kind, jurisdiction, from, to: Infinity, confirmedAt: from, workplaceId });
    return this;
  }

  private facts(): GateFacts {
    const laws = ROWS.map((row): WordedLaw => {
      const { duties, requiredWording } = dutiesOf(row);
      const carriedBy = requiredWording.length > 0 ? [...this.saysTheWords] : null;
      const kinds = duties.map((each) => each.kind);
      return { ...row, duties: kinds, carriedBy, from: moment(-1_000), to: Infinity };
    });
    const { locations } = this;
    return { laws, locations, evidence: evidenceOf({ ...this.happened(), laws }), staleAfter: 400 * DAY };
  }

  private happened(): Omit<EvidenceFacts, "laws"> {
    const { notices, locations, services, acknowledgements, authorisations, postings, overrides } = this;
    return { notices, locations, services, acknowledgements, authorisations, postings, overrides };
  }
}
