import { describe, expect, it } from 'vitest';
import { toJson } from '../../src/report/index.ts';
import { clusterResult, drillResult, hostResult, problem, runDocument, taskResult } from './sample.ts';

const document = runDocument({
  hosts: { 'HAVIP-01': hostResult({ tasks: [taskResult()] }) },
  clusters: { web: clusterResult({ drills: [drillResult()] }) },
  errors: [problem({ source: { file: 'inventory.yaml', line: 7, column: 11 } })],
});

describe('toJson', () => {
  it('is indented by two and ends in a newline', () => {
    expect(toJson(document)).toMatch(/^\{\n {2}"command": "up",\n {2}"ok": true,\n.*\n\}\n$/s);
  });

  it('has exactly the keys of the contract, in its order', () => {
    const json = JSON.parse(toJson(document));
    const keys = (value: object) => Object.keys(value).join(' ');
    expect(keys(json)).toBe('command ok exitCode startedAt durationMs hosts clusters errors');
    expect(keys(json.hosts['HAVIP-01'])).toBe('ok changed failed skipped unreachable roundTrips tasks');
    expect(keys(json.hosts['HAVIP-01'].tasks[0])).toBe('name changed diff error');
    expect(keys(json.clusters.web)).toBe('addresses holder holders healthy drills');
    expect(keys(json.clusters.web.drills[0])).toBe(
      'scenario from to probes lost interruptionMs takeoverMs splitBrainMs passed error',
    );
    expect(json.errors).toEqual([
      {
        code: 'connection.refused',
        summary: 'the connection was refused',
        detail: null,
        fix: null,
        host: null,
        source: 'inventory.yaml:7:11',
      },
    ]);
  });

  it('has the effect of a plan', () => {
    const plan = runDocument({ clusters: { web: clusterResult({ effect: { kind: 'move', seconds: 3 } }) } });
    expect(JSON.parse(toJson(plan)).clusters.web.effect).toEqual({ kind: 'move', seconds: 3 });
  });

  it('lets nothing slip in that is not part of the contract', () => {
    const host = { ...hostResult(), password: 'hunter2' };
    expect(toJson(runDocument({ hosts: { h: host } }))).not.toContain('hunter2');
  });

  it('keeps a host with any name', () => {
    const hosts = Object.fromEntries([['__proto__', hostResult()]]);
    expect(toJson(runDocument({ hosts }))).toContain('"__proto__": {');
  });
});
