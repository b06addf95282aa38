import { expect, it } from 'vitest';
import { play, playbook } from '../../../src/api/define.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import { Bench } from '../../bench/bench.ts';
import { CONFIG, pairPlay } from '../../bench/playbooks.ts';

const notToBeHad: Resource = {
  id: 'package:mysql',
  name: 'mysql',
  tags: [],
  facts: [],
  plan: () => ({
    state: 'blocked',
    problem: { code: 'host.package-not-offered', summary: 'no mysql to be had', fix: 'Offer one.' },
  }),
};

it('what is not to be had on one host is known before any unit is begun, and all are told so', async () => {
  const bench = new Bench();
  const book = playbook({
    name: 'pair and more',
    strategy: 'free',
    plays: [pairPlay(), play({ name: 'database', hosts: 'app2', tasks: () => [notToBeHad] })],
  });
  const { result, codes } = await bench.run(book, { survey: true });
  expect([codes, result.exitCode]).toEqual([['host.package-not-offered'], 2]);
  expect(result.clusters.web).toMatchObject({
    holders: [],
    skipped: 'not begun: not every unit can have what was asked for',
  });
  expect(bench.machines.one.files.get(CONFIG)).toBeUndefined();
});
