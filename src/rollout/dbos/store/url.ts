import { readFileSync } from 'node:fs';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { Problem } from '../../../core/problem.ts';
import { messageOf } from '../../../core/text/message-of.ts';

const CODE = 'usage.engine-url';

/** What an sslmode may be, as libpq knows them, and `no-verify`, the client's own word for `require` without a root. */
const MODES = ['disable', 'require', 'verify-ca', 'verify-full', 'no-verify'];

/** With TLS only as long as nobody on the way minds; libpq's other modes, and its default. */
const AT_WILL = ['allow', 'prefer'];

const FILES = ['sslrootcert', 'sslcert', 'sslkey'] as const;

/** A server's address without whoever logs in. */
export function serverName(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname || 'this machine'}:${port || '5432'}${pathname === '/' ? '' : pathname}`;
}

/**
 * The URL of a PostgreSQL in the form in which the client means by its TLS options what libpq means; a failure says
 * what cannot be honoured, and `usage.engine-url`. What is wrong is told without the text, which may hold a password.
 */
export function checkUrl(text: string): Outcome<string> {
  if (!/^postgres(?:ql)?:\/\//.test(text) || !URL.canParse(text)) {
    return failure({
      code: CODE,
      summary: 'the engine is no URL of a PostgreSQL',
      fix: 'It looks like postgres://USER:PASSWORD@HOST:5432/DATABASE?sslmode=verify-full; characters such as @ in a password are written as %40.',
    });
  }
  const url = new URL(text);
  const wrong = noDatabase(url) ?? wrongMode(url.searchParams) ?? wrongFile(url.searchParams);
  if (wrong !== undefined) return failure({ code: CODE, ...wrong });
  return success(asTheClientHasIt(url) ? url.href : text);
}

/** Whether the TLS options had to be said in the client's own words. */
function asTheClientHasIt({ searchParams }: URL): boolean {
  // The client has no word for the roots that are known anyway: it takes them where none are named.
  if (searchParams.get('sslrootcert') === 'system') {
    searchParams.delete('sslrootcert');
    searchParams.set('sslmode', 'verify-full');
    return true;
  }
  // Without it the client checks more than `require` and `verify-ca` ask for, and warns of that at each start.
  const isLibpqs = ['require', 'verify-ca'].includes(searchParams.get('sslmode') ?? '');
  if (!isLibpqs || searchParams.has('uselibpqcompat')) return false;
  searchParams.set('uselibpqcompat', 'true');
  return true;
}

type Wrong = Omit<Problem, 'code'>;

function noDatabase({ pathname }: URL): Wrong | undefined {
  if (pathname.length > 1) return undefined;
  return {
    summary: 'the URL of the engine names no database',
    fix: 'Put it at the end: postgres://USER@HOST:5432/DATABASE.',
  };
}

function wrongMode(parameters: URLSearchParams): Wrong | undefined {
  const mode = parameters.get('sslmode');
  if (mode !== null && AT_WILL.includes(mode)) {
    return {
      summary: `sslmode=${mode} of the engine cannot be honoured: whether there is TLS would be up to whoever is on the way`,
      fix: 'Write sslmode=verify-full or require for TLS, or disable for none.',
    };
  }
  if (mode !== null && !MODES.includes(mode)) {
    return {
      summary: 'the URL of the engine has an sslmode that there is not',
      fix: `It is one of ${MODES.slice(0, -1).join(', ')}.`,
    };
  }
  const roots = parameters.get('sslrootcert');
  if (mode === 'verify-ca' && roots === null) {
    return {
      summary: 'sslmode=verify-ca of the engine has no sslrootcert to check by',
      fix: 'Add sslrootcert=FILE with the certificate of who signs, or write sslmode=verify-full.',
    };
  }
  if (roots === 'system' && mode !== null && mode !== 'verify-full') {
    return {
      summary: `sslrootcert=system of the engine does not go with sslmode=${mode}`,
      fix: 'Write sslmode=verify-full: who is known to everybody signs for everybody.',
    };
  }
  return undefined;
}

/** The client would take a file that is not there for a server that is not there. */
function wrongFile(parameters: URLSearchParams): Wrong | undefined {
  for (const name of FILES) {
    const path = parameters.get(name);
    if (path === null || (name === 'sslrootcert' && path === 'system')) continue;
    try {
      readFileSync(path);
    } catch (error) {
      return {
        summary: `${name} of the engine cannot be read`,
        detail: messageOf(error),
        fix: `See the path behind ${name}= in the URL; it is looked for on each machine that uses the engine.`,
      };
    }
  }
  return undefined;
}
