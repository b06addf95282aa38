import { describe, expect, it } from 'vitest';
import { renderFiles } from '../../../roles/keepalived/files/config.ts';
import { keepalived } from '../../../roles/keepalived/index.ts';
import { CONFIG_PATH, NOTIFY_PATH } from '../../../roles/keepalived/paths.ts';
import type { KeepalivedVars } from '../../../roles/keepalived/vars.ts';
import { fileFact } from '../../../src/index.ts';
import { FURTHER_SETTINGS } from './further-settings.ts';
import { NODES_FACTS, SETTINGS, severalWith, varsWith } from './sample.ts';

const HOOKS = {
  notify: { master: '/usr/local/bin/promote', stop: '/usr/local/bin/bye', webhooks: ['http://192.0.2.1/x'] },
};

/** A second reading of facts is a second round trip, on every node and at every run that changes nothing. */
describe('all files that the role writes are looked at in its first reading', () => {
  it.each([...SETTINGS, ...FURTHER_SETTINGS, ['hooks and webhooks', HOOKS] as const])(
    '%s',
    async (_name, havip) => {
      for (const vars of await varsWith(havip)) expectLookedAt(vars);
    },
  );

  it('of several clusters of the same machines', async () => {
    const all = await severalWith({ web: HOOKS, db: { checks: [{ name: 'sql', tcp: 3306 }], ...HOOKS } });
    expect(all).toHaveLength(2);
    for (const vars of all) expectLookedAt(vars);
  });
});

function expectLookedAt(vars: KeepalivedVars): void {
  const rendered = renderFiles(vars, '2.2.7', NODES_FACTS);
  if ('problems' in rendered) throw new Error(JSON.stringify(rendered.problems));
  const { checks, hooks } = rendered.files;
  const written = [CONFIG_PATH, NOTIFY_PATH, ...[...checks, ...hooks].map(({ path }) => path)];
  const { cluster, member } = vars;
  const asked = keepalived.facts({ vars, cluster, member, host: member.host }).map(({ id }) => id);
  expect(asked).toEqual(expect.arrayContaining(written.map((path) => fileFact(path).id)));
  // What leads the others would be read anyway.
  const leading = keepalived.preflight?.ahead?.facts.map(({ id }) => id) ?? [];
  expect(leading.length).toBeGreaterThan(0);
  expect(asked).toEqual(expect.arrayContaining(leading));
}
