import type { DutyKind } from "../../jurisdiction/schema.ts";
import type { WorkplacePostings } from "../../posting/schema.ts";
import { type Report, type ReportPart, spanText, utc } from "./pack-report.ts";

/** What the report says beside its people; the shapes of `packFacts`. */
export interface ReportFacts {
  readonly name: string;
  readonly askedBy: string;
  readonly scope: {
    readonly id: string;
    readonly code: string;
    readonly fromDay: string;
    readonly untilDay: string;
    readonly until: Date;
    readonly askedAt: Date;
  };
  readonly laws: readonly {
    readonly version: number;
    readonly from_at: Date;
    readonly until_at: Date | null;
    readonly source: string;
    readonly reason: string | null;
    readonly changed_by: string | null;
    readonly proposed_by: string | null;
    readonly proposed_at: Date | null;
    readonly decided_by: string | null;
    readonly decided_at: Date | null;
    readonly confirmed_by: string | null;
    readonly confirmed_at: Date | null;
    readonly duties: readonly string[];
    readonly body: { readonly confidence: string; readonly requiredWording: readonly string[] } | null;
  }[];
  readonly notices: readonly {
    readonly jurisdiction: string;
    readonly language: string;
    readonly version: number;
    readonly title: string;
    readonly sha256: string;
    readonly substance: boolean;
    readonly effective_at: Date;
    readonly published_by: string | null;
  }[];
  readonly workplaces: readonly WorkplacePostings[];
  readonly overrides: readonly {
    readonly grounds: string;
    readonly proposed_by: string;
    readonly at: Date;
    readonly approved_by: string | null;
    readonly approved_at: Date | null;
    readonly until_at: Date;
    readonly ended_by: string | null;
    readonly ended_at: Date | null;
  }[];
}

/** What came of looking at everyone. */
export interface PeopleCounts {
  /** Who lived or worked there at some time in the period. */
  readonly people: number;
  /** Who did at its end. */
  readonly atEnd: number;
  /** Of those at the end, for each duty of the row how many had it met. */
  readonly met: ReadonlyMap<string, number>;
  /** For how many people a duty stood open at some time while they were there. */
  readonly withGaps: ReadonlyMap<string, number>;
}

const DUTY: Readonly<Record<DutyKind, string>> = {
  notice: "Notice served",
  acknowledgement: "Notice acknowledged",
  "yearly-notice": "Notice served in the calendar year",
  "daily-notice-or-acknowledgement": "Notice served on the day, or acknowledged",
  posting: "Notice posted",
  authorisation: "Authorised in writing",
  override: "Block lifted by counsel",
};
const wordFor = (duty: string) =>
  Object.entries(DUTY).find(([kind]) => kind === duty)?.[1] ??
  (duty === "location" ? "Location known" : duty === "law" ? "Row of law in force" : duty);

/** The report's parts, in the order in which an auditor asks. */
export function reportOf(facts: ReportFacts, counts: PeopleCounts): Report {
  const { scope, name, askedBy } = facts;
  return {
    title: `Evidence for ${name}`,
    at: scope.askedAt,
    cover: [
      ["Jurisdiction", `${name} (${scope.code})`],
      ["Period, in days of UTC", `${scope.fromDay} to ${scope.untilDay}`],
      ["Facts until", utc(scope.until)],
      ["Asked for", `${utc(scope.askedAt)} by ${askedBy}`],
      ["Pack", scope.id],
      [
        "What it is",
        "What the portal knew about its notices, postings and law here, and about the people who lived or worked here in the period. Every time is in UTC. The CSV files beside it have each fact in full. Letters that this document cannot draw are shown as ?.",
      ],
    ],
    parts: [
      lawPart(facts),
      noticePart(facts),
      dutyPart(facts, counts),
      missingPart(counts),
      postingPart(facts),
      postingGapPart(facts),
      overridePart(facts),
      changePart(facts),
    ],
  };
}

function lawPart({ laws }: ReportFacts): ReportPart {
  return {
    heading: "The row of law, and its duties",
    empty: "No row of law was in force here: collection was held.",
    table: {
      columns: ["Version", "In force", "Duties", "Confidence"],
      rows: laws.map((each) => [
        String(each.version),
        `${utc(each.from_at)}${each.until_at ? ` until ${utc(each.until_at)}` : " on"}`,
        each.duties.map(wordFor).join("; ") || "None",
        each.confirmed_by
          ? `Signed off by ${each.confirmed_by}, ${utc(each.confirmed_at)}`
          : `${each.body?.confidence ?? "unknown"}; not signed off by counsel`,
      ]),
    },
  };
}

