import { describe, expect, it } from 'vitest';
import { CONFIG_PATH } from '../../../roles/keepalived/paths.ts';
import { keepalivedServiceFact } from '../../../src/havip/cluster/state/cluster-facts.ts';
import { keepalivedVersionFact } from '../../../src/havip/cluster/state/keepalived-version.ts';
import { includedFilesFact } from '../../../src/havip/takeover/in-place.ts';
import { fileFact } from '../../../src/index.ts';
import { configOf, type NodeSettings } from '../takeover/sample.ts';
import { FLOATING, found, OWN, PEER, type Printed } from './machine.ts';

const BOTH: NodeSettings = { addresses: [FLOATING] };

/** keepalived on a node, and what it is configured to. */
function running(settings: NodeSettings, active = 'active'): Printed {
  const text = configOf({ ...BOTH, ...settings });
  return [
    [fileFact(CONFIG_PATH), `kind=file\nsize=${text.length}\ncontent=\n${text}`],
    [includedFilesFact, ''],
    [
      keepalivedServiceFact,
      `LoadState=loaded\nActiveState=${active}\nSubState=running\nUnitFileState=enabled\nMainPID=7\n`,
    ],
    [keepalivedVersionFact, 'Keepalived v2.2.7 (01/16,2022)'],
  ];
}

const OF_OWN: NodeSettings = { address: OWN, peers: [PEER] };
const OF_PEER: NodeSettings = { address: PEER, peers: [OWN] };

describe('members that run and do not understand each other', () => {
  it.each<[string, NodeSettings, NodeSettings, RegExp | undefined]>([
    ['they do', {}, {}, undefined],
    [
      'a list without the peer',
      { peers: ['172.16.16.9'] },
      {},
      /^HAVIP-02 does not take adverts of HAVIP-01 \(172\.16\.16\.6 is not among the unicast_peer of HAVIP-01\): while HAVIP-01 holds 172\.16\.16\.12, HAVIP-02 takes it, too; .*add 172\.16\.16\.6 to unicast_peer on HAVIP-01 /,
    ],
    [
      'both lists',
      { peers: ['172.16.16.9'] },
      { peers: ['172.16.16.9'] },
      /^HAVIP-01 and HAVIP-02 do not take each other's adverts .*add 172\.16\.16\.6 to unicast_peer on HAVIP-01 and 172\.16\.16\.5 to unicast_peer on HAVIP-02|add 172\.16\.16\.5/,
    ],
    ['the password', { password: '1111' }, {}, /authentication differs.*give both the same/],
    ['the interval', { advertInt: 2 }, {}, /\(advert_int 2 on HAVIP-01, 1 on HAVIP-02\)/],
    ['the router id', { routerId: 7 }, {}, /virtual_router_id/],
    ['the version', { version: 3 }, {}, /VRRP version/],
    [
      'multicast beside unicast',
      { peers: null },
      {},
      /other's adverts \(HAVIP-01 listens for multicast, HAVIP-02 sends by unicast\)/,
    ],
    [
      'the addresses',
      { addresses: [FLOATING, '172.16.16.13'], skipCheck: false },
      { skipCheck: false },
      /lists of addresses differ/,
    ],
    [
      'the addresses, from 2.3.3 on only',
      { addresses: [FLOATING, '172.16.16.13'], release: '2.3.3' },
      {},
      /lists of addresses differ/,
    ],
    ['priorities and names', { priority: 7, nopreempt: false }, {}, undefined],
  ])('%s', async (_, own, peer, expected) => {
    const findings = await found(running({ ...OF_OWN, ...own }), {}, running({ ...OF_PEER, ...peer }));
    const told = findings
      .filter(({ problem: { code } }) => code === 'host.peers-disagree')
      .map(({ severity, problem: { summary, fix } }) =>
        `${summary}; ${fix}`.concat(severity === 'warning' ? '' : severity),
      );
    expect(told).toEqual(expected === undefined ? [] : [expect.stringMatching(expected)]);
  });

  it('are not told where one is stopped', async () => {
    const findings = await found(running(OF_OWN), {}, running({ ...OF_PEER, password: 'x' }, 'inactive'));
    expect(findings.map(({ problem: { code } }) => code)).not.toContain('host.peers-disagree');
  });
});
