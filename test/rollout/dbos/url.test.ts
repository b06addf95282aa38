import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkUrl, serverName } from '../../../src/rollout/dbos/store/url.ts';

const folder = mkdtempSync(join(tmpdir(), 'havip-url-'));
const FILE = join(folder, 'root.pem');
writeFileSync(FILE, '');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SERVER = 'postgres://ann:s3cret@db.example/rollouts';

describe('the URL of an engine', () => {
  it.each([
    'postgres://x/d',
    'postgresql://a:b@c:1/d?sslmode=verify-full',
    'postgres:///d?host=/run',
    `${SERVER}?sslmode=disable&options=-c%20statement_timeout%3D1s`,
    `${SERVER}?sslmode=no-verify`,
    `${SERVER}?sslmode=verify-full&sslrootcert=${FILE}&sslcert=${FILE}&sslkey=${FILE}`,
    `${SERVER}?sslmode=require&uselibpqcompat=false`,
  ])('%s stays as it is', (text) => {
    expect(checkUrl(text)).toEqual({ ok: true, value: text });
    expect(serverName(text)).toMatch(/:\d+/);
  });

  it.each([
    ['sslmode=require', 'sslmode=require&uselibpqcompat=true'],
    ['sslmode=verify-ca&sslrootcert=FILE', 'sslmode=verify-ca&sslrootcert=FILE&uselibpqcompat=true'],
    ['sslrootcert=system', 'sslmode=verify-full'],
    ['sslmode=verify-full&sslrootcert=system', 'sslmode=verify-full'],
  ])('%s means to the client %s', (given, wanted) => {
    const checked = checkUrl(`${SERVER}?${given.replace('FILE', FILE)}`);
    const found = checked.ok ? new URL(checked.value) : undefined;
    expect(decodeURIComponent(found?.search ?? '')).toBe(`?${wanted.replace('FILE', FILE)}`);
    expect(found?.password).toBe('s3cret');
  });

  it.each([
    ['', 'is no URL'],
    ['x', 'is no URL'],
    ['mysql://x', 'is no URL'],
    ['postgres:x', 'is no URL'],
    ['postgres://a:s3cret@[x/', 'is no URL'],
    ['postgres://a:s3cret@x', 'names no database'],
    ['postgres://a:s3cret@x/?sslmode=disable', 'names no database'],
    [`${SERVER}?sslmode=prefer`, 'sslmode=prefer of the engine cannot be honoured'],
    [`${SERVER}?sslmode=allow`, 'sslmode=allow of the engine cannot be honoured'],
    [`${SERVER}?sslmode=verify_full`, 'has an sslmode that there is not'],
    [`${SERVER}?sslmode=`, 'has an sslmode that there is not'],
    [`${SERVER}?sslmode=verify-ca`, 'has no sslrootcert'],
    [`${SERVER}?sslmode=require&sslrootcert=system`, 'does not go with sslmode=require'],
    [`${SERVER}?sslmode=verify-full&sslrootcert=/none.pem`, 'sslrootcert of the engine cannot be read'],
    [`${SERVER}?sslcert=/none.pem&sslkey=${FILE}`, 'sslcert of the engine cannot be read'],
    [`${SERVER}?sslkey=${folder}`, 'sslkey of the engine cannot be read'],
  ])('"%s" is refused, and not quoted', (text, words) => {
    const checked = checkUrl(text);
    const [problem] = checked.ok ? [] : checked.problems;
    expect(problem?.summary).toContain(words);
    expect(problem?.code).toBe('usage.engine-url');
    expect(JSON.stringify(checked)).not.toContain('s3cret');
  });
});
