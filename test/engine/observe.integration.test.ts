import { afterEach, beforeEach, expect, it } from 'vitest';
import { FactStore } from '../../src/engine/fact-store.ts';
import { observe } from '../../src/engine/observe.ts';
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
  ['what has to be done first', [endless, quick], () => undefined],
])('a fact that never comes is named: %s', async (_name, facts, onFirst?: () => undefined) => {
  const outcome = await observe(machine.connection, facts, new FactStore(), onFirst, 1500);
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
