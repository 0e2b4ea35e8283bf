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
 * People who said yes `days` ago, each with a linked device, written as the owner in one go: enrolment is
 * limited per address on purpose, and consent cannot be dated back by anyone else.
 */
export async function populate(
  ownerUrl: string,
  portal: string,
  count: number,
  days = 0,
): Promise<Inhabitant[]> {
  const people = Array.from({ length: count }, (): Inhabitant => {
    const device = new Device(portal);
    device.deviceId = randomUUID();
    device.accessToken = sha256(device.deviceId).toString("base64url");
    device.refreshToken = sha256(device.accessToken).toString("base64url");
    return { device, employeeId: randomUUID() };
  });
  await asOwner(ownerUrl, statements(people, `sayso_now() - interval '${days} days'`));
  return people;
}

/** Makes the program's own facts as old as the consents, in a database that is thrown away. */
export async function backdateProgram(ownerUrl: string, days: number): Promise<void> {
  const ago = `sayso_now() - interval '${days} days'`;
  await asOwner(ownerUrl, [
    [`update approved_application set approved_at = ${ago}`, []],
    [`update jurisdiction set from_at = ${ago} where from_at > ${ago}`, []],
    [`update notice set published_at = ${ago}, effective_at = ${ago} where effective_at > ${ago}`, []],
  ]);
}

async function asOwner(ownerUrl: string, statements: readonly [string, unknown[]][]): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    // Triggers that date everything now stand aside for this session of the owner.
    await client.query("set session_replication_role = replica");
    for (const [text, values] of statements) await client.query(text, values);
  } finally {
    await client.end();
  }
}

function statements(people: readonly Inhabitant[], ago: string): [string, unknown[]][] {
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
       select gen_random_uuid(), id, kind, 'US-NY', ${ago}, 'fleet', ${ago}
       from unnest($1::uuid[]) as t (id), unnest(array['residence', 'work']) as k (kind)`,
      [ids],
    ],
    [
      `insert into acknowledgement (employee_id, notice_id, at, channel)
       select t.id, n.id, ${ago}, 'portal' from unnest($1::uuid[]) as t (id), notice n`,
      [ids],
    ],
    [
      `insert into consent_answer (id, employee_id, notice_id, kind, at, receipt)
       select answer, t.id, n.id, 'answered', ${ago}, 'fleet'
       from unnest($1::uuid[], $2::uuid[]) as t (id, answer), (select id from notice where jurisdiction = 'US' limit 1) n`,
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
    [
      `insert into device (id, employee_id, name, platform, serial, public_key, thumbprint, enrolled_at)
       select d, e, 'fleet', 'linux', 'fleet', k::jsonb, t, ${ago}
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
