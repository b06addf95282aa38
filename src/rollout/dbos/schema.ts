/** Everything of ours; what DBOS keeps is in a schema of its own. */
export const SCHEMA = 'havip_deploy';

/** One at a time makes the tables, however many workers start. Any number; it is only ours. */
const MIGRATION_LOCK = 7_236_480_001;

/**
 * Makes what is missing. All in one transaction: `query` sends a text without values as one.
 * What a rollout is, what somebody wants of it and what it came to; its events; answers to what waits for a word;
 * how jobs ended; which rollout works on which unit.
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
commit`;
