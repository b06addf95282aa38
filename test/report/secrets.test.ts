import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { RunDocument } from '../../src/core/events/document.ts';
import type { RunEvent } from '../../src/core/events/event.ts';
import { changeTexts } from '../../src/report/clean.ts';
import { report } from './harness.ts';
import {
  CONF_DIFF,
  clusterResult,
  drillResult,
  EVENTS,
  hostResult,
  problem,
  runDocument,
  taskResult,
} from './sample.ts';

const SOURCE = { file: 'inventory.yaml', line: 1, column: 1 };

const FULL = runDocument({
  hosts: {
    h: hostResult({ failed: 1, tasks: [taskResult({ changed: true, diff: CONF_DIFF, error: 'e' })] }),
  },
  clusters: { web: clusterResult({ healthy: false, drills: [drillResult({ passed: false, error: 'e' })] }) },
  errors: [problem({ host: 'h', detail: 'd', fix: 'f', source: SOURCE })],
});

const EVERY_EVENT: readonly RunEvent[] = [
  ...EVENTS,
  { type: 'problem', problem: problem({ host: 'HAVIP-01', detail: 'd', fix: 'f', source: SOURCE }) },
  {
    type: 'cluster-finished',
    cluster: 'web',
    result: clusterResult({ drills: [drillResult({ error: 'e', passed: false })] }),
  },
];

/** Long enough that some line cuts it off; the part before the cut must not be seen either. */
const LONG_SECRET = `p4ss-${'0123456789'.repeat(12)}`;
const PART = LONG_SECRET.slice(0, 7);

const MODES = ['terminal', 'plain', 'json'] as const;

describe.each(MODES)('%s mode', (mode) => {
  it.each([
    ['a long secret', LONG_SECRET, PART],
    ['a secret with quotes', `it's "so"`, `it's`],
    ['a secret like an escape sequence', '\x1b[31mq', '31mq'],
  ])('shows no part of %s, whichever field it stands in', async (_, secret, part) => {
    const into = <T>(value: T): T => changeTexts(value, (text) => `${text} ${secret}`);
    const document: RunDocument = into(FULL);
    for (const command of ['up', 'plan']) {
      const { out, err } = await report(
        into(EVERY_EVENT),
        { ...document, command },
        {
          mode,
          secret,
          diff: true,
          verbosity: mode === 'plain' ? 2 : 0,
          columns: () => 60,
          readSource: () => `line with ${secret}`,
        },
      );
      expect(out + err).not.toContain(part);
      expect(out).toContain('********');
    }
  });

  it.each(['1', '31', 'm', 'ok', 'type', 'changed', 'failed'])(
    'stays whole with the secret %j',
    async (secret) => {
      const { out } = await report(EVERY_EVENT, FULL, { mode, secret, color: mode !== 'json' });
      if (mode === 'json') expect(Object.keys(JSON.parse(out).hosts)).toHaveLength(1);
      else expect(out.replace(/\x1b\[\d+m/g, '')).not.toContain('\x1b');
    },
  );
});

describe('the live view', () => {
  it('shows no part of a secret while it runs', async () => {
    const into = changeTexts(EVERY_EVENT, (text) => `${text} ${LONG_SECRET}`);
    const pause = () => sleep(30);
    const { err } = await report(into, FULL, {
      mode: 'terminal',
      secret: LONG_SECRET,
      columns: () => 60,
      pause,
    });
    expect(err).not.toContain(PART);
    expect(err).toContain('\x1b[J');
  });
});

describe('changeTexts', () => {
  it('loses no host when masks make names equal', () => {
    const document = changeTexts(runDocument(), () => 'x');
    expect(Object.keys(document.hosts)).toEqual(['x', 'x-2']);
  });

  it('leaves alone what is no text', () => {
    expect(changeTexts(EVENTS[0], (text) => text)).toEqual(EVENTS[0]);
  });
});
