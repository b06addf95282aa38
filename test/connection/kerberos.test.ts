import { describe, expect, it } from 'vitest';
import { AuthPlan } from '../../src/connection/auth/auth-plan.ts';
import { askOpenSsh } from '../../src/connection/beyond-built-in.ts';
import { sshProblem } from '../../src/connection/built-in/ssh-problem.ts';

const AGENT = '/run/agent';
const REASON = 'GSSAPIAuthentication is set, and nothing else lets it log in';

/** The problem of a login that the server refuses after it has said what it takes; null where it never did. */
function refused(offered: readonly string[] | null) {
  const plan = new AuthPlan({ named: [], usual: [], agentSocket: AGENT, password: undefined });
  plan.next(offered);
  const fault = { message: 'All configured authentication methods failed', level: 'client-authentication' };
  const peer = { host: 'node', endpoint: '10.0.0.5:22' };
  return sshProblem(peer, fault, 'login', { user: 'ann', plan, notes: [] });
}

describe('a login that the SSH which is built in cannot make', () => {
  it.each([
    ['Kerberos is set and taken', ['publickey', 'gssapi-with-mic'], true, REASON],
    ['Kerberos is set, and no method is known', null, true, REASON],
    ['Kerberos is set and not taken', ['publickey', 'password'], true, undefined],
    ['Kerberos is not set', ['gssapi-with-mic'], undefined, undefined],
  ])('goes to the program ssh, or not: %s', (_, offered, mayUseGssapi, reason) => {
    const ssh = mayUseGssapi === undefined ? {} : { mayUseGssapi };
    expect(askOpenSsh([refused(offered)], ssh)).toBe(reason);
  });

  it.each([
    ['Kerberos alone', ['gssapi-keyex', 'gssapi-with-mic'], 'set -o GSSAPIAuthentication=yes'],
    ['keys, too', ['publickey', 'gssapi-with-mic'], 'authorized_keys'],
    ['nothing that is known', null, 'authorized_keys'],
  ])('says what to do where the server takes %s', (_, offered, said) => {
    expect(refused(offered).fix).toContain(said);
  });
});
