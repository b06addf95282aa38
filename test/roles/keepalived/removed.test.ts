import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONFIG_PATH, DROP_IN_PATH } from '../../../roles/keepalived/paths.ts';
import { keepalivedRemoved, STATES_END } from '../../../roles/keepalived/removed.ts';
import {
  type Fact,
  type Facts,
  installedPackageFact,
  NOTIFY_STATE_DIRECTORY,
  sourceMarkerFact,
} from '../../../src/index.ts';
import { serviceFact } from '../../../src/resources/services/service-facts.ts';
import { factsOf, planOf } from '../../support/facts.ts';
import { varsWith } from './sample.ts';

const RUNS =
  'LoadState=loaded\nActiveState=active\nUnitFileState=enabled\nMainPID=100\nNeedDaemonReload=no\n';
const ABSENT = 'kind=absent\n';

const [vars] = await varsWith();

/** What stands at a path; `sha` tells two contents apart. */
function fileOf(content: string): string {
  return `kind=file\nmode=644\nowner=root\ngroup=root\nsize=${content.length}\nsha256=sha\ncontent=\n${content}`;
}

/** What would be done on a machine that has these files, a running keepalived and nothing else. */
function removal(
  files: Readonly<Record<string, string>>,
  options: {
    readonly purge?: boolean;
    readonly earlier?: string;
    readonly printed?: readonly [Fact<unknown>, string][];
  } = {},
): readonly string[] {
  const role = keepalivedRemoved({ purge: options.purge === true });
  const context = { host: vars?.member.host, vars } as unknown as Parameters<typeof role.facts>[0];
  const facts = factsOf(
    ...role.facts(context).map((fact): [Fact<unknown>, string] => {
      if (fact.id.startsWith('file:')) {
        const content = files[fact.id.slice('file:'.length)];
        return [fact, content === undefined ? ABSENT : fileOf(content)];
      }
      return [fact, fact.id === 'keepalived-config-before' ? (options.earlier ?? '') : ''];
    }),
    [serviceFact('keepalived'), RUNS],
    ...(options.printed ?? []),
  );
  const given = {
    ...context,
    facts: facts as Facts,
    factsOf: new Map(),
    fleet: { hosts: () => [], factsOf: () => undefined },
  };
  return role.resources(given).flatMap((resource) => {
    const planned = planOf(resource, facts);
    if (planned.state === 'blocked') return [`${planned.problem.code}: ${planned.problem.detail}`];
    return planned.state === 'change' ? [`${resource.name}: ${planned.reason}`] : [];
  });
}

const OURS = '# Managed by havip-deploy.\n';

describe('what the notify script has written', () => {
  it.each([
    ['goes with it', ['VI_1.json', '.VI_1.lock', '.VI_1.a8Xk2q', 'VI_2.json'], undefined],
    ['goes, and what is not its own stays', ['VI_1.json', 'mine.txt'], ['mine.txt']],
    ['may be nothing', [], undefined],
  ])('%s', (_name, files, left) => {
    const state = join(mkdtempSync(join(tmpdir(), 'states-')), 'havip', 'state');
    mkdirSync(state, { recursive: true });
    for (const file of files) writeFileSync(join(state, file), '{}');
    const program = STATES_END.replaceAll(NOTIFY_STATE_DIRECTORY, state).replace(
      dirname(NOTIFY_STATE_DIRECTORY),
      dirname(state),
    );
    expect(spawnSync('sh', ['-euc', program]).status).toBe(0);
    expect(existsSync(dirname(state)) ? readdirSync(state) : undefined).toEqual(left);
  });
});

describe('a machine that is taken out of service', () => {
  it('loses what the role wrote', () => {
    expect(removal({ [CONFIG_PATH]: OURS, [DROP_IN_PATH]: OURS })).toEqual([
      'keepalived service: stop, disable at boot',
      'keepalived.conf: remove',
      'systemd drop-in: remove',
    ]);
  });

  it('is not done as long as the drop-in is there', () => {
    expect(removal({ [DROP_IN_PATH]: OURS })).toEqual([
      'keepalived service: stop, disable at boot',
      'systemd drop-in: remove',
    ]);
  });

  it('keeps a configuration that somebody else wrote', () => {
    expect(removal({ [CONFIG_PATH]: 'vrrp_instance VI_1 {}\n', [DROP_IN_PATH]: OURS })).toEqual([
      'keepalived service: stop, disable at boot',
      'systemd drop-in: remove',
    ]);
  });

  it("keeps a keepalived that is somebody else's altogether", () => {
    expect(removal({ [CONFIG_PATH]: 'vrrp_instance VI_1 {}\n' })).toEqual([]);
  });

  const instance = (name: string, address: string, id: number) =>
    `vrrp_instance ${name} {\n interface eth0\n virtual_router_id ${id}\n virtual_ipaddress {\n ${address}\n }\n}\n`;
  const own = instance('VI_1', '172.16.16.12', 51);
  const balanced = (address: string) => `virtual_server ${address} 80 {\n real_server 10.0.0.4 80 {\n }\n}\n`;
  it.each<[string, string, RegExp | undefined, string?]>([
    ['nothing besides', own, undefined],
    [
      'another cluster of the same machines',
      own + instance('VI_2', '172.16.16.22', 52),
      /vrrp_instance VI_2/,
    ],
    [
      'an instance that somebody added',
      own + instance('DB', '172.16.16.30', 7),
      /vrrp_instance DB .*172\.16\.16\.30/,
    ],
    ['nothing but another instance', instance('DB', '172.16.16.30', 7), /vrrp_instance DB/],
    ['a virtual server of another address', own + balanced('172.16.16.40'), /virtual_server 172\.16\.16\.40/],
    ['a virtual server of its own address', own + balanced('172.16.16.12'), undefined],
    [
      'another instance, and it is stopped and disabled',
      own + instance('DB', '172.16.16.30', 7),
      undefined,
      RUNS.replace('=active', '=inactive').replace('=enabled', '=disabled'),
    ],
  ])(
    'is kept as it is where its keepalived serves more than the inventory names: %s',
    (_name, text, told, unit) => {
      for (const mark of [OURS, '! by hand\n']) {
        const steps = removal(
          { [CONFIG_PATH]: mark + text, [DROP_IN_PATH]: OURS },
          { printed: [[serviceFact('keepalived'), unit ?? RUNS]] },
        );
        if (told === undefined) expect(steps).toContain('systemd drop-in: remove');
        else expect(steps).toEqual([expect.stringMatching(told)]);
      }
    },
  );

  it('is told where the configuration of before is kept', () => {
    const earlier = '/var/lib/havip-deploy/journal/web/1/before/etc/keepalived/keepalived.conf';
    expect(removal({ [CONFIG_PATH]: OURS }, { earlier })).toContain(
      `keepalived.conf: remove; the one from before havip-deploy is ${earlier}`,
    );
  });

  it.each<[string, [Fact<unknown>, string][], string]>([
    [
      'package',
      [[installedPackageFact('keepalived'), 'yum\n0:2.2.7-1\n']],
      'package keepalived: 2.2.7-1 is installed',
    ],
    [
      'build',
      [[sourceMarkerFact('keepalived'), 'version=2.3.3\n']],
      'keepalived from source: 2.3.3 was built here',
    ],
  ])('loses the %s only with --purge', (_name, printed, step) => {
    expect(removal({ [CONFIG_PATH]: OURS }, { printed, purge: true })).toContain(step);
    expect(removal({ [CONFIG_PATH]: OURS }, { printed })).not.toContain(step);
  });
});
