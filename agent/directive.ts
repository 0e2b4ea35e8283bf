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

/** What exemptions leave out, by program name. */
export type Spared = ReadonlyMap<string, ReadonlySet<Category>>;

/** What may be collected on this platform, by program name. Empty unless the directive says `collected`. */
export function subjectsOf(inForce: Directive, platform: Platform): Map<string, Subject> {
  const subjects = new Map<string, Subject>();
  if (inForce.label !== "collected") return subjects;
  const spared = sparedOf(inForce, platform);
  const barred = whollySpared(inForce, platform);
  for (const [name, claims] of claimsOf(inForce, platform)) {
    const [first, ...others] = claims.filter(({ categories }) => categories.size > 0);
    if (first === undefined || barred.has(name)) continue;
    const subject = without(others.reduce(narrower, first), spared.get(name));
    if (subject.categories.size > 0) subjects.set(name, subject);
  }
  return subjects;
}

/**
 * What may be collected in a window whose program goes by all these names: as the first name that is approved says.
 * A name of which nothing is left bars the others, and what is left out under one name is left out under all.
 */
export function subjectOfWindow(
  programs: readonly string[],
  subjects: ReadonlyMap<string, Subject>,
  spared: Spared,
): Subject | null {
  if (programs.some((name) => spared.has(name) && !subjects.has(name))) return null;
  const found = programs.flatMap((name) => subjects.get(name) ?? [])[0];
  if (found === undefined) return null;
  const left = programs.reduce((subject, name) => without(subject, spared.get(name)), found);
  return left.categories.size > 0 ? left : null;
}

/** What exemptions leave out on this platform, by program name. */
export function sparedOf(inForce: Directive, platform: Platform): Map<string, ReadonlySet<Category>> {
  const spared = new Map<string, ReadonlySet<Category>>();
  for (const application of inForce.spared ?? [])
    for (const name of programsOf(application, platform))
      spared.set(name, new Set([...(spared.get(name) ?? []), ...application.categories]));
  return spared;
}

/** A portal that says nothing of pictures takes none, and then nothing is done for them. */
function takesPictures({ limits }: Directive): boolean {
  return (limits.capturesPerDay ?? 0) > 0;
}

function programsOf({ match }: DirectiveApplication, platform: Platform): string[] {
  return (match[platform] ?? []).map((program) => program.toLowerCase());
}

/**
 * Who claims each program, and what would be collected there without exemptions. Several who claim one program narrow
 * each other as they did before: an application that is left out must not leave its share to the others.
 */
function claimsOf(inForce: Directive, platform: Platform): Map<string, Subject[]> {
  const all = new Map<string, Map<string, Set<Category>>>();
  for (const application of [...inForce.applications, ...(inForce.spared ?? [])])
    for (const name of programsOf(application, platform)) {
      const claims = all.get(name) ?? new Map<string, Set<Category>>();
      const wanted = application.categories.filter((each) => each !== "screen" || takesPictures(inForce));
      claims.set(application.id, new Set([...(claims.get(application.id) ?? []), ...wanted]));
      all.set(name, claims);
    }
  return new Map(
    [...all].map(([name, claims]) => [name, [...claims].map(([id, categories]) => ({ id, categories }))]),
  );
}

/** The programs of applications of which nothing is left, whoever else claims them. */
function whollySpared(inForce: Directive, platform: Platform): Set<string> {
  const left = new Set(inForce.applications.map(({ id }) => id));
  const gone = (inForce.spared ?? []).filter(({ id }) => !left.has(id));
  return new Set(gone.flatMap((application) => programsOf(application, platform)));
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
