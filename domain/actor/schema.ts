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

/** Proof that identity was established. It cannot be written as a literal: `domain/actor/queries.ts` mints it. */
export type Actor = PersonActor | DeviceActor | JobActor;
export type EmployeeActor = PersonActor | DeviceActor;
