import { describe, expect, it } from 'vitest';
import { findClusters } from '../../../src/havip/import/clusters.ts';
import { describeCluster } from '../../../src/havip/import/describe.ts';
import { describeTogether } from '../../../src/havip/import/describe-together.ts';
import { nodeFrom, pair } from './sample.ts';

describe('imported clusters', () => {
  it.each([
    ['the usual ones', ['VI_1', 'VI_2'], [undefined, undefined]],
    ['in another order', ['VI_2', 'VI_1'], ['VI_2', 'VI_1']],
    ['of their own', ['WEB', 'DB'], ['WEB', 'DB']],
    ['one of its own', ['WEB', 'VI_2'], ['WEB', 'VI_2']],
    ['no name for a file', ['a:b', 'VI_2'], [undefined, 'VI_2']],
    ['another one alone', ['VI_51'], ['VI_51']],
    ['the usual one alone', ['VI_1'], [undefined]],
  ])('keep the names of their instances: %s', (_name, [one = '', two], expected) => {
    const second = `vrrp_instance ${two} {\n interface eth0\n virtual_router_id 52\n virtual_ipaddress {\n 10.0.0.7\n }\n}\n`;
    const nodes = pair(two === undefined ? {} : { after: second }).map((text, index) =>
      nodeFrom(`n${index + 1}`, text.replace('VI_1', one)),
    );
    const together = describeTogether(findClusters(nodes).map((each) => describeCluster(each, false)));
    expect(together.map(({ havip }) => havip.instance)).toEqual(expected);
  });
});
