import { compactVerify, createLocalJWKSet, errors, type JWK } from "jose";
import type { z } from "zod";
import {
  DIRECTIVE_TYP,
  type Directive,
  type DirectiveApplication,
  directive,
  LEASE_TYP,
  type Lease,
  lease,
  type Platform,
} from "../domain/directive/schema.ts";
import type { Category } from "../domain/notice/schema.ts";
import type { Subject } from "./summarise.ts";

/** A signed document that must not be believed: wrong key, type, device, shape, or an old one played again. */
export class Untrusted extends Error {}

/** Replicas of one portal may differ by this much; an older document is one played again. */
const REPLAY_TOLERANCE_MS = 5_000;

/** Checks what the portal signs against the keys pinned at enrolment. */
export class Verifier {
  private readonly keys: ReturnType<typeof createLocalJWKSet>;
  private readonly kids: Set<string>;
  private newest = 0;

  constructor(
    private readonly deviceId: string,
    pinned: JWK[],
  ) {
    this.keys = createLocalJWKSet({ keys: pinned });
    this.kids = new Set(pinned.flatMap((key) => (key.kid === undefined ? [] : [key.kid])));
  }

  directive(jws: string): Promise<Directive> {
    return this.open(jws, DIRECTIVE_TYP, directive);
  }

  lease(jws: string): Promise<Lease> {
    return this.open(jws, LEASE_TYP, lease);
  }

  private async open<T extends { deviceId: string; issuedAt: number; validUntil: number }>(
    jws: string,
    typ: string,
    shape: z.ZodType<T>,
  ): Promise<T> {
    const document = shape.safeParse(await this.payload(jws, typ));
    if (!document.success) throw new Untrusted("its content is not of the agreed shape");
    const { deviceId, issuedAt, validUntil } = document.data;
    if (deviceId !== this.deviceId) throw new Untrusted("it is meant for another device");
    if (validUntil <= issuedAt) throw new Untrusted("it was over before it was issued");
    if (issuedAt < this.newest - REPLAY_TOLERANCE_MS)
      throw new Untrusted("a newer one was received before it");
    this.newest = Math.max(this.newest, issuedAt);
    return document.data;
  }

  private async payload(jws: string, typ: string): Promise<unknown> {
    try {
      const { payload, protectedHeader } = await compactVerify(jws, this.keys, { algorithms: ["EdDSA"] });
      if (protectedHeader.typ !== typ) throw new Untrusted(`it is not of type ${typ}`);
      if (!this.kids.has(protectedHeader.kid ?? ""))
        throw new Untrusted("its key was not pinned at enrolment");
      return JSON.parse(new TextDecoder().decode(payload));
    } catch (error) {
      if (error instanceof errors.JOSEError) throw new Untrusted("its signature is not the portal's");
      if (error instanceof SyntaxError) throw new Untrusted("its content is not JSON");
      throw error;
    }
  }
}

/** The directive in force, and until when it may be acted on. */
export class Mandate {
  private until: number;
  private changesAt: number;

  constructor(readonly directive: Directive) {
    this.until = directive.validUntil;
    this.changesAt = directive.changesAt ?? Number.POSITIVE_INFINITY;
  }

  /** False when the lease is for another decision than the one in force. */
  prolong(lease: Lease): boolean {
    if (lease.epoch !== this.directive.epoch) return false;
    this.until = lease.validUntil;
    // The same decision, confirmed after the instant at which it was due to change.
    if (lease.issuedAt >= this.changesAt) this.changesAt = Number.POSITIVE_INFINITY;
    return true;
  }

  /** Server time, ms. What comes after a due change is not known, so nothing is permitted past it. */
  get validUntil(): number {
    return Math.min(this.until, this.changesAt);
  }

  get changesAtMs(): number | null {
    return Number.isFinite(this.changesAt) ? this.changesAt : null;
  }

  isAlive(serverNow: number): boolean {
    return serverNow < this.validUntil;
  }
}

/** What may be collected on this platform, by program name. Empty unless the directive says `collected`. */
export function subjectsOf(inForce: Directive, platform: Platform): Map<string, Subject> {
  const subjects = new Map<string, Subject>();
  if (inForce.label !== "collected") return subjects;
  const spared = sparedOf(inForce, platform);
  for (const application of inForce.applications) {
    const subject = subjectOf(application);
    if (subject === null) continue;
    for (const name of programsOf(application, platform)) {
      const other = subjects.get(name);
      const both = other === undefined ? subject : narrower(other, subject);
      subjects.set(name, without(both, spared.get(name)));
    }
  }
  // Also where another application claims the same program: what is spared wholly leaves nothing there.
  for (const application of inForce.spared ?? [])
    if (!inForce.applications.some(({ id }) => id === application.id))
      for (const name of programsOf(application, platform)) subjects.delete(name);
  for (const [name, { categories }] of subjects) if (categories.size === 0) subjects.delete(name);
  return subjects;
}

/** What exemptions leave out on this platform, by program name. */
export function sparedOf(inForce: Directive, platform: Platform): Map<string, ReadonlySet<Category>> {
  const spared = new Map<string, ReadonlySet<Category>>();
  for (const application of inForce.spared ?? [])
    for (const name of programsOf(application, platform))
      spared.set(name, new Set([...(spared.get(name) ?? []), ...application.categories]));
  return spared;
}

function programsOf({ match }: DirectiveApplication, platform: Platform): string[] {
  return (match[platform] ?? []).map((program) => program.toLowerCase());
}

function subjectOf({ id, categories }: DirectiveApplication): Subject | null {
  const summarised = categories.filter((each) => each !== "screen");
  return summarised.length === 0 ? null : { id, categories: new Set(summarised) };
}

function without({ id, categories }: Subject, spared: ReadonlySet<Category> = new Set()): Subject {
  return { id, categories: new Set([...categories].filter((each) => !spared.has(each))) };
}

/** Two applications that claim one program: only what both allow, under the first one's name. */
function narrower(first: Subject, second: Subject): Subject {
  return {
    id: first.id,
    categories: new Set([...first.categories].filter((each) => second.categories.has(each))),
  };
}
