import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClient } from '../../../src/rollout/dbos/client.ts';
import { checkUrl } from '../../../src/rollout/dbos/store/url.ts';
import { noPostgres, Postgres } from '../conformance/postgres.ts';

const exec = promisify(execFile);

/** Only by TLS; one of them only with a certificate. */
const LOGINS = `local all all trust
hostssl all postgres 127.0.0.1/32 trust
hostssl all deploy 127.0.0.1/32 cert
`;

describe.skipIf(noPostgres() !== undefined)('TLS of a PostgreSQL, as the URL wants it', () => {
  let folder: string;
  let postgres: Postgres;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'havip-tls-'));
    await authority('ca');
    await authority('stranger');
    await signed('server', 'localhost');
    await signed('client', 'deploy');
    postgres = await Postgres.start({ folder, logins: LOGINS });
    await postgres.makeRole('deploy');
  }, 60_000);

  afterAll(async () => {
    await postgres?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function authority(name: string): Promise<void> {
    const words = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=${name}`;
    await exec('openssl', [...words.split(' '), '-keyout', `${name}.key`, '-out', `${name}.pem`], {
      cwd: folder,
    });
  }

  async function signed(name: string, subject: string): Promise<void> {
    const words = `req -x509 -CA ca.pem -CAkey ca.key -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=${subject} -addext subjectAltName=DNS:${subject}`;
    await exec('openssl', [...words.split(' '), '-keyout', `${name}.key`, '-out', `${name}.pem`], {
      cwd: folder,
    });
  }

  it.each([
    ['postgres', 'localhost', 'sslmode=require', 'lets in'],
    ['postgres', '127.0.0.1', 'sslmode=require', 'lets in'],
    ['postgres', '127.0.0.1', 'sslmode=no-verify', 'lets in'],
    ['postgres', '127.0.0.1', 'sslmode=verify-ca&sslrootcert=ca.pem', 'lets in'],
    ['postgres', 'localhost', 'sslmode=verify-full&sslrootcert=ca.pem', 'lets in'],
    ['postgres', 'localhost', 'sslrootcert=ca.pem', 'lets in'],
    [
      'deploy',
      'localhost',
      'sslmode=verify-full&sslrootcert=ca.pem&sslcert=client.pem&sslkey=client.key',
      'lets in',
    ],
    ['postgres', '127.0.0.1', 'sslmode=verify-full&sslrootcert=ca.pem', 'cannot be spoken with by TLS'],
    ['postgres', 'localhost', 'sslmode=verify-full&sslrootcert=stranger.pem', 'cannot be spoken with by TLS'],
    ['postgres', 'localhost', 'sslmode=require&sslrootcert=stranger.pem', 'cannot be spoken with by TLS'],
    ['postgres', 'localhost', 'sslmode=verify-ca&sslrootcert=stranger.pem', 'cannot be spoken with by TLS'],
    ['postgres', 'localhost', 'sslmode=verify-full', 'cannot be spoken with by TLS'],
    ['postgres', 'localhost', 'sslrootcert=system', 'cannot be spoken with by TLS'],
    ['postgres', 'localhost', 'sslmode=disable', 'lets nobody in without TLS'],
    ['postgres', 'localhost', '', 'lets nobody in without TLS'],
    ['deploy', 'localhost', 'sslmode=require', 'wants a certificate of who logs in'],
  ])('%s at %s, %s: %s', async (user, host, parameters, wanted) => {
    const url = new URL(postgres.url);
    url.username = user;
    url.hostname = host;
    const files = parameters.replaceAll(/=(?=[a-z]+\.(?:pem|key))/g, `=${folder}/`);
    const checked = checkUrl(`${url.href}?${files}`);
    if (!checked.ok) throw new Error(checked.problems[0]?.summary);
    const client = await openClient(checked.value, AbortSignal.timeout(20_000));
    if (client.ok) await client.value.close();
    expect(client.ok ? 'lets in' : client.problems[0]?.summary).toContain(wanted);
  });
});
