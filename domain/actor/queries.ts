import { admit } from "../../lib/db/ingest.ts";
import { Refusal } from "../../lib/refusal.ts";
import {
  type DeviceActor,
  type ExportActor,
  type JobActor,
  minted,
  type PersonActor,
  type Role,
} from "./schema.ts";

/** What the browser's signed cookie claims; believed only after the database agrees. */
export interface SessionClaims {
  readonly subject: string;
  readonly epoch: number;
}

interface SessionRow {
  id: string;
  name: string;
  email: string;
  time_zone: string;
  active: boolean;
  session_epoch: number;
  roles: Role[];
  manages: boolean;
}

async function sessionRow(subject: string): Promise<SessionRow | undefined> {
  const [row] = await admit<SessionRow>("find-session", "select * from find_session($1)", [subject]);
  return row;
}

/**
 * Mints the actor of a browser session. Refuses (unauthenticated) whoever is unknown, deactivated, or
 * signed in before their sessions were ended: asked on every request, so that it holds at once.
 */
export async function actorForSession(claims: SessionClaims): Promise<PersonActor> {
  const row = await sessionRow(claims.subject);
  if (!row?.active || row.session_epoch !== claims.epoch) {
    throw new Refusal("unauthenticated", "session-over", "Please sign in again.");
  }
  const roles: Role[] = ["employee", ...(row.manages ? (["manager"] as const) : []), ...row.roles];
  return {
    [minted]: true,
    kind: "person",
    id: row.id,
    subjects: [row.id],
    name: row.name,
    email: row.email,
    timeZone: row.time_zone,
    roles,
  };
}

/** The session epoch to put into a new session, or null when this subject may not sign in. */
export async function findSessionEpoch(subject: string): Promise<number | null> {
  const row = await sessionRow(subject);
  return row?.active ? row.session_epoch : null;
}

/** Mints the actor of a device. Only for one whose token and proof `admit_devices` has just let in. */
export function deviceActor(admitted: { deviceId: string; employeeId: string }): DeviceActor {
  return {
    [minted]: true,
    kind: "device",
    id: admitted.employeeId,
    subjects: [admitted.employeeId],
    deviceId: admitted.deviceId,
  };
}

/** Mints the actor of a part of the program itself. */
export function jobActor(name: string): JobActor {
  return { [minted]: true, kind: "job", id: null, subjects: [], name };
}

/**
 * Mints the actor that reads for an export, while it is being made. Refuses (not_found) for one that nobody makes, that
 * was taken back, or whose owner has left: it is the database that knows.
 */
export async function actorForExport(_: JobActor, exportId: string): Promise<ExportActor> {
  const [row] = await admit<{ id: string; name: string; email: string; time_zone: string }>(
    "find-export",
    "select * from find_export($1)",
    [exportId],
  );
  if (!row) throw new Refusal("not_found", "no-such-export", "No such export is being made.");
  const { id, name, email, time_zone: timeZone } = row;
  return { [minted]: true, kind: "export", id, exportId, name, email, timeZone };
}
