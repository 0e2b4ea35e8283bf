import { randomUUID } from "node:crypto";
import pg from "pg";
import { sha256 } from "../lib/crypto.ts";
import { Device } from "./device.ts";

/** A simulated device, and whose it is. */
export interface Inhabitant {
  readonly device: Device;
  readonly employeeId: string;
}

/**
 * People who said yes ten days ago, each with a linked device, written as the owner in one go: enrolment
 * is limited per address on purpose, and consent cannot be dated back by anyone else.
 */
export async function populate(ownerUrl: string, portal: string, count: number): Promise<Inhabitant[]> {
  const people = Array.from({ length: count }, (): Inhabitant => {
    const device = new Device(portal);
    device.deviceId = randomUUID();
    device.accessToken = sha256(device.deviceId).toString("base64url");
    device.refreshToken = sha256(device.accessToken).toString("base64url");
    return { device, employeeId: randomUUID() };
  });
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    // Triggers that date everything now stand aside for this session of the owner.
    await client.query("set session_replication_role = replica");
    for (const [text, values] of statements(people)) await client.query(text, values);
  } finally {
    await client.end();
  }
  return people;
}

const AGO = "sayso_now() - interval '10 days'";

function statements(people: readonly Inhabitant[]): [string, unknown[]][] {
  const ids = people.map((each) => each.employeeId);
  const devices = people.map(({ device }) => device);
  const answers = people.map(() => randomUUID());
  const deviceIds = devices.map((each) => each.deviceId);
  return [
    [
      `insert into person (id, subject, email, name, title, department, time_zone)
       select id, id, id || '@larkspur.example', 'Fleet', 'Fleet', 'Fleet', 'America/New_York' from unnest($1::uuid[]) as t (id)`,
      [ids],
    ],
    ["insert into person_state (person_id) select unnest($1::uuid[])", [ids]],
    [
      `insert into location (id, person_id, kind, jurisdiction, from_at, source, confirmed_at)
       select gen_random_uuid(), id, kind, 'US-NY', ${AGO}, 'fleet', ${AGO}
       from unnest($1::uuid[]) as t (id), unnest(array['residence', 'work']) as k (kind)`,
      [ids],
    ],
    [
      `insert into acknowledgement (employee_id, notice_id, at, channel)
       select t.id, n.id, ${AGO}, 'portal' from unnest($1::uuid[]) as t (id), notice n`,
      [ids],
    ],
    [
      `insert into consent_answer (id, employee_id, notice_id, kind, at, receipt)
       select answer, t.id, n.id, 'answered', ${AGO}, 'fleet'
       from unnest($1::uuid[], $2::uuid[]) as t (id, answer), (select id from notice limit 1) n`,
      [ids, answers],
    ],
    [
      `insert into consent_choice (employee_id, answer_id, category, state)
       select id, answer, category, 'given' from unnest($1::uuid[], $2::uuid[]) as t (id, answer),
         unnest(array['pointer', 'keyboard', 'screen', 'application']) as c (category)`,
      [ids, answers],
    ],
    [
      `insert into application_choice (employee_id, answer_id, application_id, allowed)
       select t.id, answer, a.id, true from unnest($1::uuid[], $2::uuid[]) as t (id, answer), approved_application a`,
      [ids, answers],
    ],
    // The program's own facts are as old as the consent.
    [`update approved_application set approved_at = ${AGO}`, []],
    [`update jurisdiction set from_at = ${AGO} where from_at > ${AGO}`, []],
    [
      `insert into device (id, employee_id, name, platform, serial, public_key, thumbprint, enrolled_at)
       select d, e, 'fleet', 'linux', 'fleet', k::jsonb, t, ${AGO}
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as u (d, e, k, t)`,
      [
        deviceIds,
        ids,
        devices.map((each) => JSON.stringify(each.publicKey)),
        devices.map((each) => each.thumbprint),
      ],
    ],
    [
      `insert into device_token (device_id, employee_id, access_hash, access_expires_at, refresh_hash, refresh_expires_at)
       select d, e, a, sayso_now() + interval '1 day', r, sayso_now() + interval '90 days'
       from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[]) as u (d, e, a, r)`,
      [
        deviceIds,
        ids,
        devices.map((each) => sha256(each.accessToken)),
        devices.map((each) => sha256(each.refreshToken)),
      ],
    ],
  ];
}
