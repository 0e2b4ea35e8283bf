import type { MessageView, RequestView, StepView } from "../../domain/exemption/schema/request-view.ts";
import type { Scope } from "../../domain/exemption/schema.ts";
import { foundAt } from "./found-at.ts";
import { deciderInWords } from "./words.ts";

/** One thing that happened to a request. Times in milliseconds. */
export interface TimelineEntry {
  readonly key: string;
  readonly at: number;
  readonly sentence: string;
  /** What somebody wrote, each with what it is. */
  readonly said: readonly { readonly label: string | null; readonly words: string }[];
  /** Of a partial approval: what was left of it. */
  readonly scope: Scope | null;
  /** Of a revocation: from when on. */
  readonly effectiveAt: number | null;
}

type Entry = Partial<TimelineEntry> & Pick<TimelineEntry, "key" | "at" | "sentence">;

/** All that happened to a request, to its applicant, the earliest first. */
export function timelineOf(request: RequestView): TimelineEntry[] {
  const all = [
    sent(request),
    ...appealed(request),
    ...request.messages.map((each) => message(each, request)),
    ...files(request),
    ...request.turns.map(
      (turn): Entry => ({
        key: `${turn.kind}${turn.stage}${turn.group}${turn.at}`,
        at: turn.at,
        sentence: turnInWords(request, turn),
      }),
    ),
    ...request.steps.flatMap(decided),
    ...request.outcomes.map(
      (each): Entry => ({
        key: `outcome${each.stage}`,
        at: each.at,
        sentence: OUTCOME[each.stage][each.kind],
      }),
    ),
    ...ended(request),
    ...inForce(request),
  ];
  return all
    .map((each) => ({ said: [], scope: null, effectiveAt: null, ...each }))
    .sort((a, b) => a.at - b.at);
}

function sent({ sentAt, steps, renews, stopsMeanwhile, scope }: RequestView): Entry {
  const since = scope.from > sentAt ? "From its first day on" : "From then on";
  return {
    key: "sent",
    at: sentAt,
    sentence: [
      renews ? "You asked to renew an exemption." : "You sent the request.",
      `${askedInWords(steps.filter(({ stage }) => stage === "request"))}`,
      stopsMeanwhile ? `${since} it is left out, until it is decided.` : "",
    ]
      .filter(Boolean)
      .join(" "),
  };
}

function appealed({ appeal, steps }: RequestView): Entry[] {
  if (!appeal) return [];
  const asked = askedInWords(steps.filter(({ stage }) => stage === "appeal"));
  return [
    { key: "appeal", at: appeal.at, sentence: `You appealed. ${asked}`, said: said(appeal.words ?? "") },
  ];
}

/** Whom a stage asked first; whoever came later has a line of their own. */
function askedInWords(steps: readonly StepView[]): string {
  const names = steps.flatMap((step) =>
    step.judges
      .filter(({ since }) => since <= step.openedAt)
      .map(({ person }) => `${person.name} (${deciderInWords(step).toLowerCase()})`),
  );
  return names.length > 0 ? `Asked to decide: ${list(names)}.` : "";
}

function message({ id, at, kind, by, words }: MessageView, { applicant }: RequestView): Entry {
  const sentence = {
    question: `${by.name} asked you:`,
    answer: "You answered:",
    comment: `${by.id === applicant.id ? "You" : by.name} wrote:`,
  }[kind];
  return { key: id, at, sentence, said: said(words) };
}

function files({ files: all, sentAt }: RequestView): Entry[] {
  return all
    .filter(({ at }) => at > sentAt)
    .map(({ id, at, name }) => ({ key: id, at, sentence: `You added a file: ${name}` }));
}

function turnInWords(request: RequestView, turn: RequestView["turns"][number]): string {
  const others = list(foundAt(turn, request).map(({ person }) => person.name));
  if (turn.kind === "reminded") return "Whoever is to decide was reminded.";
  if (turn.kind === "overdue")
    return "Nobody decided in time. What you asked for is granted until somebody does: silence does not cost you anything.";
  if (turn.kind === "replaced")
    return `Somebody who was asked is away, or is not there to decide it any more. ${others ? `Asked now: ${others}.` : "Nobody else was found to ask."}`;
  return others
    ? `Nobody decided in time, so it went further, to ${others}.`
    : "Nobody decided in time, and there is nobody else to ask. Whoever was asked has as long again.";
}

function decided(step: StepView): Entry[] {
  const { stage, group, decision } = step;
  if (!decision) return [];
  const { kind, by, at, words, remedy, scope } = decision;
  const what = stage === "appeal" ? "the appeal" : "it";
  const verb = {
    approved: `approved ${what}`,
    narrowed: `approved ${what} in part`,
    denied: `denied ${what}`,
  }[kind];
  return [
    {
      key: `${stage}${group}`,
      at,
      sentence: `${by.name} (${deciderInWords(step).toLowerCase()}) ${verb}${words ? ":" : "."}`,
      said: [...said(words), ...(remedy ? [{ label: "What would change it", words: remedy }] : [])],
      scope,
    },
  ];
}

const OUTCOME = {
  request: {
    approved: "The request is granted.",
    narrowed: "The request is granted in part.",
    denied: "The request is denied.",
    withdrawn: "You withdrew the request.",
    lapsed: "The days that you asked for were over before anybody decided.",
  },
  appeal: {
    approved: "The appeal is granted. This is final.",
    narrowed: "The appeal is granted in part. This is final.",
    denied: "The appeal is denied. This is final.",
    withdrawn: "You took the appeal back.",
    lapsed: "The days that you asked for were over before anybody decided the appeal.",
  },
} as const;

function ended({ ends }: RequestView): Entry[] {
  return ends.map(({ kind, by, at, effectiveAt, words }) => ({
    key: kind,
    at,
    sentence: kind === "withdrawn" ? "You gave the exemption up." : `${by.name} revoked it:`,
    said: said(words),
    effectiveAt: kind === "revoked" ? effectiveAt : null,
  }));
}

/** What was granted begins and ends without anybody's doing. */
function inForce({ inForce: rows, at: now }: RequestView): Entry[] {
  return rows
    .filter(({ kind }) => kind === "granted")
    .flatMap(({ scope, at, endedAt }, place) => {
      const end = Math.min(scope.until, endedAt ?? scope.until);
      const begun = { key: `begun${place}`, at: scope.from, sentence: "The exemption began." };
      const over = { key: `over${place}`, at: end, sentence: "The exemption ended." };
      return [
        ...(scope.from > at && scope.from <= now && scope.from < end ? [begun] : []),
        ...(end <= now && end > at ? [over] : []),
      ];
    });
}

function said(words: string): TimelineEntry["said"] {
  return words ? [{ label: null, words }] : [];
}

function list(names: readonly string[]): string {
  return new Intl.ListFormat("en-US").format(names);
}
