import { describe, expect, it } from 'vitest';
import { CONFIG_PATH } from '../../../roles/keepalived/paths.ts';
import { includedFilesFact } from '../../../src/havip/takeover/in-place.ts';
import { formerPeersFact } from '../../../src/havip/wire/former-peers.ts';
import { listenersFact } from '../../../src/havip/wire/listeners.ts';
import { fileFact, networkFact } from '../../../src/index.ts';
import { network } from '../../roles/keepalived/sample.ts';
import { codes, FLOATING, found, heard, OWN, PASSES, PEER, type Printed, WIRE } from './machine.ts';

const GONE = '172.16.16.7';

/** Nobody there speaks VRRP. */
const NONE = `none ${GONE}\nasked\nthere ${GONE}`;

/** The configuration in place on a node, with these peers, and what they said. */
function inPlace(peers: readonly string[], said = '', router = 51, first = ''): Printed {
  const text = `${first}vrrp_instance VI_1 {
  interface eth0
  virtual_router_id ${router}
  unicast_src_ip ${OWN}
  unicast_peer {
    ${peers.join('\n    ')}
  }
  virtual_ipaddress {
    ${router === 51 ? FLOATING : '172.16.16.99'}
  }
}
`;
  const former = peers.filter((address) => address !== PEER && address !== OWN).sort();
  return [
    [fileFact(CONFIG_PATH), `kind=file\nsize=${text.length}\ncontent=\n${text}`],
    [includedFilesFact, ''],
    ...(former.length === 0 ? [] : [[formerPeersFact(former), said] as const]),
  ];
}

describe('a peer that the inventory names no longer', () => {
  it.each<[string, Printed, string[]]>([
    ['none has left', inPlace([PEER]), []],
    [
      'no file is there',
      [
        [fileFact(CONFIG_PATH), 'kind=absent'],
        [includedFilesFact, ''],
      ],
      [],
    ],
    ['it may run keepalived', inPlace([PEER, GONE], `asked\nthere ${GONE}`), ['error host.former-member']],
    ['it runs none now', inPlace([PEER, GONE], NONE), ['warning host.former-member']],
    ['it was taken down', inPlace([PEER, GONE], NONE, 51, '# Managed by havip-deploy\n'), []],
    ['it is switched off', inPlace([PEER, GONE], 'asked'), ['warning host.former-member']],
    ['nobody can ask', inPlace([PEER, GONE]), ['warning host.former-member']],
    [
      'two have left, one of which is taken down',
      inPlace(
        [PEER, GONE, '172.16.16.8'],
        `none ${GONE}\nasked\nthere ${GONE}\nthere 172.16.16.8`,
        51,
        '# Managed by havip-deploy\n',
      ),
      ['error host.former-member'],
    ],
    ['another instance has it', inPlace([PEER, GONE], `asked\nthere ${GONE}`, 77), []],
  ])('%s', async (_name, printed, expected) => {
    expect(await codes(printed)).toEqual(expected);
  });

  it('is named, and told once of all nodes', async () => {
    const both = inPlace([PEER, GONE], `asked\nthere ${GONE}`);
    const [finding, ...others] = await found(both, {}, both);
    expect(others).toEqual([]);
    expect(finding?.problem.summary).toContain(`${GONE} was a member of web`);
  });
});

describe('a machine that only listens to a pair that speaks to everybody', () => {
  const QUIET = '172.16.16.9';

  function multicast(said: string, ...adverts: readonly string[]): Printed {
    const text = `vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress {
    ${FLOATING}
  }
}
`;
    return [
      [fileFact(CONFIG_PATH), `kind=file\nsize=${text.length}\ncontent=\n${text}`],
      [includedFilesFact, ''],
      [listenersFact({ interface: 'eth0', address: OWN, group: '224.0.0.18' }), said],
      [WIRE, heard(PASSES, ...adverts)],
    ];
  }

  it.each<[string, Printed, string[]]>([
    ['none but members', multicast(`listens ${PEER}\nasked`), []],
    ['nobody can ask', multicast(''), []],
    [
      'one that is quiet',
      multicast(`listens ${PEER}\nlistens ${QUIET}\nasked`),
      ['error host.silent-router'],
    ],
    [
      'one that may stand by for another pair',
      multicast(`listens ${QUIET}\nasked`, 'advert 172.16.16.8 77 100 2 0'),
      ['warning host.silent-router'],
    ],
    [
      'one that speaks, and is told as that',
      multicast(`listens ${QUIET}\nasked`, `advert ${QUIET} 51 90 2 0`),
      ['error host.foreign-router'],
    ],
  ])('%s', async (_name, printed, expected) => {
    expect(await codes(printed)).toEqual(expected);
  });

  const GROUP = '224.0.0.77';
  const said: Printed[number] = [
    listenersFact({ interface: 'eth0', address: OWN, group: GROUP }),
    `listens ${PEER}\nlistens ${QUIET}\nasked`,
  ];

  it.each<[string, Printed]>([
    ['speaks to peers', inPlace([PEER])],
    [
      'has none yet',
      [
        [fileFact(CONFIG_PATH), 'kind=absent'],
        [includedFilesFact, ''],
      ],
    ],
  ])('is asked for where the pair %s and is to speak to a group', async (_name, printed) => {
    const [finding] = await found([...printed, said], { multicast: GROUP });
    expect(finding?.problem).toMatchObject({
      code: 'host.silent-router',
      summary: expect.stringContaining('could take the address from them'),
    });
    expect(await codes([...printed, said])).toEqual([]);
  });
});

it('takes a member for one also where it sends from another of its addresses so far', async () => {
  const moved = `${network(OWN)}3: eth1    inet 10.7.0.5/24 scope global eth1\n`;
  const wire = heard(PASSES, 'advert 10.7.0.5 51 100 2 1');
  expect(
    await codes([
      [networkFact, moved],
      [WIRE, wire],
    ]),
  ).toEqual([]);
});
