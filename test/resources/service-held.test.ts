import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  heldPath,
  holdStopped,
  letGo,
  ordered,
  stopOnce,
} from '../../src/resources/services/service-held.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'held-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What systemd says: how an order ends, and the unit's states one after the other, the last one for good. */
interface Said {
  readonly order: 'ok' | 'canceled';
  readonly states: readonly string[];
}

const held = () => join(folder, heldPath('keepalived'));

/** Runs a program with systemd's answers in place of systemd, which no test has to itself, below a folder of its own. */
function run(program: string, { order, states }: Said) {
  const systemctl = `systemctl() {
  echo "$1" >>'${folder}/asked'
  case $1 in
    show) ${states.length > 1 ? 'next=$(head -n 1 "$states"); [ "$(wc -l <"$states")" = 1 ] || sed -i 1d "$states"; echo "ActiveState=$next"' : 'echo "ActiveState=$(cat "$states")"'} ;;
    is-active) [ "$(tail -n 1 "$states")" = active ] ;;
    start | stop | restart) ${order === 'ok' ? 'true' : "echo 'Job for keepalived.service canceled.' >&2; false"} ;;
  esac
}
sleep() { :; }
states='${folder}/states'; printf '%s\\n' ${states.join(' ')} >"$states"
set -e
`;
  const here = program.replaceAll('/run/systemd', `${folder}/run/systemd`);
  const { status } = spawnSync('sh', ['-c', systemctl + here], { encoding: 'utf8' });
  const asked = join(folder, 'asked');
  const orders = existsSync(asked) ? readFileSync(asked, 'utf8').trim().split('\n') : [];
  return { status, orders: orders.filter((each) => each !== 'show' && each !== 'is-active') };
}

const ok: Said = { order: 'ok', states: ['inactive'] };

describe('a service that is stopped beside somebody who starts it', () => {
  it.each<[string, Said, number]>([
    ['is stopped', ok, 0],
    ['is stopped by whoever took the order over', { order: 'canceled', states: ['inactive'] }, 0],
    ['is so after a while', { order: 'canceled', states: ['deactivating', 'deactivating', 'inactive'] }, 0],
    ['has failed', { order: 'canceled', states: ['deactivating', 'failed'] }, 0],
    ['runs after all', { order: 'canceled', states: ['deactivating', 'active'] }, 1],
    ['never comes to rest', { order: 'canceled', states: ['deactivating'] }, 1],
  ])('%s', (_what, said, status) => {
    expect(run(holdStopped('keepalived'), said)).toEqual({ status, orders: ['daemon-reload', 'stop'] });
    expect(readFileSync(held(), 'utf8')).toContain(`AssertPathExists=!${held()}`);
  });

  it('is let go, and systemd asked only where it was held', () => {
    expect(run(letGo('keepalived'), ok)).toEqual({ status: 0, orders: [] });
    run(holdStopped('keepalived'), ok);
    expect(run(letGo('keepalived'), ok).orders.slice(2)).toEqual(['daemon-reload']);
    expect(existsSync(held())).toBe(false);
  });

  it.each<[string, boolean, Said, number]>([
    ['is let go', false, ok, 0],
    ['is let go where it could not be stopped', false, { order: 'canceled', states: ['active'] }, 1],
    ['stays held where it was', true, ok, 0],
  ])('for a moment: %s', (_what, before, said, status) => {
    if (before) run(holdStopped('keepalived'), ok);
    expect(run(stopOnce('keepalived'), said).status).toBe(status);
    expect(existsSync(held())).toBe(before);
  });
});

describe('an order whose place another one takes', () => {
  it.each<[string, Said, number]>([
    ['was carried out', { order: 'ok', states: ['active'] }, 0],
    ['comes to the same', { order: 'canceled', states: ['activating', 'active'] }, 0],
    ['comes to nothing', { order: 'canceled', states: ['activating', 'failed'] }, 1],
  ])('%s', (_what, said, status) => {
    for (const verb of ['start', 'restart'] as const)
      expect(run(ordered(verb, 'keepalived'), said).status, verb).toBe(status);
  });
});
