import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NOT_POSSIBLE, resignProgram, takeOverProgram } from '../../src/keepalived/daemon/hand-over.ts';
import { FakeMachine, optionsFor } from './fake-machine.ts';

const CONFIG = `vrrp_instance VI_1 {
    state BACKUP
    priority 240
    nopreempt
    preempt_delay 10
}
`;

let fake: FakeMachine;
beforeEach(() => {
  fake = new FakeMachine();
});
afterEach(() => fake.remove());

const run = (text: string, commands: { readonly keepalived?: string; readonly holds: boolean }) =>
  fake.run(text, takeOverProgram(optionsFor(fake.config)), commands);

describe('the program by which a standby takes the address', () => {
  it('reloads with a higher priority that preempts, then with its own configuration', () => {
    const { status, stderr, log, left } = run(CONFIG, { holds: true });
    expect([status, stderr]).toEqual([0, '']);
    const [before, first, second] = log.split('systemctl reload keepalived\n');
    expect(before).toBe('armed\n');
    expect(first).toBe('vrrp_instance VI_1 {\n    state BACKUP\n    priority 254\n\n\n}\n');
    expect(second).toBe(CONFIG);
    expect(left).toBe(CONFIG);
  });

  it('puts its own configuration back when it does not get the address', () => {
    const { status, stdout, log, left } = run(CONFIG, { holds: false });
    expect(status).toBe(NOT_POSSIBLE);
    expect(stdout).toContain('did not take the address');
    expect(log.match(/systemctl reload/g)).toHaveLength(2);
    expect(left).toBe(CONFIG);
  });

  it('is not kept from it by what keepalived says of the lines of its own configuration, too', () => {
    const said = 'grep -n "}" "$3" | sed "s|^|($3: Line |; s|:.*|) is old-fashioned|"';
    expect(run(CONFIG, { holds: true, keepalived: said })).toMatchObject({ status: 0, left: CONFIG });
  });

  it('is not kept from it by a test that never ends', () => {
    expect(run(CONFIG, { holds: true, keepalived: 'exec tail -f /dev/null' })).toMatchObject({
      status: 0,
      left: CONFIG,
    });
  });

  it.each([
    ['two instances', CONFIG.repeat(2), {}],
    ['no priority', CONFIG.replace(/ *priority.*\n/, ''), {}],
    ['a configuration that keepalived objects to', CONFIG, { keepalived: 'grep "priority 254" "$3" >&2' }],
    ['one that it refuses without a word', CONFIG, { keepalived: '! grep -q "priority 254" "$3"' }],
  ])('touches nothing with %s', (_name, text, commands) => {
    const { status, log, left } = run(text, { holds: true, ...commands });
    expect([status, log, left]).toEqual([NOT_POSSIBLE, '', text]);
  });

  it.each([
    ['of the standby', takeOverProgram],
    ['of the holder', resignProgram],
  ])('%s is POSIX sh, whatever the names in it', (_name, program) => {
    const { status, stderr } = spawnSync('sh', ['-n'], {
      input: program(optionsFor("/it's $(touch /tmp/x) `y`")),
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});
