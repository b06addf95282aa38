import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lintFiles } from '../../src/keepalived/lint/files.ts';
import { lintHost } from '../../src/keepalived/lint/lint.ts';
import { parse } from '../../src/keepalived/parse/parse.ts';
import { execute } from '../../src/lab/command.ts';
import type { Lab } from '../../src/lab/index.ts';
import { EVERY_ROW } from '../support/long.ts';
import { freshLab, holdersOf, NODES, onNodes, removeLab } from './support/cluster.ts';
import { endPair, SCRIPTS, startPair } from './support/pair-by-hand.ts';
import { PROMISED, type Promised, pairOf } from './support/promised.ts';
import { PROMISED_ORDER } from './support/promised-order.ts';

/** Longer than a standby waits, and than a check needs. */
const SETTLED_MS = 8000;
const LIMIT_MS = 60_000;

/** Who holds an address once that has not changed for a while. */
async function settled(
  lab: Lab,
  address: string | undefined,
  wanted: readonly string[],
): Promise<readonly string[]> {
  const startedAt = Date.now();
  let [found, since] = [await holdersOf(lab, address), startedAt];
  const isLong = () => Date.now() - since >= SETTLED_MS;
  while (!(isLong() && found.join() === wanted.join()) && Date.now() - startedAt < LIMIT_MS) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const now = await holdersOf(lab, address);
    if (now.join() !== found.join()) [found, since] = [now, Date.now()];
  }
  return found;
}

/** What the linter says of the pair, and of the second machine where that is known. */
function found({ facts, ...row }: Promised): readonly string[] {
  const texts = pairOf(row).map((text, index) => ({ file: `${index}.conf`, text }));
  const { findings } = lintFiles(texts, { version: '2.2.7', profile: 'havip' });
  const onHost = facts === undefined ? [] : lintHost(parse(texts[1]?.text ?? '', '1.conf'), facts);
  return [...findings, ...onHost].map(({ rule }) => rule);
}

describe.runIf(EVERY_ROW)('what rules say becomes of the address', { timeout: 180_000 }, () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-promises', cloud: 'none', yum: ['2.2.7'], witness: false });
    await onNodes(lab, `yum -q -y install keepalived; ${SCRIPTS}`);
    // As in a VPC: what is for a group reaches nobody.
    for (const node of NODES)
      await execute(['bridge', '-n', lab.networkNamespace, 'link', 'set', 'dev', node, 'mcast_flood', 'off']);
  }, 600_000);
  afterEach(() => endPair(lab));
  afterAll(() => removeLab(lab));

  it.each([...PROMISED, ...PROMISED_ORDER].map((row) => [row.rule ?? 'no rule', row.what, row] as const))(
    '%s, %s: it is so',
    async (_rule, _what, row) => {
      if (row.rule !== undefined) expect(found(row)).toContain(row.rule);
      // What the change of a running pair makes of it is not there from the start.
      const start = row.rule === 'KA004' ? { ...row, first: [] } : row;
      await startPair(lab, pairOf(start));
      await row.afterwards?.(lab);
      const holders = await settled(lab, row.address, row.holders);
      const log = await onNodes(lab, 'journalctl -u keepalived -n 25 -o cat --no-pager');
      expect(holders, log.join('\n---\n')).toEqual(row.holders);
    },
  );
});
