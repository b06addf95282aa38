import { type CredentialWorld, findCredentials } from '../../../../src/cloud/index.ts';
import type { Problem } from '../../../../src/core/problem.ts';
import type { Secret } from '../../../../src/core/secret.ts';

const METADATA = 'http://metadata.tencentyun.com/latest/meta-data/cam/security-credentials/';
export const NOW = new Date('2026-11-22T20:00:00Z');

export interface Given {
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string | Error>>;
  /** By path below the role's URL; a number is a status. */
  readonly metadata?: (path: string) => string | number | Error;
}

export function credentialWorld({
  environment = {},
  files = {},
  metadata = () => new Error('no such host'),
}: Given) {
  const secrets: Secret[] = [];
  const asked: string[] = [];
  let now = NOW;
  const made: CredentialWorld = {
    environment,
    homeDirectory: '/home/me',
    readText: async (path) => {
      const found = files[path];
      if (found instanceof Error) throw found;
      return found;
    },
    fetch: async (url) => {
      asked.push(String(url));
      const answer = metadata(String(url).slice(METADATA.length));
      if (answer instanceof Error) throw answer;
      return typeof answer === 'number' ? new Response('', { status: answer }) : new Response(answer);
    },
    now: () => now,
    onSecret: (secret) => secrets.push(secret),
  };
  const pass = (seconds: number) => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  return { world: made, secrets, asked, pass };
}

/** What is told of broken or missing credentials. */
export async function credentialProblem(given: Given): Promise<Problem | undefined> {
  const outcome = await findCredentials('tencent', credentialWorld(given).world);
  return outcome.ok ? undefined : outcome.problems[0];
}
