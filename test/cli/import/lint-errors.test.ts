import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importNodes } from '../../../src/cli/import/import-nodes.ts';
import { type FoundNode, foundNode } from '../../../src/havip/import/found.ts';
import { exampleOf, sidesOf } from '../../../src/keepalived/lint/examples/examples.ts';
import { GOOD, GOOD_PEER } from '../../../src/keepalived/lint/examples/good.ts';
import { RULES } from '../../../src/keepalived/lint/rules.ts';
import { parse } from '../../../src/keepalived/parse/parse.ts';
import { networkFact } from '../../../src/resources/network.ts';
import { type HandMadePair, handMadePair } from '../../lab/support/soak/pair.ts';
import { type Bench, startBench } from '../support/in-process.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const world = { homeDirectory: '/nonexistent', localUser: 'tester', environment: {} };

/** What `import` makes of machines: clusters, files kept whole, or what it says instead. */
async function made(nodes: readonly FoundNode[]) {
  const out = join(bench.folder, 'out.yaml');
  const done = await importNodes(world, nodes, { out, check: true, leaveOut: '' });
  if (!done.ok) throw new Error(JSON.stringify(done.problems));
  const { clusters, plain } = done.value;
  return {
    refusals: clusters.flatMap((each) => each.refusals),
    kind: plain.some(({ because }) => because.length > 0)
      ? ('kept whole' as const)
      : clusters.some(({ trouble }) => trouble)
        ? ('told to be refused' as const)
        : ('a cluster' as const),
  };
}

const pairOf = (text: string, peer: string) =>
  [text, peer].map((each, index) =>
    foundNode(`n${index + 1}`, parse(each, `n${index + 1}.conf`), { release: '2.2.7' }),
  );

/** The other node of a pair that has the same mistake: with its own address, name and a lower priority. */
function alsoPeer(text: string): string {
  return text
    .replace(/172\.16\.16\.([56])\b/g, (_, last) => `172.16.16.${last === '5' ? 6 : 5}`)
    .replace('node-a', 'node-b')
    .replace('priority 250', 'priority 240');
}

/** What is no cluster of an inventory, by the rule whose example it is. */
const NO_CLUSTER: Readonly<Record<string, 'kept whole' | 'told to be refused'>> = {
  KA026: 'kept whole',
  KA030: 'told to be refused',
  KA040: 'kept whole',
  KA041: 'kept whole',
  KA048: 'kept whole',
  KA049: 'kept whole',
  KA092: 'kept whole',
  KA096: 'kept whole',
};

describe('what import writes of a pair that lint has errors in', () => {
  const rules = RULES.filter(({ severity }) => severity === 'error').flatMap(({ id, title }) => {
    const example = exampleOf(id);
    return example === undefined || example.facts !== undefined ? [] : [[id, title, example] as const];
  });

  it.each(rules)('is nothing that up refuses without a word: %s, %s', async (id, _title, example) => {
    const { bad } = sidesOf(example);
    const nodes = pairOf(bad.text, bad.peer ?? alsoPeer(bad.text));
    expect(await made(nodes)).toEqual({ refusals: [], kind: NO_CLUSTER[id] ?? 'a cluster' });
  });

  it('ends with any number in any place, as keepalived does', async () => {
    const odd = fc.constantFrom('0', '-5', '300', '2500', '10.5', 'abc', '4294967296', '1e9', '""');
    const keyword = fc.constantFrom(
      ...(['priority', 'advert_int', 'interval', 'timeout', 'weight', 'garp_master_refresh'] as const),
    );
    const more = fc.constantFrom('down_timer_adverts', 'preempt_delay', 'unicast_ttl', 'version');
    await fc.assert(
      fc.asyncProperty(keyword, odd, more, odd, fc.boolean(), async (first, one, second, other, both) => {
        const broken = (text: string) =>
          text
            .replace(new RegExp(`\\b${first} \\S+`), `${first} ${one}`)
            .replace('    nopreempt\n', `    nopreempt\n    ${second} ${other}\n`);
        const { refusals } = await made(pairOf(broken(GOOD), both ? broken(GOOD_PEER) : GOOD_PEER));
        expect(refusals).toEqual([]);
      }),
      { numRuns: 60, seed: Number(process.env.FUZZ_SEED ?? 1) },
    );
  });

  it('is nothing that up refuses, for pairs of any making and three nodes', async () => {
    const refused = [];
    for (let number = 0; number < 80; number += 1) {
      const pair = handMadePair(Number(process.env.FUZZ_SEED ?? 300_003), number, PLACE);
      const { refusals } = await made(nodesOf(pair));
      // No HAVIP is of a network that its machines are not in.
      refused.push(...refusals.filter((text) => !text.includes("not in the interface's subnet")));
    }
    expect(refused).toEqual([]);
  });
});

const PLACE = {
  address: '10.201.16.12',
  routerId: 51,
  privateIps: ['10.201.16.5', '10.201.16.6', '10.201.16.7'],
  names: ['a', 'b', 'c'],
};

function nodesOf({ nodes }: HandMadePair): readonly FoundNode[] {
  return nodes.map(({ config, files, options }, index) => {
    const name = PLACE.names[index] ?? '';
    const configId = /-i (\w+)/.exec(options)?.[1] ?? name;
    const include = (pattern: string) =>
      Object.entries(files).flatMap(([file, text]) =>
        file.includes(pattern.replace('*.conf', '')) ? [{ file, text }] : [],
      );
    return foundNode(name, parse(config, 'keepalived.conf', { include, configId }), {
      release: '2.2.7',
      network: networkFact.parse(`2: eth0 inet ${PLACE.privateIps[index]}/20 scope global eth0`),
    });
  });
}
