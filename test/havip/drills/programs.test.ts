import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import {
  causeProgram,
  type FailureOptions,
  restoreProgram,
} from '../../../src/havip/drills/programs/failure.ts';
import { nodeSampler } from '../../../src/havip/drills/programs/node-sampler.ts';
import { probe } from '../../../src/havip/drills/programs/probe.ts';
import { scenarios } from '../../../src/havip/drills/scenarios.ts';

const hostile = "it's $(touch /tmp/havip-hostile) `id`";

/** What a shell says about a program without running it. */
function parsed(program: string): { readonly status: number | null; readonly stderr: string } {
  const { status, stderr } = spawnSync('sh', ['-n'], { input: program, encoding: 'utf8' });
  return { status, stderr };
}

describe('programs are POSIX sh, whatever the names in them', () => {
  test('samplers', () => {
    const sampler = nodeSampler({
      addresses: ['10.0.0.1', '10.0.0.2'],
      stateFile: hostile,
    });
    expect(parsed(sampler)).toEqual({ status: 0, stderr: '' });
    const inner = `${sampler.slice(0, sampler.indexOf('\ncommand -v bash'))}\nprintf %s "$program"`;
    const watched = spawnSync('sh', { input: inner, encoding: 'utf8' }).stdout;
    expect(parsed(watched)).toEqual({ status: 0, stderr: '' });
    expect(watched).toContain("addresses='10.0.0.1 10.0.0.2'");
    expect(parsed(probe('10.0.0.1', 10))).toEqual({ status: 0, stderr: '' });
  });

  test('the interval is in seconds', () => {
    expect(probe('10.0.0.1', 10)).toContain('start_ping 0.01\n');
    expect(probe('10.0.0.1', 1000)).toContain('start_ping 1\n');
  });

  test.each(scenarios.map((scenario) => ({ name: scenario.name, scenario })))(
    'drill $name',
    ({ scenario }) => {
      const context = { unit: hostile, interface: hostile, addresses: ['10.0.0.1'] };
      const options: FailureOptions = {
        scenario,
        context,
        undoName: 'havip-drill-web',
        undoAfterSeconds: 60,
      };
      expect(parsed(causeProgram(options))).toEqual({ status: 0, stderr: '' });
      expect(parsed(restoreProgram(options))).toEqual({ status: 0, stderr: '' });
    },
  );

  test('the undo is armed before the failure is caused, and disarmed after it is mended', () => {
    for (const scenario of scenarios) {
      const context = { unit: 'keepalived', interface: 'eth0', addresses: ['10.0.0.1'] };
      const options: FailureOptions = {
        scenario,
        context,
        undoName: 'havip-drill-web',
        undoAfterSeconds: 60,
      };
      const cause = causeProgram(options).split('\n');
      expect(cause.lastIndexOf('cause || exit')).toBeGreaterThan(cause.indexOf('arm || exit 97'));
      const restore = restoreProgram(options).split('\n');
      expect(restore.lastIndexOf('disarm')).toBeGreaterThan(restore.lastIndexOf('restore || exit'));
    }
  });
});
