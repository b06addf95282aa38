import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askHosts } from '../../../src/cli/import/ask-hosts.ts';
import type { Connector } from '../../../src/cli/prepare/connector.ts';
import { failure, success } from '../../../src/core/outcome.ts';
import { findClusters } from '../../../src/havip/import/clusters.ts';
import type { Host } from '../../../src/inventory/types.ts';
import { pair } from '../../havip/import/sample.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havip-import-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Files of a machine, below a folder of its own. */
async function machine(name: string, files: Readonly<Record<string, string>>): Promise<Host> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name, path)), { recursive: true });
    await writeFile(join(folder, name, path), text);
  }
  return { name, vars: {}, groups: [], target: { name } } as unknown as Host;
}

/** Runs programs in this machine's shell, with the folder of one machine in the place of /etc/keepalived. */
const connect: Connector = async (target) => {
  const { name } = target as unknown as { readonly name: string };
  if (name === 'gone') return failure({ code: 'connection.refused', summary: 'nobody answers' });
  const at = join(folder, name);
  return success({
    host: name,
    roundTrips: 1,
    run: async (program: string) => {
      const mapped = program
        .replaceAll('/etc/keepalived', at)
        .replaceAll('uname -n', `echo ${name}.example.org`)
        .replaceAll('keepalived -v 2>&1', `cat ${at}/version`);
      const { status, stdout, stderr } = spawnSync('sh', ['-c', mapped], { encoding: 'utf8' });
      return success({ exitCode: status ?? 1, stdout: stdout.replaceAll(at, '/etc/keepalived'), stderr });
    },
    close: async () => {},
  }) as unknown as Awaited<ReturnType<Connector>>;
};

const options = { connect, forks: 2, signal: new AbortController().signal };

describe('machines that are asked', () => {
  it('give their configurations with what they include, by their own ids', async () => {
    const [one, two] = pair({ more: '@a priority 200\n@b priority 20\n    include more/*.conf' });
    const hosts = [
      await machine('a', { 'keepalived.conf': one, 'more/x.conf': 'garp_master_delay 2\n' }),
      await machine('b', { 'keepalived.conf': two }),
    ];
    const asked = await askHosts(hosts, options);
    if (!asked.ok) throw new Error(JSON.stringify(asked.problems));
    const [found] = findClusters(asked.value);
    expect(found?.members.map(({ node, speaker }) => [node.name, speaker.priority])).toEqual([
      ['a', 200],
      ['b', 20],
    ]);
    const words = asked.value[0]?.view.instances[0]?.body.map(({ words: [keyword] }) => keyword.text);
    expect(words).toContain('garp_master_delay');
    expect(asked.value[0]?.network?.addresses.length).toBeGreaterThan(0);
  });

  it.each([
    ['Config options:  LVS VRRP VRRP_AUTH VRRP_VMAC INIT=systemd', ['enable_traps']],
    ['Config options:  NFTABLES LVS VRRP VRRP_AUTH SNMP_V3_FOR_V2 SNMP_VRRP', []],
    ['', []],
  ])('say what their keepalived is built with: %s', async (build, passedOver) => {
    const [text] = pair({ globals: 'enable_traps' });
    const version = `Keepalived v2.2.7 (01/16,2022)\n\n${build}\n\nSystem options:  VSYSLOG\n`;
    const asked = await askHosts([await machine('a', { 'keepalived.conf': text, version })], options);
    if (!asked.ok) throw new Error(JSON.stringify(asked.problems));
    expect(asked.value[0]?.release).toBe('2.2.7');
    expect(asked.value[0]?.ignored.map(({ name }) => name)).toEqual(passedOver);
  });

  it('are all told of that cannot be read', async () => {
    const hosts = [
      await machine('gone', {}),
      await machine('bare', {}),
      await machine('a', { 'keepalived.conf': pair()[0] }),
    ];
    const asked = await askHosts(hosts, options);
    expect(asked.ok ? [] : asked.problems.map(({ code, host }) => [code, host])).toEqual([
      ['connection.refused', 'gone'],
      ['host.no-configuration', 'bare'],
    ]);
  });
});
