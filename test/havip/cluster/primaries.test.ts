import { expect, it } from 'vitest';
import { strayWords } from '../../../src/havip/handover/return-to-primary.ts';
import { varsWith } from '../../roles/keepalived/sample.ts';

it.each([
  ['with its primary', ['HAVIP-01'], undefined],
  ['with another node', ['HAVIP-02'], 'with HAVIP-02 and not with its primary, HAVIP-01'],
  ['with nobody', [], 'with nobody and not with its primary, HAVIP-01'],
  ['with both', ['HAVIP-01', 'HAVIP-02'], 'with HAVIP-01 and HAVIP-02 and not with its primary, HAVIP-01'],
])('a new address that is %s in the end', async (_where, holders, expected) => {
  const [vars] = await varsWith();
  if (vars === undefined) throw new Error('no cluster');
  const said = strayWords(vars.cluster, holders);
  expect(said === undefined).toBe(expected === undefined);
  expect(said ?? '').toContain(expected ?? '');
});
