import type { Problem } from '../../../core/problem.ts';
import { messageOf } from '../../../core/text/message-of.ts';
import { isAway } from './patient.ts';
import { serverName } from './url.ts';

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
    told: /no encryption|SSL off/,
    summary: 'lets nobody in without TLS',
    fix: 'Add ?sslmode=verify-full to the URL, and sslrootcert=FILE where its certificate is signed by your own authority.',
  },
  {
    told: /valid client certificate/,
    summary: 'wants a certificate of who logs in',
    fix: 'Add sslcert=FILE and sslkey=FILE to the URL.',
  },
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
