import { messageOf } from '../../core/message-of.ts';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { isAway } from './patient.ts';

/** A server's address without whoever logs in. */
export function serverName(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname || 'this machine'}:${port || '5432'}${pathname === '/' ? '' : pathname}`;
}

/** Whether a text is the URL of a PostgreSQL. What is wrong is told without the text, which may hold a password. */
export function checkUrl(text: string): Outcome<string> {
  if (/^postgres(?:ql)?:\/\//.test(text) && URL.canParse(text)) return success(text);
  return failure({
    code: 'usage.engine-url',
    summary: 'the engine is no URL of a PostgreSQL',
    fix: 'It looks like postgres://USER:PASSWORD@HOST:5432/DATABASE?sslmode=verify-full; characters such as @ in a password are written as %40.',
  });
}

/** What a server that cannot be used has answered, or has not. */
export function serverProblem(error: unknown, url: string): Problem {
  const name = serverName(url);
  const detail = messageOf(error);
  if (isAway(error)) {
    return {
      code: 'connection.engine-unreachable',
      summary: `the PostgreSQL at ${name} does not answer`,
      detail,
      fix: 'See whether it runs, and whether it may be reached from here (listen_addresses, firewall).',
    };
  }
  const { summary, fix } = KNOWN.find(({ told }) => told.test(`${codeOf(error)} ${detail}`)) ?? OTHER;
  return { code: 'usage.engine-refused', summary: `the PostgreSQL at ${name} ${summary}`, detail, fix };
}

/** The tables are those of a later program. */
export function newerSchema(url: string, found: number, ours: number): Problem {
  return {
    code: 'usage.engine-newer',
    summary: `the tables in the PostgreSQL at ${serverName(url)} are those of a newer havip-deploy`,
    detail: `They have the number ${found}, and this program knows ${ours}.`,
    fix: 'Use the newer program here, too, or another database.',
  };
}

const KNOWN: readonly { readonly told: RegExp; readonly summary: string; readonly fix: string }[] = [
  {
    told: /^28|password must be a string|pg_hba/,
    summary: 'refuses the login',
    fix: 'See user and password in the URL; characters such as @ in a password are written as %40.',
  },
  {
    told: /^3D000/,
    summary: 'has no such database',
    fix: 'Make it, such as with createdb, or name another one at the end of the URL.',
  },
  {
    told: /^42501/,
    summary: 'does not let this user make or use the tables',
    fix: 'The first to use a database makes its tables and needs CREATE on it; docs/rollouts.md tells what the others need.',
  },
  {
    told: /certificate|SSL|TLS|SELF_SIGNED/i,
    summary: 'cannot be spoken with by TLS as the URL wants it',
    fix: 'See sslmode, sslrootcert and the like in the URL.',
  },
];

const OTHER = {
  summary: 'cannot be used',
  fix: 'See what the server says, in its own log, too; any server from 13 on will do.',
} as const;

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