function noticePart({ notices }: ReportFacts): ReportPart {
  return {
    heading: "Notices",
    empty: "None was published.",
    table: {
      columns: ["Notice", "In force from", "Substance", "SHA-256"],
      rows: notices.map((each) => [
        `${each.title} (${each.jurisdiction}, version ${each.version}, ${each.language})`,
        `${utc(each.effective_at)}${each.published_by ? `, approved by ${each.published_by}` : ""}`,
        each.substance ? "Yes" : "No",
        each.sha256,
      ]),
    },
  };
}

function dutyPart({ laws, scope }: ReportFacts, { people, atEnd, met }: PeopleCounts): ReportPart {
  const duties = laws.at(-1)?.duties ?? [];
  return {
    heading: "People and duties",
    lines: [
      `${people} lived or worked here at some time in the period, ${atEnd} of them at ${utc(scope.until)}.`,
    ],
    table: {
      columns: ["Duty", "Met at the end", "Not met at the end"],
      rows: duties.map((duty) => [
        wordFor(duty),
        String(met.get(duty) ?? 0),
        String(atEnd - (met.get(duty) ?? 0)),
      ]),
    },
  };
}

function missingPart({ withGaps }: PeopleCounts): ReportPart {
  return {
    heading: "What was missing",
    lines: [
      "While a duty is not met the gate holds, and nothing is collected. gaps.csv has each person's spans.",
      ...(withGaps.size === 0 ? ["Nothing was missing for anyone at any time."] : []),
    ],
    table: {
      columns: ["Row", "Duty", "People for whom it was missing at some time"],
      rows: [...withGaps].map(([key, people]) => {
        const [code = "", duty = ""] = key.split(" ");
        return [code, wordFor(duty), String(people)];
      }),
    },
  };
}

function postingPart({ workplaces }: ReportFacts): ReportPart {
  return {
    heading: "Posting log",
    empty: "Nothing was posted at a workplace.",
    table: {
      columns: ["Workplace and place", "Notice", "Hung", "Put up by; recorded by", "Inspections"],
      rows: workplaces.flatMap((workplace) =>
        workplace.postings.map((each) => [
          `${workplace.name}: ${each.place}`,
          `${each.notice.jurisdiction}, version ${each.notice.version}`,
          `${utc(each.at)}${each.end ? ` until ${utc(each.end.at)}` : " on"}`,
          `${each.putUpBy}; ${each.recordedBy}`,
          String(each.inspections.length),
        ]),
      ),
    },
  };
}

function postingGapPart({ workplaces }: ReportFacts): ReportPart {
  return {
    heading: "Gaps of postings",
    empty: "None: wherever somebody had sat and the law asked for it, a notice that counts hung.",
    table: {
      columns: ["Workplace", "Gap"],
      rows: workplaces.flatMap((each) => each.gaps.map((gap) => [each.name, spanText(gap)])),
    },
  };
}

function overridePart({ overrides }: ReportFacts): ReportPart {
  return {
    heading: "Exceptions claimed",
    empty: "None.",
    table: {
      columns: ["Grounds", "Proposed", "Approved", "Ends"],
      rows: overrides.map((each) => [
        each.grounds,
        `${each.proposed_by}, ${utc(each.at)}`,
        each.approved_by
          ? `${each.approved_by}, ${utc(each.approved_at)}`
          : "Not approved: it lifted nothing",
        each.ended_by ? `Ended by ${each.ended_by}, ${utc(each.ended_at)}` : utc(each.until_at),
      ]),
    },
  };
}

function changePart({ laws }: ReportFacts): ReportPart {
  return {
    heading: "Change log of the row of law",
    empty: "No version was in force.",
    table: {
      columns: ["Version", "Changed", "Why and from which source", "Second person"],
      rows: laws.map((each) => [
        String(each.version),
        `${utc(each.from_at)} by ${each.changed_by ?? "an import"}`,
        `${each.reason ? `${each.reason} ` : ""}(${each.source})`,
        each.decided_by ? `${each.decided_by}, ${utc(each.decided_at)}` : "Not needed: nothing was loosened",
      ]),
    },
  };
}
