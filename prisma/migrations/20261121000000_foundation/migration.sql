-- The whole foundation. Every table says who may read it (row-level security below), how it grows
-- (what grows with use has employee_id in its key and is partitioned by time), and how it is erased
-- (rows by employee_id; the contents by destroying data_key).

create extension if not exists btree_gist;

-- From here on nobody may call a function that was not granted to them by name.
alter default privileges revoke execute on functions from public;
revoke create on schema public from public;

do $$ begin
  if not exists (select from pg_roles where rolname = 'sayso_app') then
    create role sayso_app nologin nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
end $$;

-- The one clock. Everything that is compared with something else is stamped by this, so that two
-- replicas whose clocks differ cannot disagree. Tests that move time replace it in their own database.
create function sayso_now() returns timestamptz language sql volatile as
  $$ select date_trunc('milliseconds', clock_timestamp()) $$;

create function app_actor() returns uuid language sql stable as
  $$ select nullif(current_setting('app.actor', true), '')::uuid $$;
-- 'person', 'device' (acting for its owner), 'job' (no person), 'ingest' (a micro-batch of devices).
create function app_kind() returns text language sql stable as
  $$ select coalesce(current_setting('app.kind', true), '') $$;
-- The employees whose devices one ingest transaction speaks for.
create function app_subjects() returns uuid[] language sql stable as
  $$ select coalesce(nullif(current_setting('app.subjects', true), ''), '{}')::uuid[] $$;

-- ── program ────────────────────────────────────────────────────────────────────────────────────
create table program (
  id integer primary key default 1 check (id = 1),
  name text not null,
  pause_max_seconds integer not null default 1800 check (pause_max_seconds between 1 and 1800),
  pause_gap_seconds integer not null default 0 check (pause_gap_seconds between 0 and 3600),
  deferral_limit integer not null default 3 check (deferral_limit between 0 and 10),
  lease_seconds integer not null default 120 check (lease_seconds between 1 and 120),
  sync_seconds integer not null default 60 check (sync_seconds between 1 and 110),
  bytes_per_day integer not null default 2000000 check (bytes_per_day > 0),
  min_battery_percent integer not null default 20 check (min_battery_percent between 0 and 100),
  defer_on_metered boolean not null default true,
  location_stale_days integer not null default 400 check (location_stale_days > 0)
);

-- ── directory ──────────────────────────────────────────────────────────────────────────────────
create table person (
  id uuid primary key,
  subject text not null unique,
  -- Not unique: an address may pass from someone who left to someone who came. People are known by subject.
  email text not null,
  name text not null,
  title text not null,
  department text not null,
  time_zone text not null,
  manager_id uuid references person (id),
  active boolean not null default true,
  session_epoch integer not null default 1,
  created_at timestamptz not null default sayso_now(),
  check (manager_id <> id)
);
create index person_manager on person (manager_id);

create table role_grant (
  person_id uuid not null references person (id),
  role text not null check (role in ('legal', 'engineer', 'steward', 'admin')),
  granted_at timestamptz not null default sayso_now(),
  primary key (person_id, role)
);

-- Residence and work location are separate, effective-dated facts with a source.
create table location (
  id uuid primary key,
  person_id uuid not null references person (id),
  kind text not null check (kind in ('residence', 'work')),
  jurisdiction text not null,
  from_at timestamptz not null,
  until_at timestamptz,
  source text not null,
  confirmed_at timestamptz not null,
  check (until_at > from_at),
  constraint one_location_at_a_time
    exclude using gist (person_id with =, kind with =, tstzrange(from_at, until_at) with &&)
);

create table device (
  id uuid primary key,
  employee_id uuid not null references person (id),
  name text not null check (length(name) between 1 and 80),
  platform text not null check (platform in ('linux', 'darwin', 'win32')),
  serial text not null check (length(serial) between 1 and 80),
  public_key jsonb not null,
  thumbprint text not null unique,
  enrolled_at timestamptz not null default sayso_now(),
  -- What speaks of a device names its owner too, and these keys hold it to that: whoever writes their own
  -- rows cannot unlink, or speak for, somebody else's device.
  constraint device_of_employee unique (id, employee_id)
);
create index device_employee on device (employee_id);

create table device_revocation (
  device_id uuid primary key references device (id),
  employee_id uuid not null references person (id),
  revoked_by uuid not null references person (id),
  reason text not null,
  at timestamptz not null default sayso_now(),
  foreign key (device_id, employee_id) references device (id, employee_id)
);

-- Only hashes: a copy of this table opens nothing, and each token is bound to the device's key.
create table device_token (
  device_id uuid primary key,
  employee_id uuid not null,
  access_hash bytea not null unique,
  access_expires_at timestamptz not null,
  refresh_hash bytea not null unique,
  refresh_expires_at timestamptz not null,
  foreign key (device_id, employee_id) references device (id, employee_id)
);

