import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CONFIG_PATH, keepalivedServiceFact } from '../../../src/havip/cluster/state/cluster-facts.ts';
import {
  keepalivedBuildFact,
  keepalivedVersionFact,
} from '../../../src/havip/cluster/state/keepalived-version.ts';
import { includedFilesFact } from '../../../src/havip/takeover/in-place.ts';
import { judgeLosses } from '../../../src/havip/takeover/losses/judge.ts';
import type { Cluster } from '../../../src/inventory/types.ts';
import { fileFact } from '../../../src/resources/file.ts';
import { factsOf } from '../../support/facts.ts';
import { configOf } from './sample.ts';

const SAMPLE = `global_defs {
   router_id LVS_DEVEL
   vrrp_strict
}
vrrp_instance VI_1 {
    virtual_router_id 51
    virtual_ipaddress {
        192.168.200.16
    }
}
virtual_server 192.168.200.100 443 {
    real_server 192.168.201.100 443 {
    }
}
`;
const BY_HAND = `${configOf({})}virtual_server 10.9.9.9 80 {\n}\n`;

function judgement(text: string, state: string, enabled: string, release?: string, build = '') {
  const sha256 = createHash('sha256').update(text).digest('hex');
  const file = `kind=file\nmode=644\nowner=root\ngroup=root\nsize=${text.length}\nsha256=${sha256}  -\ncontent=\n${text}`;
  const service = `LoadState=loaded\nActiveState=${state}\nUnitFileState=${enabled}\nMainPID=0\n`;
  const facts = factsOf(
    [fileFact(CONFIG_PATH), file],
    [keepalivedServiceFact, service],
    [includedFilesFact, ''],
    [keepalivedVersionFact, release === undefined ? '' : `Keepalived v${release} (01/01,2022)`],
    [keepalivedBuildFact, build],
  );
  const cluster = {
    name: 'web',
    havip: {
      addresses: ['10.0.0.9'],
      virtual_router_id: 51,
      preempt: false,
      checks: [],
      hooks: [],
      tracked: { interfaces: [], processes: [], files: [] },
      vrrp: { placing: {}, excluded: [] },
      notify: { email: [] },
    },
    members: [],
  } as unknown as Cluster;
  return judgeLosses([cluster], facts, configOf({}));
}

function judged(...given: Parameters<typeof judgement>) {
  return judgement(...given).problem;
}

describe('a configuration in place', () => {
  it.each([
    ['the sample of the package, never started', SAMPLE, 'inactive', 'disabled', undefined],
    ['the same, in use', SAMPLE, 'active', 'disabled', 'host.config-would-be-lost'],
    ['the same, for the next boot', SAMPLE, 'inactive', 'enabled', 'host.config-would-be-lost'],
    ['one of somebody’s, in use', BY_HAND, 'active', 'enabled', 'host.config-would-be-lost'],
    ['one of somebody’s, stopped', BY_HAND, 'inactive', 'disabled', 'host.config-would-be-lost'],
    ['one of somebody’s, whose daemon died', BY_HAND, 'failed', 'disabled', 'host.config-would-be-lost'],
  ] as const)('%s', (_name, text, state, enabled, code) => {
    expect(judged(text, state, enabled)?.code).toBe(code);
  });

  it.each([
    [
      'that the release passes over is told',
      '2.2.7',
      undefined,
      /passes over: no_such_word \(.*keepalived.conf:\d+\)$/,
    ],
    ['is lost that a newer release may know', '2.9.1', 'host.config-would-be-lost', /^$/],
    ['is lost that an unknown release may know', undefined, 'host.config-would-be-lost', /^$/],
  ] as const)('a line %s', (_name, release, code, words) => {
    const text = configOf({}).replace('virtual_router_id', 'no_such_word 1\n    virtual_router_id');
    const { problem, remark = '' } = judgement(text, 'active', 'enabled', release);
    expect(problem?.code).toBe(code);
    expect(remark).toMatch(words);
  });

  it.each([
    [
      'that the build passes over is told',
      'Config options:  LVS VRRP',
      undefined,
      /passes over: enable_traps \(/,
    ],
    ['of the build is lost', 'Config options:  LVS VRRP SNMP_VRRP', 'host.config-would-be-lost', /^$/],
    ['is lost that an unknown build may know', '', 'host.config-would-be-lost', /^$/],
  ] as const)('a line %s', (_name, build, code, words) => {
    const text = `global_defs {\n enable_traps\n}\n${configOf({})}`;
    const { problem, remark = '' } = judgement(text, 'active', 'enabled', '2.2.7', build);
    expect(problem?.code).toBe(code);
    expect(remark).toMatch(words);
  });

  it.each([
    ['somebody else', BY_HAND, 'Somebody else wrote'],
    ['us', `# Managed by havip-deploy\n${BY_HAND}`, 'havip-deploy wrote'],
  ])('is told as written by %s', (_name, text, words) => {
    expect(judged(text, 'active', 'enabled')?.detail).toMatch(new RegExp(`^${words}`));
  });
});
