import { describe, expect, it } from 'vitest';
import { type CredentialWorld, findCredentials } from '../../../src/cloud/index.ts';
import { Redactor, type Secret } from '../../../src/core/secret.ts';

const INI = '/home/me/.tencentcloud/credentials';
const SYSTEM_INI = '/etc/tencentcloud/credentials';
const TCCLI = '/home/me/.tccli/default.credential';
const METADATA = 'http://metadata.tencentyun.com/latest/meta-data/cam/security-credentials/';
const NOW = new Date('2026-11-22T20:00:00Z');

interface Given {
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string | Error>>;
  /** By path below the role's URL; a number is a status. */
  readonly metadata?: (path: string) => string | number | Error;
}

function world({ environment = {}, files = {}, metadata = () => new Error('no such host') }: Given) {
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

async function found(given: Given) {
  const { world: made, secrets } = world(given);
  const outcome = await findCredentials('tencent', made);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  const keys = await outcome.value.current();
  if (!keys.ok) throw new Error(JSON.stringify(keys.problems));
  const { id, key, token } = keys.value;
  return {
    origin: outcome.value.origin,
    keys: [id.reveal(), key.reveal(), token?.reveal()],
    known: secrets.map((secret) => secret.reveal()),
  };
}

async function problem(given: Given) {
  const outcome = await findCredentials('tencent', world(given).world);
  return outcome.ok ? undefined : outcome.problems[0];
}

const env = { TENCENTCLOUD_SECRET_ID: 'id-e', TENCENTCLOUD_SECRET_KEY: 'key-e' };
const ini = '# mine\n[default]\nsecret_id = id-f\nsecret_key = "key=f"\n\n[other]\nsecret_id = x\n';

describe('credentials', () => {
  it.each<[string, Given, string, (string | undefined)[]]>([
    [
      'the environment',
      { environment: env, files: { [INI]: ini } },
      'the environment',
      ['id-e', 'key-e', undefined],
    ],
    [
      'the environment with a token',
      { environment: { ...env, TENCENTCLOUD_SESSION_TOKEN: 't' } },
      'the environment',
      ['id-e', 'key-e', 't'],
    ],
    [
      "the environment with Terraform's name of a token",
      { environment: { ...env, TENCENTCLOUD_SECURITY_TOKEN: 't' } },
      'the environment',
      ['id-e', 'key-e', 't'],
    ],
    [
      'a file',
      { files: { [INI]: ini, [SYSTEM_INI]: ini } },
      '~/.tencentcloud/credentials',
      ['id-f', 'key=f', undefined],
    ],
    [
      'a file with a token and Windows line ends',
      { files: { [INI]: '[default]\r\nsecret_id=a\r\nsecret_key=b\r\ntoken=c\r\n' } },
      '~/.tencentcloud/credentials',
      ['a', 'b', 'c'],
    ],
    ["the system's file", { files: { [SYSTEM_INI]: ini } }, SYSTEM_INI, ['id-f', 'key=f', undefined]],
    [
      'a file of other sections only, and then tccli',
      { files: { [INI]: '[work]\nsecret_id=a\n', [TCCLI]: '{"secretId":"a","secretKey":"b","token":null}' } },
      '~/.tccli/default.credential',
      ['a', 'b', undefined],
    ],
    [
      'a profile of tccli',
      {
        environment: { TCCLI_PROFILE: 'work' },
        files: { '/home/me/.tccli/work.credential': '{"secretId":"a","secretKey":"b","token":"c"}' },
      },
      '~/.tccli/work.credential',
      ['a', 'b', 'c'],
    ],
  ])('come from %s', async (_, given, origin, keys) => {
    expect(await found(given)).toEqual({ origin, keys, known: keys.filter((key) => key !== undefined) });
  });

  it.each<[string, Given, object]>([
    [
      'half a pair in the environment',
      { environment: { TENCENTCLOUD_SECRET_ID: 'a', TENCENTCLOUD_SECRET_KEY: '' }, files: { [INI]: ini } },
      {
        code: 'usage.half-credentials',
        summary: 'the environment has TENCENTCLOUD_SECRET_ID but no TENCENTCLOUD_SECRET_KEY',
      },
    ],
    [
      'half a pair in a file',
      { files: { [INI]: '; first\n[default]\nsecret_key = hush\n' } },
      { code: 'usage.half-credentials', source: { file: INI, line: 2, column: 1 } },
    ],
    [
      'a line that is none',
      { files: { [INI]: '[default]\nsecret_id = a\nhush-hush\n' } },
      { code: 'usage.credentials-file', source: { file: INI, line: 3, column: 1 } },
    ],
    [
      'a section that is not closed',
      { files: { [INI]: '[default\n' } },
      { code: 'usage.credentials-file', source: { file: INI, line: 1, column: 1 } },
    ],
    [
      'a section that is no name',
      { files: { [INI]: '\n[__proto__]\n' } },
      { code: 'usage.credentials-file', source: { file: INI, line: 2, column: 1 } },
    ],
    [
      'a file that cannot be read',
      { files: { [INI]: new Error('EACCES: permission denied') } },
      { code: 'usage.credentials-file', detail: 'EACCES: permission denied' },
    ],
    [
      'JSON that is none',
      { files: { [TCCLI]: '{\n  "secretId": "a",\n  "secretKey": hush\n}' } },
      { code: 'usage.credentials-file', source: { file: TCCLI, line: 3, column: 1 } },
    ],
    [
      'JSON that ends too early',
      { files: { [TCCLI]: '{\n  "secretId": "hush"' } },
      { code: 'usage.credentials-file', source: { file: TCCLI, line: 2, column: 1 } },
    ],
    [
      'JSON of another kind',
      { files: { [TCCLI]: '["hush"]' } },
      { code: 'usage.credentials-file', source: { file: TCCLI, line: 1, column: 1 } },
    ],
    [
      'a profile of tccli that is not there',
      { environment: { TCCLI_PROFILE: 'work' } },
      { code: 'usage.credentials-file', summary: expect.stringContaining('~/.tccli/work.credential') },
    ],
    [
      'nothing anywhere',
      {},
      {
        code: 'usage.no-credentials',
        detail: expect.stringMatching(
          /TENCENTCLOUD_SECRET_ID.*~\/\.tencentcloud\/credentials.*\/etc\/tencentcloud\/credentials.*tccli.*CVM/,
        ),
      },
    ],
  ])('are told to be wrong: %s', async (_, given, expected) => {
    const told = await problem(given);
    expect(told).toMatchObject(expected);
    expect(JSON.stringify(told)).not.toContain('hush');
  });
});

describe("a machine's role", () => {
  const keys = (name: string, livesSeconds: number, from = NOW) =>
    JSON.stringify({
      TmpSecretId: `id-${name}`,
      TmpSecretKey: `key-${name}`,
      Token: `token-${name}`,
      ExpiredTime: from.getTime() / 1000 + livesSeconds,
      Code: 'Success',
    });

  it('gives keys, and newer ones before these end', async () => {
    let answer: string | number = keys('1', 3600);
    const {
      world: made,
      secrets,
      asked,
      pass,
    } = world({ metadata: (path) => (path === '' ? 'cvm-role' : answer) });
    const outcome = await findCredentials('tencent', made);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    const { origin, current } = outcome.value;
    const id = async () => {
      const now = await current();
      return now.ok ? now.value.id.reveal() : now.problems[0]?.code;
    };
    expect(origin).toBe('the role cvm-role of this CVM');
    expect(await id()).toBe('id-1');
    pass(3200);
    expect(await id()).toBe('id-1');
    expect(asked).toHaveLength(2);
    // New keys are due; where there are none, the old ones still serve, and the next request asks again.
    pass(200);
    answer = 500;
    expect(await id()).toBe('id-1');
    answer = keys('2', 7200);
    expect(await Promise.all([id(), id()])).toEqual(['id-2', 'id-2']);
    expect(asked).toHaveLength(4);
    pass(7200);
    answer = 500;
    expect(await id()).toBe('cloud.role-keys');
    const redactor = new Redactor();
    for (const secret of secrets) redactor.add(secret);
    expect(redactor.redact('id-1 key-1 token-1 id-2 key-2 token-2')).not.toMatch(/[12]/);
  });

  it.each<[string, (path: string) => string | number, string]>([
    ['there is none', () => 404, 'usage.no-credentials'],
    ['something else answers', () => '<html>', 'usage.no-credentials'],
    ['it has no keys', (path) => (path === '' ? 'r' : '{"Code":"Fail"}'), 'cloud.role-keys'],
    ['it has gone', (path) => (path === '' ? 'r' : 404), 'cloud.role-keys'],
  ])('is no help where %s', async (_, metadata, code) => {
    expect(await problem({ metadata })).toMatchObject({ code });
  });
});