create table device_authorization (
  id uuid primary key,
  device_code_hash bytea not null unique,
  user_code text not null unique,
  public_key jsonb not null,
  thumbprint text not null,
  name text not null,
  platform text not null check (platform in ('linux', 'darwin', 'win32')),
  serial text not null,
  created_at timestamptz not null default sayso_now(),
  expires_at timestamptz not null,
  polled_at timestamptz
);
create table device_authorization_answer (
  authorization_id uuid primary key references device_authorization (id) on delete cascade,
  employee_id uuid not null references person (id),
  approved boolean not null,
  device_id uuid,
  at timestamptz not null default sayso_now(),
  check (approved = (device_id is not null)),
  foreign key (device_id, employee_id) references device (id, employee_id)
);

-- Proofs seen, so that none is accepted twice (RFC 9449 section 11.1). Unlogged: after a crash of
-- Postgres the window of a proof (a minute) has passed by the time agents come back.
create unlogged table proof (
  thumbprint text not null,
  jti text not null,
  seen_at timestamptz not null default clock_timestamp(),
  primary key (thumbprint, jti)
);
create index proof_seen on proof (seen_at);

-- ── jurisdiction ───────────────────────────────────────────────────────────────────────────────
create table jurisdiction (
  code text not null,
  version integer not null check (version > 0),
  body jsonb not null,
  source text not null,
  from_at timestamptz not null,
  until_at timestamptz,
  primary key (code, version),
  constraint one_version_at_a_time exclude using gist (code with =, tstzrange(from_at, until_at) with &&)
);

