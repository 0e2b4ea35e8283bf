import { sha256 } from "../../lib/crypto.ts";
import { sign } from "../../lib/signing.ts";
import type { ProgramFacts } from "./queries.ts";
import { isSince } from "./rules/agent-version.ts";
import { canBeLeftUntold } from "./rules/left-untold.ts";
import { sparedReasons } from "./rules/spared-reasons.ts";
import { type Decision, decide, type Facts, type Permission } from "./rules.ts";
import {
  DIRECTIVE_TYP,
  type Directive,
  type DirectiveApplication,
  KNOWS_CAPTURES,
  KNOWS_SPARED,
  LEASE_TYP,
  type Lease,
  type Limits,
} from "./schema.ts";

/** What a device is told at the end of a sync: a directive that is new to it, or a lease on the one it has. */
export interface Instruction {
  readonly directive?: string;
  readonly lease?: string;
  /** Milliseconds until it should come again. */
  readonly nextSyncMs: number;
}

/** A changed directive is followed by a visit at once, so that "applied" is known as soon as it is true. */
const CONFIRM_MS = 150;
/** After a change that comes by itself, so that the device finds it done. */
const SETTLE_MS = 20;

/** A device comes this long before its lease ends (of a very short one, at half), so that a slow answer ends no capture. */
const SPARE_SECONDS = 20;

/** A decision as it stands from `from` until it changes. */
export interface Standing {
  readonly from: number;
  readonly decision: Decision;
  readonly epoch: string;
  readonly document: Pick<
    Directive,
    "label" | "reasons" | "applications" | "spared" | "limits" | "changesAt"
  >;
}

/** What decides about a device, and the version of its agent (major.minor.patch). */
export interface Instructed {
  readonly facts: Facts;
  readonly program: ProgramFacts;
  readonly agentVersion: string;
}

/** By what the agent knows of: thousands of devices of one version share a decision. */
const standing = {
  all: new WeakMap<Facts, Standing>(),
  spared: new WeakMap<Facts, Standing>(),
  neither: new WeakMap<Facts, Standing>(),
};

/** Signs what `facts` decide for one device at `now`. `appliedEpoch` is the directive in force on it. */
export async function instruct(
  device: Instructed & { readonly id: string },
  appliedEpoch: string | null,
  now: number,
): Promise<Instruction> {
  const { epoch, document } = standingAt(device, now);
  const { leaseSeconds, syncSeconds } = device.program;
  const leaseEnd = now + leaseSeconds * 1000;
  // What may be collected now may be less after the next change: the lease does not reach past it.
  const narrows = document.label === "collected" && document.changesAt !== null;
  const validUntil = narrows ? Math.min(leaseEnd, document.changesAt ?? leaseEnd) : leaseEnd;
  const lease: Lease = { deviceId: device.id, epoch, issuedAt: now, validUntil };
  if (epoch !== appliedEpoch) {
    return { directive: await sign(DIRECTIVE_TYP, { ...lease, ...document }), nextSyncMs: CONFIRM_MS };
  }
  const rhythm = Math.min(syncSeconds, Math.max(leaseSeconds - SPARE_SECONDS, leaseSeconds / 2)) * 1000;
  const change = document.changesAt === null ? rhythm : document.changesAt - now + SETTLE_MS;
  const nextSyncMs = Math.max(100, Math.round(Math.min(rhythm, change)));
  return { lease: await sign(LEASE_TYP, { ...lease }), nextSyncMs };
}

/** The decision and its epoch, kept until it changes: thousands of syncs ask for the same one. */
export function standingAt({ facts, program, agentVersion }: Instructed, now: number): Standing {
  const isTold = isSince(agentVersion, KNOWS_SPARED);
  const takesPictures = isSince(agentVersion, KNOWS_CAPTURES);
  const known = takesPictures ? standing.all : isTold ? standing.spared : standing.neither;
  const kept = known.get(facts);
  if (kept && kept.from <= now && now < (kept.decision.changesAt ?? Infinity)) return kept;
  const decision = decide(facts, now);
  const document = {
    ...(isTold || canBeLeftUntold(decision) ? said(decision) : heldBack(decision)),
    ...(isTold && decision.spared.length > 0 && { spared: decision.spared.map(applicationOf) }),
    limits: takesPictures ? program.limits : withoutPictures(program.limits),
    changesAt: decision.changesAt,
  };
  const fresh = {
    from: now,
    decision,
    document,
    epoch: sha256(JSON.stringify(document)).toString("base64url"),
  };
  known.set(facts, fresh);
  return fresh;
}

function said(decision: Decision) {
  return {
    label: decision.label,
    reasons: [...decision.reasons, ...sparedReasons(decision)],
    applications: decision.permissions.map(applicationOf),
  };
}

const TOO_OLD =
  "The agent on this computer is too old to leave out only a part: until it is updated, it records nothing.";

/** To an agent that would take what is left out for something else: nothing at all. */
function heldBack(decision: Decision): ReturnType<typeof said> {
  const label = "exempt" as const;
  return { label, reasons: [...sparedReasons(decision), { label, text: TOO_OLD }], applications: [] };
}

function applicationOf({ application: { id, name, match }, categories }: Permission): DirectiveApplication {
  return { id, name, match, categories: [...categories] };
}

function withoutPictures({ capturesPerDay: _untold, ...limits }: Limits): Limits {
  return limits;
}
