import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NOT_POSSIBLE } from '../../src/keepalived/daemon/hand-over.ts';
import { ownReloadProgram } from '../../src/keepalived/daemon/own-reload.ts';
import { FakeMachine, optionsFor } from './fake-machine.ts';

const CONFIG = `vrrp_instance VI_1 {
    state BACKUP
    priority 240
    nopreempt
}
`;
const AS_OWNER = 'vrrp_instance VI_1 {\n\n    priority 255\n\n}\n';
const reloads = (...configs: readonly string[]) =>
  configs.map((config) => `systemctl reload keepalived\n${config}`).join('');

describe('a reload by which the instance is bound anew', () => {
  let fake: FakeMachine;
  beforeEach(() => {
    fake = new FakeMachine();
  });
  afterEach(() => fake.remove());

  it('takes the address as its owner, then takes its own configuration up', () => {
    const { status, log, left } = fake.run(CONFIG, ownReloadProgram(optionsFor(fake.config), 'refuse'), {
      holds: true,
    });
    expect([status, log, left]).toEqual([0, `armed\n${reloads(AS_OWNER, CONFIG)}`, CONFIG]);
  });

  it.each(['refuse', 'plainly'] as const)(
    'is a plain one where the address is elsewhere (%s)',
    (otherwise) => {
      const program = ownReloadProgram(optionsFor(fake.config), otherwise);
      const { status, stdout, log } = fake.run(CONFIG, program, { holds: false });
      expect([status, stdout, log]).toEqual([0, '', reloads(CONFIG)]);
    },
  );

  describe.each([
    ['two instances', CONFIG.repeat(2), 'true', 'not of one instance with one priority'],
    [
      'what keepalived has against an owner',
      CONFIG,
      'grep "priority 255" "$3"',
      'something against the same configuration with priority 255, .*:     priority 255',
    ],
    ['an owner that it refuses', CONFIG, '! grep -q "priority 255" "$3"', 'it ends with 1'],
  ])('kept from that by %s', (_name, text, keepalived, reason) => {
    it('a step says so, and reloads nothing', () => {
      const program = ownReloadProgram(optionsFor(fake.config), 'refuse');
      const { status, stdout, log, left } = fake.run(text, program, { holds: true, keepalived });
      expect([status, log, left]).toEqual([NOT_POSSIBLE, '', text]);
      expect(stdout).toMatch(new RegExp(`^nothing was reloaded: .*since .*${reason}`));
    });

    it('an undo says so, and goes through', () => {
      const program = ownReloadProgram(optionsFor(fake.config), 'plainly');
      const { status, stdout, log, left } = fake.run(text, program, { holds: true, keepalived });
      expect([status, log, left]).toEqual([0, reloads(text), text]);
      expect(stdout).toMatch(new RegExp(`^the address goes away for a moment .*since .*${reason}`));
    });
  });

  it.each([
    ['refuse', 1],
    ['plainly', 0],
  ] as const)(
    'that does not bring the address back says so, with its own configuration in place (%s)',
    (otherwise, code) => {
      const program = ownReloadProgram(optionsFor(fake.config), otherwise);
      const { status, stdout, log, left } = fake.run(CONFIG, program, { holds: 'until the reload' });
      expect([status, log, left]).toEqual([code, `armed\n${reloads(AS_OWNER, CONFIG)}`, CONFIG]);
      expect(stdout).toMatch(
        /^the address did not come back within 5 s of the reload.*\n.*Entering FAULT STATE\nWhere /,
      );
    },
  );

  it.each([
    ['refuse', 1],
    ['plainly', 0],
  ] as const)('that keepalived does not come to read says so (%s)', (otherwise, code) => {
    const program = ownReloadProgram(optionsFor(fake.config), otherwise);
    const { status, stdout, log, left } = fake.run(CONFIG, program, { holds: 'throughout' });
    expect([status, log, left]).toEqual([code, `armed\n${reloads(AS_OWNER, CONFIG)}`, CONFIG]);
    expect(stdout).toMatch(/^keepalived did not take the reload up within 15 s/);
  });

  it('is POSIX sh, whatever the names in it', () => {
    for (const otherwise of ['refuse', 'plainly'] as const) {
      const input = ownReloadProgram(optionsFor("/it's $(touch /tmp/x) `y`"), otherwise);
      const { status, stderr } = spawnSync('sh', ['-n'], { input, encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
    }
  });
});
