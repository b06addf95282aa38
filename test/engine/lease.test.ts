import { describe, expect, it } from 'vitest';
import {
  hasEnded,
  type ProcessTable,
  systemProcesses,
  thisProcess,
} from '../../src/engine/lease/control-process.ts';
import { formatLease, type Lease, parseLease, standingOf } from '../../src/engine/lease/lease.ts';

const HERE = 'boot-1 pid:[1]';

const lease: Lease = {
  id: 'aaa',
  user: 'ann',
  host: 'control-1',
  boot: HERE,
  pid: 4711,
  pidStart: '900',
  command: 'up',
  startedAt: '2026-11-22T20:31:05.000Z',
};

function processes(boot: string, ...running: readonly (readonly [number, string])[]): ProcessTable {
  const table = new Map(running);
  return { boot, startOf: (pid) => table.get(pid) };
}

const ALIVE = processes(HERE, [4711, '900']);

describe('how a run stands to a lease', () => {
  it.each([
    ['none is there', undefined, 0, ALIVE, 'free'],
    ['it is our own', { id: 'me' }, 30, ALIVE, 'ours'],
    ['our own has run out', { id: 'me' }, -5, ALIVE, 'ours'],
    ['its owner runs on this machine', {}, 30, ALIVE, 'held'],
    ['its owner has ended on this machine', {}, 30, processes(HERE), 'owner-ended'],
    ['its process id is another process by now', {}, 30, processes(HERE, [4711, '950']), 'owner-ended'],
    ['this machine hides when the process started', {}, 30, processes(HERE, [4711, '']), 'held'],
    ['its owner is on another machine', {}, 30, processes('boot-2 pid:[1]'), 'held'],
    ['its owner is in another container of this machine', {}, 30, processes('boot-1 pid:[2]'), 'held'],
    ['neither machine knows its boot id', { boot: '' }, 30, processes(''), 'held'],
    ['it is a machine’s own, without a process', { pid: 0 }, 30, processes(HERE), 'held'],
    ['it has one second left', {}, 1, processes('boot-2 pid:[1]'), 'held'],
    ['it has run out this second', {}, 0, processes('boot-2 pid:[1]'), 'expired'],
    ['it has run out long ago', {}, -3600, ALIVE, 'expired'],
  ] as const)('when %s', (_name, change, secondsLeft, here, standing) => {
    const seen = { lease: change && { ...lease, ...change }, secondsLeft };
    expect(standingOf(seen, 'me', here)).toBe(standing);
  });
});

describe('a lease as text', () => {
  it('is read as it was written', () => {
    const output = `${formatLease(lease)}\nexpiresAt=1000\nmachineBoot=b\n\nsecondsLeft=30\n`;
    expect(parseLease(output)).toEqual({ lease, secondsLeft: 30 });
  });

  it('keeps what holds a line end or a sign on one line', () => {
    const odd = { ...lease, command: 'run\nid=bbb', user: 'a=b' };
    expect(parseLease(`${formatLease(odd)}\nexpiresAt=1000\nsecondsLeft=30`).lease).toEqual({
      ...odd,
      command: 'run id=bbb',
    });
  });

  it.each([
    ['nothing', '\nsecondsLeft=-970\n'],
    ['an empty file, as a power cut may leave it', '\n\nsecondsLeft=-970\n'],
    ['something else', 'hello\nsecondsLeft=-970\n'],
  ])('of %s is none', (_name, output) => {
    expect(parseLease(output).lease).toBeUndefined();
  });

  it.each(['', 'secondsLeft=soon\n'])('without time left has run out: %j', (more) => {
    expect(parseLease(`id=aaa\n${more}`).secondsLeft).toBeLessThanOrEqual(0);
  });
});

describe('processes of this machine', () => {
  it('show that this one runs', () => {
    expect(hasEnded(thisProcess(), systemProcesses())).toBe(false);
  });

  it('show that none of an impossible id does', () => {
    expect(hasEnded({ ...thisProcess(), pid: 2 ** 30 }, systemProcesses())).toBe(true);
  });

  it('show that this one is not an earlier one of its id', () => {
    expect(hasEnded({ ...thisProcess(), pidStart: '1' }, systemProcesses())).toBe(true);
  });
});
