import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FactStore } from '../../src/engine/facts/fact-store.ts';
import { type Leading, observe } from '../../src/engine/facts/observe.ts';
import { type ThisMachine, thisMachine } from '../support/this-machine.ts';

let machine: ThisMachine;
beforeEach(async () => {
  machine = await thisMachine();
});
afterEach(() => machine.close());

const quick = { id: 'quick', program: 'echo here', parse: String };
const endless = { id: 'rules of the firewall', program: 'sleep 600', parse: String };

it.each([
  ['the last one', [quick, endless]],
  ['one before others', [endless, quick]],
  ['one that others are read beside', [{ ...endless, waits: true as const }, quick]],
  ['what has to be done first', [endless, quick], { count: 1, onRead: () => undefined }],
])('a fact that never comes is named: %s', async (_name, facts, leading?: Leading) => {
  const outcome = await observe(machine.connection, facts, new FactStore(), leading, 1500);
  expect(outcome).toMatchObject({
    ok: false,
    problems: [
      {
        code: 'host.command-timeout',
        summary: 'reading facts took longer than 1.5 s and was ended',
        detail: expect.stringContaining('It was at the fact rules of the firewall: '),
      },
    ],
  });
});

it('tells what leads while the rest is still being read', async () => {
  const [go, said] = [join(machine.folder, 'go'), [] as string[]];
  const shared = { id: 'shared', about: '', program: () => 'shared=once' };
  const lead = {
    id: 'lead',
    plain: true,
    together: [shared],
    program: 'echo "$shared"',
    parse: String,
  } as const;
  const rest = { id: 'rest', program: `until [ -e ${go} ]; do sleep 0.02; done; echo rest`, parse: String };
  const store = new FactStore();
  const onRead = (outputs: readonly string[]) => {
    said.push(...outputs);
    writeFileSync(go, '');
  };
  const outcome = await observe(
    machine.connection,
    [lead, rest, { ...rest, id: 'beside', waits: true }],
    store,
    {
      count: 1,
      onRead,
    },
  );
  expect([outcome.ok, said, store.get(lead), store.get(rest)]).toEqual([
    true,
    ['once\n'],
    'once\n',
    'rest\n',
  ]);
});

it('waits for what is being read at once already, and does not ask for it again', async () => {
  const { session } = machine.session();
  const [slow, other] = [{ id: 'slow', program: 'sleep 0.2; echo slow', parse: String }, quick];
  const before = machine.connection.roundTrips;
  const outcomes = await Promise.all([
    session.gatherNow([slow], 'looking'),
    session.gatherNow([slow, other], 'looking'),
  ]);
  expect(outcomes.map(({ ok }) => ok)).toEqual([true, true]);
  expect([session.facts.get(slow), session.facts.get(other)]).toEqual(['slow\n', 'here\n']);
  expect(machine.connection.roundTrips - before).toBe(2);
  await session.gatherNow([slow, other], 'looking');
  expect(machine.connection.roundTrips - before).toBe(2);
  // After a change it is asked anew, though it is on its way.
  const late = { id: 'late', program: 'sleep 0.2; echo late', parse: String };
  const reading = session.gatherNow([late], 'looking');
  await session.refresh();
  await Promise.all([session.gatherNow([late], 'looking'), reading]);
  expect(session.facts.get(late)).toBe('late\n');
});
