import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { command } from '../../../src/resources/command.ts';
import { file } from '../../../src/resources/file.ts';
import { fileAbsent } from '../../../src/resources/file-absent.ts';
import { packageInstalled } from '../../../src/resources/packages/package.ts';
import { sourceInstalled } from '../../../src/resources/packages/source-install.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import { service } from '../../../src/resources/services/service.ts';

/** What a playbook gives that no compiler has seen. */
type Loose = (options: unknown) => Resource;
const loose = (kind: unknown) => kind as Loose;

const said = (resource: Resource) => resource.problems?.map(({ summary, fix }) => `${summary} | ${fix}`);
const TYPES = 'Correct the playbook; `npx tsc --noEmit` names every type error in it.';
const bad = (summary: string) => [`${summary} | ${TYPES}`];
const MODE = "must be a mode such as 0o644 or '0644'";
const DECIMAL = `${MODE}: a number without 0o is a decimal one, and means another mode`;
const PATH = 'must be an absolute path, such as /etc/motd';

describe('options that are wrong', () => {
  const good = { path: '/etc/x', content: 'x\n' };
  it.each<[string, unknown, unknown, string[]]>([
    [
      'a mistyped name',
      file,
      { path: '/x', contents: 'x' },
      ['file({ … }) has no option "contents" | did you mean "content"?'],
    ],
    ['a missing one', file, { path: '/x' }, bad('file({ … }) lacks "content"')],
    [
      'two mistakes',
      file,
      { paht: '/x', content: 5 },
      [
        'file({ … }) has no option "paht" | did you mean "path"?',
        ...bad('file({ … }): "content" must be a text'),
      ],
    ],
    ['undefined', file, { path: '/x', content: undefined }, bad('file({ … }) lacks "content"')],
    ['null', file, { path: '/x', content: null }, bad('file({ … }): "content" must be a text')],
    ['no options at all', file, undefined, bad('file({ … }): its options must be an object')],
    ['a text for all', file, '/etc/x', bad('file({ … }): its options must be an object')],
    ['a relative path', file, { ...good, path: 'etc/x' }, bad(`file({ … }): "path" ${PATH}`)],
    ['a home folder', file, { ...good, path: '~/x' }, bad(`file({ … }): "path" ${PATH}`)],
    ['a path that climbs', file, { ...good, path: '/etc/../x' }, bad('file({ … }): "path" must not hold ..')],
    [
      'a path of two lines',
      file,
      { ...good, path: '/etc/x\ny' },
      bad('file({ … }): "path" must be one line'),
    ],
    ['the root of all', file, { ...good, path: '//' }, bad('file({ … }): "path" must not be /')],
    ['a relative path that goes', fileAbsent, { path: 'x' }, bad(`fileAbsent({ … }): "path" ${PATH}`)],
    [
      'NUL in a content',
      file,
      { ...good, content: 'a\0b' },
      bad('file({ … }): "content" must not hold a NUL character'),
    ],
    ['a mode without 0o', file, { ...good, mode: 644 }, bad(`file({ … }): "mode" ${DECIMAL}`)],
    ['a mode as a word', file, { ...good, mode: 'rw-r--r--' }, bad(`file({ … }): "mode" ${DECIMAL}`)],
    ['a mode that is none', file, { ...good, mode: 8 ** 5 }, bad(`file({ … }): "mode" ${MODE}`)],
    ['a mode of another type', file, { ...good, mode: true }, bad(`file({ … }): "mode" ${MODE}`)],
    [
      'an owner that is an option',
      file,
      { ...good, owner: '--reference=/x' },
      bad('file({ … }): "owner" must be a name such as www-data'),
    ],
    [
      'an owner with a group',
      file,
      { ...good, owner: 'joe:staff' },
      bad('file({ … }): "owner" must be a name such as www-data'),
    ],
    [
      'a package that is an option',
      packageInstalled,
      { package: '--purge' },
      bad('packageInstalled({ … }): "package" must be the name of a package'),
    ],
    [
      'a unit that is an option',
      service,
      { service: '--now' },
      bad('service({ … }): "service" must be the name of a systemd unit'),
    ],
    [
      'a unit in a folder',
      service,
      { service: '../x' },
      bad('service({ … }): "service" must be the name of a systemd unit'),
    ],
    ['a command without a test', command, { name: 'x', run: 'true' }, bad('command({ … }) lacks "unless"')],
    [
      'a command without a name',
      command,
      { name: '', run: 'true', unless: 'true' },
      bad('command({ … }): "name" must not be empty'),
    ],
    [
      'a wrong action',
      file,
      { ...good, notify: { service: 'x', action: 'bounce' } },
      bad(
        `file({ … }): "notify" must be { service: 'nginx', action: 'reload' }, { handler: 'its name' }, or a list of such`,
      ),
    ],
    ['a wrong tag', file, { ...good, tags: 'config' }, bad('file({ … }): "tags" must be a list')],
    ['too few retries', file, { ...good, retries: 0 }, bad('file({ … }): "retries" must be at least 1')],
    [
      'too many retries',
      file,
      { ...good, retries: 5000 },
      bad('file({ … }): "retries" must be at most 1000'),
    ],
    [
      'a variable name',
      file,
      { ...good, environment: { 'A B': 'x' } },
      bad('file({ … }): "environment.A B" must be the name of a variable'),
    ],
    [
      'a hash',
      sourceInstalled,
      {
        program: 'x',
        version: '1',
        tarball: { url: 'http://x' },
        sha256: 'abc',
        configure: [],
        buildDependencies: { yum: [], dnf: [], apt: [] },
        canBuild: 'true',
      },
      bad('sourceInstalled({ … }): "sha256" must be a SHA-256: 64 hex digits'),
    ],
  ])('%s', (_what, kind, options, expected) => {
    expect(said(loose(kind)(options))).toEqual(expected);
  });

  it('are told with the place where the resource was made', () => {
    const here = 'test/resources/define/options.test.ts';
    const made = loose(file)({ path: '/x', contents: 'x' });
    const source = made.problems?.[0]?.source;
    expect(resolve(source?.file ?? '')).toBe(resolve(here));
    expect([source?.line, source?.column]).toEqual([145, 29]);
  });

  it('make a plan that nothing comes of', () => {
    const made = loose(file)({ path: '/x' });
    expect(
      made.plan({
        facts: {
          get: () => {
            throw new Error('asked');
          },
          ifRead: () => undefined,
        },
        notified: () => undefined,
        changing: false,
      }),
    ).toMatchObject({
      state: 'blocked',
      problem: { code: 'playbook.bad-option' },
    });
  });
});

