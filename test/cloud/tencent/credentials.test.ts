import { describe, expect, it } from 'vitest';
import { findCredentials } from '../../../src/cloud/index.ts';
import { credentialProblem, credentialWorld, type Given } from './support/credential-world.ts';

const INI = '/home/me/.tencentcloud/credentials';
const SYSTEM_INI = '/etc/tencentcloud/credentials';
const TCCLI = '/home/me/.tccli/default.credential';

async function found(given: Given) {
  const { world: made, secrets } = credentialWorld(given);
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
    const told = await credentialProblem(given);
    expect(told).toMatchObject(expected);
    expect(JSON.stringify(told)).not.toContain('hush');
  });
});
