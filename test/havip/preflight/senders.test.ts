import { expect, it } from 'vitest';
import { sendersFact } from '../../../src/havip/preflight/facts/senders.ts';
import { found } from './machine.ts';

const SETTINGS = { notify: { webhooks: ['https://x.example/t0ken'] } };

it.each<[string, string, RegExp | undefined]>([
  ['has all', '', undefined],
  ['has no program that sends', 'curl\n', /no curl or GNU wget, and notify\.webhooks/],
  ['has less', 'flock\nbase64\n', /no flock and base64/],
  ['says what cannot be', 'x y\n$(z)\n', undefined],
])('a machine that sends webhooks and %s', async (_name, lines, expected) => {
  const findings = await found([[sendersFact, lines]], SETTINGS);
  expect(findings.map(({ problem }) => problem.code)).toEqual(expected ? ['host.no-webhook-sender'] : []);
  if (expected) expect(findings[0]?.problem.summary).toMatch(expected);
});
