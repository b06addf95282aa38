import { sendersFact } from '../facts/senders.ts';
import { finding, listed, type PreflightRule } from './input.ts';

/** Whether the machine has what webhooks are sent with. */
export const senderRules: PreflightRule = function* ({ cluster, facts }) {
  const missing = cluster.havip.webhooks.length === 0 ? [] : (facts.ifRead(sendersFact) ?? []);
  if (missing.length === 0) return;
  const what = missing.map((program) => (program === 'curl' ? 'curl or GNU wget' : program));
  yield finding(
    'error',
    'host.no-webhook-sender',
    `the machine has no ${listed(what)}, and notify.webhooks is sent by it`,
    `Install ${listed(missing)} on it, or remove notify.webhooks.`,
  );
};
