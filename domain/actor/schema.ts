import { z } from "zod";

export const ROLES = [
  "employee",
  "manager",
  "legal",
  "hr",
  "appeals",
  "engineer",
  "steward",
  "admin",
] as const;
export const role = z.enum(ROLES);
export type Role = z.infer<typeof role>;

/** The brand of an actor. Only `domain/actor/queries.ts` may use it (domain/actor/queries.test.ts looks). */
export const minted = Symbol("minted");

interface Minted {
  readonly [minted]: true;
}

/** A signed-in person. `manager` is derived from the reporting line, the rest are granted. */
export interface PersonActor extends Minted {
  readonly kind: "person";
  readonly id: string;
  readonly subjects: readonly [string];
  readonly name: string;
  readonly email: string;
  readonly timeZone: string;
  readonly roles: readonly Role[];
}

/** An enrolled device, acting for the employee it belongs to. */
export interface DeviceActor extends Minted {
  readonly kind: "device";
  readonly id: string;
  readonly subjects: readonly [string];
  readonly deviceId: string;
}

/** The program itself: imports, upkeep, enrolment before anyone is known. */
export interface JobActor extends Minted {
  readonly kind: "job";
  readonly id: null;
  readonly subjects: readonly [];
  readonly name: string;
}

/**
 * Whoever makes somebody's export, for as long as it is being made: reads what is theirs and nothing else, and writes
 * nothing (lib/db/identity.ts; docs/decisions/0027-exports.md). It has none of their roles.
 */
export interface ExportActor extends Minted {
  readonly kind: "export";
  readonly id: string;
  readonly exportId: string;
  readonly name: string;
  readonly email: string;
  readonly timeZone: string;
}

/** Proof that identity was established. It cannot be written as a literal: `domain/actor/queries.ts` mints it. */
export type Actor = PersonActor | DeviceActor | JobActor;
export type EmployeeActor = PersonActor | DeviceActor;
/** Who reads what is one person's own. */
export type OwnReader = PersonActor | ExportActor;
