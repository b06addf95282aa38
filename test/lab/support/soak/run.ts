import type { Lab } from '../../../../src/lab/index.ts';
import { exec } from '../cluster.ts';
import { soakClusters } from './clusters.ts';
import { handMadePair } from './pair.ts';
import { type SoakResult, takeOver } from './take-over.ts';

/** What a soak is to do. */
export interface SoakOptions {
  readonly seed: number;
  /** The pairs of the seed that are made, by their numbers. */
  readonly numbers: readonly number[];
  /** More options of `up`. */
  readonly more?: readonly string[];
  /** keepalived on the nodes of a pair; its number says which, so that it can be made again alone. */
  readonly releases?: readonly (readonly [string, string])[];
  /** The last cluster's machines are third ones of the others'. */
  readonly thirds?: boolean;
  readonly onResult?: (result: SoakResult) => void;
}

/** Takes pairs over, on each cluster of a lab one after the other, and on all clusters side by side. */
export async function soak(lab: Lab, options: SoakOptions): Promise<readonly SoakResult[]> {
  const clusters = await soakClusters(lab, options.thirds);
  const numbers = [...options.numbers];
  const results: SoakResult[] = [];
  await Promise.all(
    clusters.map(async (cluster) => {
      const members = [...cluster.nodes, ...(cluster.third === undefined ? [] : [cluster.third])];
      for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
        const releases = options.releases?.[number % options.releases.length] ?? ['2.2.7', '2.2.7'];
        for (const [index, node] of members.entries()) await install(lab, node, releases[index] ?? '2.2.7');
        const pair = handMadePair(options.seed, number, cluster.place);
        const result = await takeOver(lab, cluster, pair, options.more);
        const labelled = { ...result, summary: `${releases.join('+')}, ${result.summary}` };
        results.push(labelled);
        options.onResult?.(labelled);
      }
    }),
  );
  return results;
}

async function install(lab: Lab, node: string, release: string): Promise<void> {
  await exec(
    lab,
    node,
    `keepalived -v 2>&1 | grep -q 'v${release} ' || { yum -q -y remove keepalived; yum -q -y install keepalived-${release}; } >/dev/null 2>&1
keepalived -v 2>&1 | grep -q 'v${release} '`,
  );
}
