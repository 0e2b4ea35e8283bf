import { describe, expect, test } from "vitest";
import { APPEAL_WITHIN_MS, DEEDS, type Deed, mayDo, PARTIES, type Party, type Standing } from "./policy.ts";
import { type RequestFacts, STATES, type State, stateOf } from "./rules/state.ts";

/** Said once more, by state instead of by deed. What is marked depends on more than the state. */
const LISTED: Readonly<Record<State, Partial<Record<Party, readonly string[]>>>> = {
  pending: {
    applicant: ["comment", "attach", "withdraw", "give-up if granted"],
    asked: ["decide", "comment", "ask if askable"],
  },
  asked: {
    applicant: ["answer", "comment", "attach", "withdraw", "give-up if granted"],
    asked: ["decide", "comment", "ask if askable"],
  },
  overdue: {
    applicant: ["comment", "attach", "withdraw", "give-up if granted"],
    asked: ["decide", "comment", "ask if askable"],
  },
  scheduled: {
    applicant: ["give-up if granted", "renew", "appeal in time"],
    decided: ["revoke unless final"],
  },
  active: { applicant: ["give-up if granted", "renew", "appeal in time"], decided: ["revoke unless final"] },
  revoking: { applicant: ["give-up if granted", "appeal in time"] },
  denied: { applicant: ["appeal in time"] },
  withdrawn: {},
  lapsed: {},
  expired: { applicant: ["appeal in time"] },
  ended: {},
  revoked: { applicant: ["appeal in time"] },
};

const NOW = 1_000_000_000_000;
const STANDINGS: Omit<Standing, "state">[] = [true, false].flatMap((isAppealed) =>
  [true, false].flatMap((isGranted) =>
    [true, false].flatMap((isRevocable) =>
      [true, false].flatMap((isAskable) =>
        [null, NOW - APPEAL_WITHIN_MS, NOW - APPEAL_WITHIN_MS - 1].flatMap((turnedDownAt) =>
          [NOW, NOW + 1].map((until) => ({
            isAppealed,
            isGranted,
            isRevocable,
            isAskable,
            turnedDownAt,
            until,
          })),
        ),
      ),
    ),
  ),
);

function isListed(deed: Deed, party: Party, standing: Standing): boolean {
  const marked = (LISTED[standing.state][party] ?? []).find((each) => each.split(" ")[0] === deed);
  if (marked?.endsWith("if granted")) return standing.isGranted;
  if (marked?.endsWith("if askable")) return standing.isAskable;
  if (marked?.endsWith("unless final")) return standing.isRevocable;
  if (marked?.endsWith("in time"))
    return !standing.isAppealed && standing.turnedDownAt === NOW - APPEAL_WITHIN_MS && standing.until > NOW;
  return marked !== undefined;
}

describe.each(STATES)("%s", (state) => {
  test.each(PARTIES)("what %s may do is listed, and nothing else", (party) => {
    for (const rest of STANDINGS) {
      const standing = { state, ...rest };
      const open = DEEDS.filter((deed) => mayDo(deed, party, standing, NOW));
      const listed = DEEDS.filter((deed) => isListed(deed, party, standing));
      expect(open, JSON.stringify(standing)).toEqual(listed);
    }
  });
});

describe("the state", () => {
  const sent: RequestFacts = {
    until: 100,
    outcome: null,
    asked: false,
    overdue: false,
    granted: null,
    end: null,
    appeal: null,
  };
  const granted = { ...sent, outcome: "approved", granted: { from: 10, until: 50 } } as const;
  const revoked = { ...granted, end: { kind: "revoked", effectiveAt: 30 } } as const;
  test.each<[string, RequestFacts, number, State]>([
    ["sent", sent, 5, "pending"],
    [
      "an answer is awaited, also when the clock ran out",
      { ...sent, asked: true, overdue: true },
      5,
      "asked",
    ],
    ["the clock ran out", { ...sent, overdue: true }, 5, "overdue"],
    ["a millisecond before it begins", granted, 9, "scheduled"],
    ["as it begins", granted, 10, "active"],
    ["a millisecond before it ends", granted, 49, "active"],
    ["as it ends", granted, 50, "expired"],
    ["revoked, with notice", revoked, 29, "revoking"],
    ["the notice is over", revoked, 30, "revoked"],
    ["also when it would be over by now", revoked, 60, "revoked"],
    ["given up", { ...granted, end: { kind: "withdrawn", effectiveAt: 30 } }, 30, "ended"],
    ["denied", { ...sent, outcome: "denied" }, 5, "denied"],
    ["withdrawn", { ...sent, outcome: "withdrawn" }, 5, "withdrawn"],
    ["nobody decided in time", { ...sent, outcome: "lapsed" }, 100, "lapsed"],
    ["appealed", { ...sent, outcome: "denied", appeal: { outcome: null } }, 5, "pending"],
    ["appealed, of what is in force", { ...granted, appeal: { outcome: null } }, 20, "pending"],
    ["denied again", { ...sent, outcome: "denied", appeal: { outcome: "denied" } }, 5, "denied"],
    ["the appeal taken back", { ...sent, outcome: "denied", appeal: { outcome: "withdrawn" } }, 5, "denied"],
    ["the appeal of a revocation denied", { ...revoked, appeal: { outcome: "denied" } }, 30, "revoked"],
    [
      "granted by the appeal",
      { ...granted, outcome: "denied", appeal: { outcome: "approved" } },
      20,
      "active",
    ],
  ])("%s", (_, facts, now, state) => {
    expect(stateOf(facts, now)).toBe(state);
  });
});
