import pg from "pg";

/** Versions of the federal notice; the last is in force. */
export const VERSIONS = 10;
/** Places with a notice of their own. */
const OWN = "US-NY US-CT US-DE US-ME US-IL".split(" ");

/** A session of the database's owner for whom triggers that date everything now stand aside. */
export async function asOwner<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("set session_replication_role = replica");
    await client.query("set work_mem = '256MB'");
    await client.query("set maintenance_work_mem = '1GB'");
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * `count` people over all states and DC, one in thirty working in another state than they live in, a third of
 * them at a workplace. Nearly all were served the notice in force and acknowledged it: those of a place with a
 * notice of its own acknowledged that one too. Some locations are stale, and one in a thousand is not known.
 */
export async function populateStates(ownerUrl: string, count: number): Promise<void> {
  await asOwner(ownerUrl, async (client) => {
    await publishNotices(client);
    await withoutIndexes(client, ["person", "location", "acknowledgement", "notice_service"], async () => {
      await client.query(PEOPLE, [count]);
      await client.query(LOCATIONS);
      await client.query(ACKNOWLEDGEMENTS);
      await client.query(SERVICES);
    });
    await client.query(AUTHORISATIONS);
    await client.query("drop table crowd");
    await client.query("vacuum analyze");
  });
}

const LONG_AGO = "sayso_now() - interval '300 days'";

async function publishNotices(client: pg.Client): Promise<void> {
  const publish = async (code: string, version: number) => {
    await client.query(
      `insert into notice (id, jurisdiction, version, title, content, sha256, substance, effective_at, published_at)
       select gen_random_uuid(), $1::text, $2::integer, n.title, c.content, encode(sha256(convert_to(c.content, 'UTF8')), 'hex'), true, at, at
       from (select * from notice where jurisdiction = 'US' and version = 1) n,
         lateral (select jsonb_set(n.content::jsonb, '{title}', to_jsonb($1::text || $2::integer::text))
           || coalesce((select jsonb_build_object('statements', body->'requiredWording') from jurisdiction
                where code = $1::text and until_at is null), '{}') as said) w,
         lateral (select w.said::text as content) c,
         lateral (select ${LONG_AGO} + $2::integer * interval '20 days' as at) t
       on conflict (jurisdiction, language, version) do nothing`,
      [code, version],
    );
  };
  await client.query(`update notice set published_at = ${LONG_AGO}, effective_at = ${LONG_AGO}`);
  await client.query(`update jurisdiction set from_at = ${LONG_AGO}`);
  for (let version = 2; version <= VERSIONS; version++) await publish("US", version);
  for (const code of OWN) await publish(code, 1);
  await client.query(
    `insert into workplace (id, name, address, jurisdiction)
     select lower(code) || '-' || n, code || ' ' || n, '', code from jurisdiction, generate_series(1, 4) n
     where code like 'US-%' and until_at is null`,
  );
  await client.query(
    `insert into posting (id, workplace_id, notice_id, place, put_up_by, recorded_by, at)
     select gen_random_uuid(), w.id, n.id, 'Kitchen', 'Nobody', (select id from person limit 1), ${LONG_AGO}
     from workplace w join notice n on n.jurisdiction = w.jurisdiction where w.id not like '%-4'`,
  );
}

const PEOPLE = `
with state as (select array_agg(code order by code) as codes from jurisdiction where code like 'US-%' and until_at is null),
  made as (
    insert into person (id, subject, email, name, title, department, time_zone, created_at)
    select uuidv7(), 'crowd-' || i, 'crowd-' || i || '@larkspur.example',
      (array['Aster','Bramble','Clover','Fern','Hazel','Juniper','Linden','Maple','Rowan','Sorrel'])[1 + hash % 10]
        || ' ' || initcap(substr(md5(i::text), 1, 7)),
      'Specialist', 'Crowd', 'America/New_York', ${LONG_AGO}
    from generate_series(1, $1::integer) i, lateral (select abs(hashint4(i)) as hash) h
    returning id, subject)
select id, i, codes[1 + i % array_length(codes, 1)] as home,
  codes[1 + (i + case when i % 30 = 0 then 7 else 0 end) % array_length(codes, 1)] as office
into crowd from made, lateral (select substr(subject, 7)::integer as i) n, state`;

const LOCATIONS = `
insert into location (id, person_id, kind, jurisdiction, from_at, source, confirmed_at, workplace_id)
select gen_random_uuid(), id, kind, case kind when 'work' then office else home end, ${LONG_AGO}, 'crowd',
  case when i % 1000 = 1 then ${LONG_AGO} - interval '1000 days' else ${LONG_AGO} end,
  case when kind = 'work' and i % 3 = 0 then lower(office) || '-' || 1 + i / 3 % 4 end
from crowd, unnest(array['residence', 'work']) as k (kind) where i % 1000 <> 2 or kind = 'work'
order by i`;

