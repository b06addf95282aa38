import { describe, expect, it } from 'vitest';
import { findCredentials } from '../../../src/cloud/index.ts';
import { Redactor } from '../../../src/core/secret.ts';
import { credentialProblem, credentialWorld, NOW } from './support/credential-world.ts';

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
    } = credentialWorld({ metadata: (path) => (path === '' ? 'cvm-role' : answer) });
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
    expect(await credentialProblem({ metadata })).toMatchObject({ code });
  });
});
