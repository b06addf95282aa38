/** Everything of ours; what DBOS keeps is in a schema of its own. */
export const SCHEMA = 'havip_deploy';

/** One at a time makes the tables, however many workers start. Any number; it is only ours. */
const MIGRATION_LOCK = 7_236_480_001;

/** Counts what the tables have been; a program leaves those of a newer one alone. */
export const SCHEMA_NUMBER = 4;

/** Whether there are tables, and which. */
export const WHICH_SCHEMA = `select to_regclass('${SCHEMA}.schema') is not null as there`;
export const SCHEMA_IS = `select max(number) as number from ${SCHEMA}.schema`;

/**
 * Makes what is missing. All in one transaction: `query` sends a text without values as one.
 * What a rollout is, what somebody wants of it and what it came to; its events; answers to what waits for a word;
 * how jobs ended, and what they came to; which rollout works on which unit; how each unit last ended, in whichever
 * rollout; files by what they hold; workers, and a number that grows with each piece of work that one begins.
 */
export const MIGRATION = `begin;
select pg_advisory_xact_lock(${MIGRATION_LOCK});
create schema if not exists ${SCHEMA};
create table if not exists ${SCHEMA}.rollouts (
  id text primary key,
  plan jsonb not null,
  control text not null default 'run' check (control in ('run', 'pause', 'cancel')),
  submitted_at timestamptz not null default now(),
  events integer not null default 0,
  ending jsonb
);
create table if not exists ${SCHEMA}.events (
  rollout text not null references ${SCHEMA}.rollouts on delete cascade,
  number integer not null,
  key text not null,
  at timestamptz not null default now(),
  event jsonb not null,
  primary key (rollout, number),
  unique (rollout, key)
);
create table if not exists ${SCHEMA}.answers (
  rollout text not null references ${SCHEMA}.rollouts on delete cascade,
  name text not null,
  yes boolean not null,
  primary key (rollout, name)
);
create table if not exists ${SCHEMA}.jobs (
  rollout text not null references ${SCHEMA}.rollouts on delete cascade,
  job text not null,
  unit text not null,
  verdict text not null,
  "end" jsonb not null,
  primary key (rollout, job)
);
create table if not exists ${SCHEMA}.busy (
  unit text primary key,
  rollout text not null references ${SCHEMA}.rollouts on delete cascade,
  job text not null
);
alter table ${SCHEMA}.rollouts
  add column if not exists submission jsonb,
  add column if not exists version text,
  add column if not exists ended_at timestamptz,
  add column if not exists begun boolean not null default false;
create table if not exists ${SCHEMA}.files (
  hash text primary key,
  content bytea not null
);
alter table ${SCHEMA}.files add column if not exists used_at timestamptz not null default now();
create table if not exists ${SCHEMA}.results (
  rollout text not null references ${SCHEMA}.rollouts on delete cascade,
  unit text not null,
  kind text not null,
  result jsonb not null,
  primary key (rollout, unit, kind)
);
create table if not exists ${SCHEMA}.workers (
  place text primary key,
  owner text not null,
  version text not null,
  region text,
  seen_at timestamptz not null default now()
);
create table if not exists ${SCHEMA}.units (
  unit text primary key,
  verdict text not null,
  ended_at timestamptz not null default now(),
  proved_at timestamptz
);
create sequence if not exists ${SCHEMA}.tokens;
create table if not exists ${SCHEMA}.attempts (
  rollout text not null references ${SCHEMA}.rollouts on delete cascade,
  job text not null,
  token bigint not null,
  primary key (rollout, job)
);
create table if not exists ${SCHEMA}.schema (
  number integer primary key
);
alter table ${SCHEMA}.schema add column if not exists id uuid not null default gen_random_uuid();
insert into ${SCHEMA}.schema values (${SCHEMA_NUMBER}) on conflict do nothing;
commit`;
