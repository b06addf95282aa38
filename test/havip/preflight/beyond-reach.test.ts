import { expect, it } from 'vitest';
import { firewallFact } from '../../../src/havip/preflight/facts/firewall.ts';
import { DROP_ALL, found, NO_RULES } from './machine.ts';

const settings = { firewall: 'manage', verify: { service: { tcp: 80 } } };
const NFT = JSON.stringify({
  nftables: [
    { chain: { family: 'inet', table: 'own', name: 'in', type: 'filter', hook: 'input', policy: 'drop' } },
  ],
});

it.each([
  [
    'a table before the one for that',
    `${NO_RULES}*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p vrrp -j DROP\n`,
    'what drops it is in iptables raw',
  ],
  [
    'two firewalls',
    DROP_ALL.replace(NO_RULES, `${NFT}\n@iptables\n`),
    'nftables inet own and iptables filter',
  ],
])('`manage` does not promise to open %s', async (_name, printed, words) => {
  const [first] = await found([[firewallFact, printed]], settings);
  expect(first?.problem.code).toBe('host.vrrp-blocked');
  expect(first?.problem.fix).toContain(words);
});

it('names the variant of iptables whose rules these are', async () => {
  const printed = DROP_ALL.replace('@iptables\n', '@iptables\n@iptables-legacy\n');
  const [first] = await found([[firewallFact, printed]], { verify: settings.verify });
  expect(first?.problem.fix).toContain('iptables-legacy -I INPUT -p 112 -s 172.16.16.6 -j ACCEPT');
});
