import { expect, it } from 'vitest';
import { findClusters } from '../../../src/havip/import/clusters.ts';
import { foundNode } from '../../../src/havip/import/found.ts';
import { plainHost } from '../../../src/havip/import/plain-hosts.ts';
import { parse } from '../../../src/keepalived/parse/parse.ts';
import { plain } from '../../../src/keepalived/parse/syntax.ts';
import { nodeFrom } from './sample.ts';

const SERVER = `virtual_server 10.0.0.9 80 {
    lb_algo rr
    lb_kind DR
    real_server 10.0.0.3 80 {
        MISC_CHECK {
            misc_path "/usr/bin/check.sh 'a b'"
        }
    }
}
`;

it.each([
  ['IPVS alone', SERVER],
  ['IPVS alone, with comments', `# ours\n${SERVER}`],
  ['IPVS alone, with a comment that looks like a template', `! {{ ours }}\n${SERVER}`],
  ['with the line ends of another system', SERVER.replaceAll('\n', '\r\n')],
  [
    'IPv6 alone',
    'vrrp_instance V6 {\n interface eth0\n virtual_router_id 6\n virtual_ipaddress {\n fe80::9\n fd00::9\n }\n}\n',
  ],
])('a configuration is kept whole that makes no cluster: %s', (_, text) => {
  const node = nodeFrom('n1', text);
  expect(findClusters([node])).toEqual([]);
  const kept = plainHost(node);
  expect(kept?.text).not.toMatch(/\{\{/);
  expect(plain(parse(kept?.text ?? '', 'kept').nodes)).toEqual(plain(node.config.nodes));
});

it('keeps what a configuration includes', () => {
  const include = () => [{ file: 'more.conf', text: SERVER }];
  const config = parse('global_defs {\n router_id a\n}\ninclude more.conf\n', 'n1.conf', { include });
  const kept = plainHost(foundNode('n1', config));
  expect(kept?.text).toContain('virtual_server 10.0.0.9 80 {');
  expect(kept?.text).not.toContain('include');
});

it.each([
  ['nothing', '# not yet\n'],
  ['settings alone', 'global_defs {\n router_id a\n}\n'],
  ['another program', 'server {\n listen 80;\n}\n'],
  ['what an inventory would evaluate', 'static_routes {\n 10.0.0.0/8 via "{{gw}}"\n}\n'],
])('keeps nothing of %s', (_, text) => {
  expect(plainHost(nodeFrom('n1', text))).toBeUndefined();
});