-- ── notice ─────────────────────────────────────────────────────────────────────────────────────
create table notice (
  id uuid primary key,
  jurisdiction text not null,
  language text not null default 'en',
  version integer not null check (version > 0),
  title text not null,
  -- Canonical JSON; these exact bytes are what the hash and every receipt speak of.
  content text not null,
  sha256 text not null unique check (sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
  substance boolean not null,
  effective_at timestamptz not null,
  published_by uuid references person (id),
  published_at timestamptz not null default sayso_now(),
  unique (jurisdiction, language, version),
  check (effective_at >= published_at)
);

create table notice_service (
  employee_id uuid not null references person (id),
  notice_id uuid not null references notice (id),
  at timestamptz not null default sayso_now(),
  channel text not null check (channel in ('portal', 'mail')),
  primary key (employee_id, notice_id, channel)
);
create table notice_sighting (
  employee_id uuid not null references person (id),
  notice_id uuid not null references notice (id),
  at timestamptz not null default sayso_now(),
  primary key (employee_id, notice_id)
);
create table acknowledgement (
  employee_id uuid not null references person (id),
  notice_id uuid not null references notice (id),
  at timestamptz not null default sayso_now(),
  channel text not null check (channel in ('portal')),
  primary key (employee_id, notice_id)
);

-- ── consent ────────────────────────────────────────────────────────────────────────────────────
create table approved_application (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  name text not null,
  why text not null,
  collected text not null,
  match jsonb not null,
  categories text[] not null check (categories <@ array['pointer', 'keyboard', 'screen', 'application']),
  approved_at timestamptz not null default sayso_now(),
  retired_at timestamptz check (retired_at >= approved_at)
);

create table consent_answer (
  id uuid primary key,
  employee_id uuid not null references person (id),
  notice_id uuid not null references notice (id),
  kind text not null check (kind in ('answered', 'deferred', 'withdrawn')),
  at timestamptz not null default sayso_now(),
  receipt text not null
);
create index consent_answer_employee on consent_answer (employee_id, at);

create table consent_choice (
  employee_id uuid not null,
  answer_id uuid not null references consent_answer (id),
  category text not null check (category in ('pointer', 'keyboard', 'screen', 'application')),
  state text not null check (state in ('given', 'refused', 'withdrawn')),
  primary key (employee_id, answer_id, category)
);
create table application_choice (
  employee_id uuid not null,
  answer_id uuid not null references consent_answer (id),
  application_id text not null references approved_application (id),
  allowed boolean not null,
  primary key (employee_id, answer_id, application_id)
);

-- ── exemption ──────────────────────────────────────────────────────────────────────────────────
create table exemption (
  id uuid primary key,
  employee_id uuid not null references person (id),
  -- null means all of them
  categories text[] check (categories <@ array['pointer', 'keyboard', 'screen', 'application']),
  applications text[],
  from_at timestamptz not null,
  until_at timestamptz not null,
  check (until_at > from_at)
);
create index exemption_employee on exemption (employee_id, until_at);

-- ── pause ──────────────────────────────────────────────────────────────────────────────────────
create table pause (
  id uuid primary key,
  employee_id uuid not null references person (id),
  length_seconds integer not null check (length_seconds between 1 and 1800),
  started_at timestamptz not null,
  planned_end_at timestamptz not null,
  -- The planned end, until a resumption brings it forward.
  ended_at timestamptz not null,
  started_on text not null check (started_on in ('portal', 'agent')),
  check (planned_end_at = started_at + make_interval(secs => length_seconds)),
  check (ended_at between started_at and planned_end_at),
  constraint no_overlapping_pauses
    exclude using gist (employee_id with =, tstzrange(started_at, ended_at) with &&)
);
create index pause_employee on pause (employee_id, started_at);

create table resumption (
  pause_id uuid primary key references pause (id),
  employee_id uuid not null references person (id),
  resumed_on text not null check (resumed_on in ('portal', 'agent')),
  at timestamptz not null
);

-- ── directive ──────────────────────────────────────────────────────────────────────────────────
-- Bumped by every change that can change a decision about this person. Ingest compares it under a
-- share lock, and a change takes the lock before it reads the clock: so no record from after the
-- start of a pause can be stored on facts from before it (docs/decisions/0004-one-version-per-person.md).
create table person_state (
  person_id uuid primary key references person (id),
  version bigint not null default 1
) with (fillfactor = 70);

create table device_contact (
  device_id uuid primary key,
  employee_id uuid not null,
  contacted_at timestamptz not null,
  agent_version text not null,
  label text not null,
  applied_epoch text,
  applied_at timestamptz,
  battery_percent smallint,
  rss_mb integer not null default 0,
  foreign key (device_id, employee_id) references device (id, employee_id)
) with (fillfactor = 70);

-- One row each time a device says that another directive is in force on it.
create table directive_application (
  employee_id uuid not null,
  device_id uuid not null,
  applied_at timestamptz not null,
  epoch text not null,
  label text not null,
  primary key (employee_id, device_id, applied_at),
  foreign key (device_id, employee_id) references device (id, employee_id)
);

-- ── activity ───────────────────────────────────────────────────────────────────────────────────
create table data_key (
  employee_id uuid primary key,
  wrapped bytea not null,
  created_at timestamptz not null default sayso_now()
);

-- A UUIDv7 begins with its time, so the key itself can be the partition's range.
create table batch (
  employee_id uuid not null,
  batch_id uuid not null,
  device_id uuid not null,
  received_at timestamptz not null,
  stored integer not null,
  discarded integer not null,
  primary key (employee_id, batch_id)
) partition by range (batch_id);

create table segment (
  employee_id uuid not null,
  started_at timestamptz not null,
  device_id uuid not null,
  ended_at timestamptz not null,
  batch_id uuid not null,
  application text,
  moves integer not null,
  clicks integer not null,
  drags integer not null,
  scrolls integer not null,
  keys integer not null,
  shortcuts integer not null,
  -- The ordered steps, AES-256-GCM under the person's data key.
  steps bytea not null,
  primary key (employee_id, started_at, device_id),
  check (ended_at > started_at and ended_at <= started_at + interval '60 seconds')
) partition by range (started_at);

create table coverage_hour (
  employee_id uuid not null,
  hour timestamptz not null,
  device_id uuid not null,
  -- One byte a minute: 0 unknown, else 1 + the label's place in COVERAGE_LABELS.
  labels bytea not null check (length(labels) = 60),
  primary key (employee_id, hour, device_id)
) partition by range (hour);

create table activity_day (
  employee_id uuid not null,
  day date not null,
  device_id uuid not null,
  application text not null,
  segments integer not null,
  tenths integer not null,
  moves integer not null,
  clicks integer not null,
  drags integer not null,
  scrolls integer not null,
  keys integer not null,
  shortcuts integer not null,
  bytes bigint not null,
  primary key (employee_id, day, device_id, application)
) with (fillfactor = 80);

create table discard_day (
  employee_id uuid not null,
  day date not null,
  device_id uuid not null,
  reason text not null,
  times integer not null,
  steps integer not null,
  tenths bigint not null,
  primary key (employee_id, day, device_id, reason)
);

create table usage_day (
  employee_id uuid not null,
  day date not null,
  device_id uuid not null,
  heartbeats integer not null,
  cpu_ms bigint not null,
  rss_mb integer not null,
  bytes_sent bigint not null,
  bytes_received bigint not null,
  battery_low smallint,
  dropped_segments integer not null,
  primary key (employee_id, day, device_id)
) with (fillfactor = 80);

-- ── audit ──────────────────────────────────────────────────────────────────────────────────────
create table act (
  seq bigint generated always as identity primary key,
  at timestamptz not null default sayso_now(),
  actor_kind text not null check (actor_kind in ('person', 'device', 'job')),
  actor_id uuid,
  kind text not null check (kind ~ '^[a-z-]+\.[a-z-]+$'),
  subject_id uuid,
  object_id text,
  details jsonb not null default '{}',
  transaction_id xid8 not null default pg_current_xact_id()
);
create index act_subject on act (subject_id, seq);
create index act_actor on act (actor_id, seq);
create index act_transaction on act (transaction_id);