const ACKNOWLEDGEMENTS = `
insert into acknowledgement (employee_id, notice_id, at, channel)
select c.id, n.id, n.effective_at, 'portal' from notice n join crowd c
  on (n.jurisdiction = 'US' and n.version = ${VERSIONS} or n.jurisdiction in (c.home, c.office)) and c.i % 50 <> 3`;

const SERVICES = `
insert into notice_service (employee_id, notice_id, at, channel, time_zone, day)
select c.id, n.id, n.effective_at, 'portal', 'America/New_York', n.effective_at::date from notice n join crowd c
  on (n.jurisdiction = 'US' and n.version = ${VERSIONS} or n.jurisdiction in (c.home, c.office)) and c.i % 100 <> 3`;

const AUTHORISATIONS = `
insert into authorisation (id, employee_id, notice_id, jurisdiction, statement, signature, at)
select gen_random_uuid(), c.id, n.id, place, 'I authorise it.', 'Signed', n.effective_at
from crowd c, lateral (select distinct unnest(array[home, office])) as p (place)
  join notice n on n.jurisdiction = case place when 'US-IL' then 'US-IL' else 'US' end
    and n.version = case place when 'US-IL' then 1 else ${VERSIONS} end
where place in ('US-IL', 'US-MI') and c.i % 40 <> 5`;

/**
 * History grows ten times: everybody was served, and acknowledged, the nine versions before the one in force, has
 * lived and worked in nine places before, and every row of law has had nine versions before.
 */
export async function growHistory(ownerUrl: string): Promise<void> {
  await asOwner(ownerUrl, async (client) => {
    await withoutIndexes(client, ["location", "acknowledgement", "notice_service"], async () => {
      await client.query(
        `insert into acknowledgement (employee_id, notice_id, at, channel)
         select p.id, n.id, n.effective_at, 'portal' from notice n, person p
         where n.jurisdiction = 'US' and n.version < ${VERSIONS} and p.subject like 'crowd-%'`,
      );
      await client.query(
        `insert into notice_service (employee_id, notice_id, at, channel, time_zone, day)
         select p.id, n.id, n.effective_at, 'portal', 'America/New_York', n.effective_at::date from notice n, person p
         where n.jurisdiction = 'US' and n.version < ${VERSIONS} and p.subject like 'crowd-%'`,
      );
      await client.query(
        `insert into location (id, person_id, kind, jurisdiction, from_at, until_at, source, confirmed_at)
         select gen_random_uuid(), person_id, kind, 'US-NY', from_at - n * interval '30 days',
           from_at - (n - 1) * interval '30 days', 'crowd', from_at - n * interval '30 days'
         from location, generate_series(1, ${VERSIONS - 1}) n where source = 'crowd' and until_at is null`,
      );
    });
    await client.query(`update jurisdiction set version = version + ${VERSIONS - 1} where until_at is null`);
    await client.query(
      `insert into jurisdiction (code, version, body, source, from_at, until_at)
       select code, n, body, source, from_at - (${VERSIONS} - n) * interval '30 days',
         from_at - (${VERSIONS - 1} - n) * interval '30 days'
       from jurisdiction, generate_series(1, ${VERSIONS - 1}) n where until_at is null`,
    );
    await client.query("vacuum analyze");
  });
}

/** Bytes that the database takes on disk. */
export async function databaseBytes(ownerUrl: string): Promise<number> {
  return asOwner(ownerUrl, async (client) => {
    const { rows } = await client.query<{ bytes: string }>(
      "select pg_database_size(current_database()) as bytes",
    );
    return Number(rows[0]?.bytes);
  });
}

interface Definition {
  readonly drop: string;
  readonly make: string;
  readonly refuses: boolean;
}

/**
 * Sorting millions of rows into an index at once takes a tenth of adding them one after another. What refuses two
 * locations at a time is not made again: nobody moves any more, and it would take longer than all else.
 */
async function withoutIndexes(
  client: pg.Client,
  tables: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const { rows } = await client.query<Definition>(DEFINITIONS, [tables]);
  for (const { drop } of rows) await client.query(drop);
  await work();
  for (const { make, refuses } of rows) if (!refuses) await client.query(make);
}

/** Keys that others refer to stay. */
const DEFINITIONS = `
select format('alter table %I drop constraint %I', c.conrelid::regclass::text, conname) as drop,
  format('alter table %I add constraint %I %s', c.conrelid::regclass::text, conname, pg_get_constraintdef(c.oid)) as make,
  contype = 'x' as refuses
from pg_constraint c where c.conrelid::regclass::text = any ($1) and contype in ('p', 'u', 'x')
  and not exists (select from pg_constraint f where f.confrelid = c.conrelid and f.contype = 'f')
union all
select format('drop index %I', c.relname), pg_get_indexdef(i.indexrelid), false
from pg_index i join pg_class c on c.oid = i.indexrelid
where i.indrelid::regclass::text = any ($1)
  and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`;
