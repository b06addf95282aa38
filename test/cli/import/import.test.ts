import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { pair } from '../../havip/import/sample.ts';
import { type Bench, command, startBench } from '../support/in-process.ts';

let bench: Bench;
let number = 0;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

interface Told {
  readonly notExpressed: readonly { readonly name: string; readonly source: string; readonly does: string }[];
  readonly differences: readonly {
    readonly key: string;
    readonly found: string | null;
    readonly rendered: string | null;
    readonly effect: string;
  }[];
  readonly assumptions: readonly string[];
  readonly effect: { readonly kind: string } | null;
}

/** Imports these files; gives the first cluster of the document, and the inventory. */
async function imported(texts: readonly string[], ...words: readonly string[]) {
  const files = await Promise.all(texts.map((text, index) => bench.write(`${number++}n${index}.conf`, text)));
  const out = join(bench.folder, `${number++}.yaml`);
  const result = await command(['import', ...files, '--out', out, '--json', ...words]);
  expect(result.err).toBe('');
  const document = JSON.parse(result.out) as { readonly import: { readonly clusters: readonly Told[] } };
  const [told] = document.import.clusters;
  if (told === undefined) throw new Error(result.out);
  return { ...result, told, files, out };
}

describe('import', () => {
  it('writes an inventory for its owner alone, and no password to the terminal', async () => {
    const texts = pair({ more: 'authentication {\n auth_type PASS\n auth_pass Geheim77\n }' });
    const files = await Promise.all(texts.map((text, index) => bench.write(`web${index}.conf`, text)));
    const out = join(bench.folder, 'web.yaml');
    const { code, out: shown, err } = await command(['import', ...files, '-o', out]);
    expect(code).toBe(0);
    expect(shown).toContain('for its owner alone: it holds a password');
    expect(`${shown}${err}`).not.toContain('Geheim77');
    expect((await stat(out)).mode & 0o7777).toBe(0o600);
    const written = parseYaml(await readFile(out, 'utf8'));
    expect(written.all.children.VI_1.vars.havip.auth_pass).toBe('Geheim77');
    expect(Object.keys(written.all.children.VI_1.hosts)).toEqual(['web0', 'web1']);
    const listed = await command(['lint', out]);
    expect(listed).toMatchObject({ code: 0 });
  });

  it('leaves a file that is there alone, and replaces it with --force', async () => {
    const files = await Promise.all(pair().map((text, index) => bench.write(`f${index}.conf`, text)));
    const out = await bench.write('mine.yaml', 'mine\n');
    const refused = await command(['import', ...files, '-o', out]);
    expect(refused.code).toBe(5);
    expect(refused.err).toContain('is there already');
    expect(await readFile(out, 'utf8')).toBe('mine\n');
    expect(await command(['import', ...files, '-o', out, '--check'])).toMatchObject({ code: 0 });
    expect(await readFile(out, 'utf8')).toBe('mine\n');
    expect(await command(['import', ...files, '-o', out, '--force'])).toMatchObject({ code: 0 });
    expect(await readFile(out, 'utf8')).toContain('virtual_router_id: 51');
  });

  it('imports the guide’s pair, as it is and mended', async () => {
    const texts = await Promise.all(
      ['primary', 'secondary'].map((node) => readFile(`test/keepalived/fixtures/guide-${node}.conf`, 'utf8')),
    );
    const raw = await imported(texts);
    expect(raw.told.notExpressed.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['line 3 and 43 more']),
    );
    expect(raw.told.assumptions.join()).toMatch(/\.conf:17: these braces have no keyword/);
    expect(raw.told.assumptions.join()).toContain('names a check that is not defined: nothing goes by it');
    expect(await readFile(raw.out, 'utf8')).toContain('notify:\n            master: /etc/keepalived/');
    expect(raw.told.assumptions.join()).toContain('havip-deploy lint --fix');
    expect(raw.told.effect).toEqual({ kind: 'reload' });
    await command(['lint', '--fix', ...raw.files]);
    const mended = await Promise.all(raw.files.map((file) => readFile(file, 'utf8')));
    const { told, out } = await imported(mended);
    expect(told.assumptions).toEqual([]);
    expect(await readFile(out, 'utf8')).toContain('script: /etc/keepalived/do_sth.sh');
    expect(told.effect).toEqual({ kind: 'reload' });
  });

  it.each<[string, Parameters<typeof pair>[0], Partial<Record<keyof Told, readonly string[]>>]>([
    [
      'balancing that the linter rejects',
      { after: 'virtual_server 10.0.0.9 99999 {\n lb_algo rr\n}' },
      { notExpressed: ['virtual_server'] },
    ],
    [
      'a route',
      { more: 'virtual_routes {\n 10.9.0.0/16 via 10.0.0.254\n }\n use_vmac' },
      { notExpressed: ['use_vmac'] },
    ],
    [
      'a weight in reverse',
      {
        before: 'vrrp_script c {\n script /c\n}\n',
        more: 'track_script {\n c weight -60 reverse\n }',
      },
      { differences: ['instance track_script c'] },
    ],
    ['a BFD session', { more: 'track_bfd {\n b\n }' }, { notExpressed: ['track_bfd'] }],
    [
      'a process that is not defined',
      { more: 'track_process {\n p\n }' },
      { notExpressed: ['track_process p'] },
    ],
    [
      'a lifetime',
      { addresses: ['10.0.0.9/24 preferred_lft 0'] },
      { differences: ['virtual_ipaddress 10.0.0.9'] },
    ],
    [
      'another instance, which no inventory takes',
      {
        after:
          'vrrp_instance B {\n interface eth1\n virtual_router_id 9\n virtual_ipaddress {\n fd00::9\n }\n}',
      },
      { notExpressed: ['vrrp_instance B'] },
    ],
    [
      'a sync group',
      { after: 'vrrp_sync_group G {\n group {\n VI_1\n B\n }\n}' },
      { notExpressed: ['vrrp_sync_group G'] },
    ],
    ['a keyword that nobody knows', { more: 'no_such_thing 1' }, { differences: ['unused no_such_thing'] }],
    ['a setting for all', { globals: 'no_such_setting 1' }, { differences: ['unused no_such_setting'] }],
    [
      'a line that is overruled',
      { more: 'priority 90\n    priority 150' },
      { differences: ['instance priority'] },
    ],
    [
      'a check nobody goes by',
      { before: 'vrrp_script x {\n script /x\n}\n' },
      { differences: ['unused vrrp_script x'] },
    ],
    ['an id', { more: '@other nopreempt' }, { notExpressed: ['line '] }],
    ['a missing include', { after: 'include none/*.conf\n' }, { notExpressed: ['line '] }],
    ['a sequence', { after: '~SEQ(x,1,2) vrrp_instance $x {\n}\n' }, { notExpressed: ['line '] }],
  ])('tells everything that is lost or changed: %s', async (_, style, wanted) => {
    const { told } = await imported(pair(style), '--leave-out');
    const lost = told.notExpressed.map(({ name }) => name).join('\n');
    const differing = told.differences.map(({ key }) => key).join('\n');
    for (const name of wanted.notExpressed ?? []) expect(lost).toContain(name);
    for (const key of wanted.differences ?? []) expect(differing).toContain(key);
    for (const { effect } of told.differences) expect(effect).toMatch(/\w/);
  });

  it('leaves a weight that moves nothing as it is, and says so', async () => {
    const before = 'vrrp_script chk {\n    script /chk\n    weight -20\n}\n';
    const { told, out } = await imported(
      pair({ before, more: 'nopreempt\n track_script {\n        chk\n    }' }),
    );
    expect(told.assumptions.join()).toContain('the weight -20 of chk moves nothing, as it was');
    const { VI_1: cluster } = parseYaml(await readFile(out, 'utf8')).all.children;
    expect(cluster.vars.havip).toMatchObject({ checks: [{ weight: -20 }], idle_weights: true });
  });

  it('follows includes, definitions and ids', async () => {
    const [own, other] = ['10.0.0.1', '10.0.0.2'];
    await bench.write(
      'peers.inc',
      `@a unicast_peer {\n@a ${other}\n@a }\n@b unicast_peer {\n@b ${own}\n@b }\n`,
    );
    const shared = await bench.write(
      'shared.conf',
      `$VIP=10.0.0.9\nvrrp_instance VI_1 {\n interface eth0\n virtual_router_id 51\n@a priority 120\n@b priority 90\n@a unicast_src_ip ${own}\n@b unicast_src_ip ${other}\n include peers.inc\n virtual_ipaddress {\n $VIP\n }\n}\n`,
    );
    const out = join(bench.folder, 'shared.yaml');
    const { code } = await command(['import', shared, '--config-id', 'a,b', '--out', out]);
    expect(code).toBe(0);
    const { VI_1: cluster } = parseYaml(await readFile(out, 'utf8')).all.children;
    expect(cluster.vars.havip).toMatchObject({ address: '10.0.0.9', virtual_router_id: 51 });
    expect(cluster.hosts).toMatchObject({
      a: { havip_role: 'primary', havip_priority: 120, private_ip: own },
      b: { havip_role: 'secondary', havip_priority: 90, private_ip: other },
    });
  });

  it.each([
    ['nothing', [], 'nothing to import was named'],
    ['both', ['a.conf', '--from-hosts', 'all'], 'exclude each other'],
    ['a file twice', ['a.conf', 'a.conf'], 'is given twice'],
    ['a file that is not there', ['/nonexistent/x.conf'], 'cannot read'],
    ['ids of another number', ['a.conf', 'b.conf', '--config-id', 'a'], '1 ids are given for 2 files'],
    ['a name that is no YAML’s', ['OK', '--out', 'x.conf'], 'would not be read as YAML'],
    ['no instance', ['EMPTY'], 'has nothing that an inventory could hold'],
    ['a template', ['JINJA'], 'template'],
  ])('refuses %s', async (_, words, wanted) => {
    const named = {
      OK: await bench.write('ok.conf', pair()[0]),
      EMPTY: await bench.write('empty.conf', 'global_defs {\n}\n'),
      JINJA: await bench.write('jinja.conf', 'vrrp_instance {{ name }} {\n{% if x %}\n}\n'),
    };
    const given = words.map((word) =>
      Object.hasOwn(named, word) ? named[word as keyof typeof named] : word,
    );
    const { code, out, err } = await command(['import', ...given]);
    expect(code).toBe(5);
    expect(out).toBe('');
    expect(err).toContain(wanted);
    const json = await command(['import', ...given, '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ command: 'import', ok: false, exitCode: 5 });
  });
});