describe('options that are right', () => {
  it.each([
    [0o644, '644'],
    ['0644', '644'],
    ['644', '644'],
    ['0o644', '644'],
    [0, '0'],
    ['0000', '0'],
    [0o1777, '1777'],
    ['04755', '4755'],
    [0o400, '400'],
  ])('mode %s', (mode, expected) => {
    expect(file.schema.safeParse({ path: '/x', content: '', mode })).toMatchObject({
      success: true,
      data: { mode: expected },
    });
  });

  it.each([
    ['/etc//motd', '/etc/motd'],
    ['/etc/./motd', '/etc/motd'],
    ['/etc/motd/', '/etc/motd'],
    ['//etc/././/motd/.', '/etc/motd'],
    ["/srv/it's a  *file* — ü", "/srv/it's a  *file* — ü"],
    ['/srv/..x/y..', '/srv/..x/y..'],
  ])('path %s', (path, expected) => {
    expect(file({ path, content: '' }).id).toBe(`file:${expected}`);
  });

  it('one thing has one id, however it is written', () => {
    expect(service({ service: 'nginx.service' }).id).toBe(service({ service: 'nginx' }).id);
    expect(fileAbsent({ path: '/etc/motd/' }).id).toBe(file({ path: '/etc/motd', content: '' }).id);
  });
});
