import { describe, expect, it } from 'vitest';
import { pair, problemsOf } from '../../inventory/folder.ts';

describe('wrong checks, and other things that are watched', () => {
  /** Each stands on line 8; a flow mapping stands for several keys, merged into havip. */
  it.each<[string, number, string]>([
    [
      'checks: [{ name: a, tcp: 80, tiemout: 3s }]',
      40,
      'unknown-key: unknown key "tiemout" in havip.checks[0]',
    ],
    ['checks: [{ tcp: 80 }]', 20, 'missing-key: havip.checks[0].name is missing'],
    ['checks: [{ name: a }]', 20, 'missing-key: havip.checks[0] needs one of process, tcp, http and script'],
    [
      'checks: { tcp: 80 }',
      19,
      'wrong-value: havip.checks must be a list of 1 to 20 checks, each with a name',
    ],
    ['checks: [80]', 20, 'wrong-value: havip.checks[0] must be a mapping'],
    ['checks: [{ name: a, tcp: 1 }, { name: a, tcp: 2 }]', 49, 'duplicate-name: a is there twice in checks'],
    [
      'checks: [{ name: a, tcp: 1, weight: -20 }]',
      47,
      'weight-without-preempt: checks[0] has the weight -20, which moves nothing without preempt: true',
    ],
    [
      '{ preempt: true, checks: [{ name: a, tcp: 1, weight: -10 }] }',
      68,
      'weight-too-small: the weight -10 of checks[0] does not reach from 250 (n1) past 240 (n2)',
    ],
    [
      '{ preempt: true, checks: [{ name: a, tcp: 1, weight: 20 }] }',
      68,
      "weight-too-high: with checks[0] the primary's priority would be 270, and keepalived stops at 254",
    ],
    [
      '{ check: { tcp: 1 }, checks: [{ name: a, tcp: 1 }] }',
      44,
      'contradiction: havip has both check and checks',
    ],
    [
      'track_interface: ["eth 0"]',
      29,
      'wrong-value: havip.track_interface[0] must be the name of an interface',
    ],
    [
      '{ interface: eth0, track_interface: [eth0] }',
      52,
      'contradiction: eth0 carries the address, and keepalived watches it anyway',
    ],
    [
      'track_process: [{ name: p, process: x, quorum: 3, quorum_max: 2 }]',
      73,
      'contradiction: track_process[0].quorum_max 2 is less than its quorum of 3',
    ],
    [
      'track_file: [{ name: f, file: drain }]',
      41,
      'wrong-value: havip.track_file[0].file must be the absolute path of a file on the nodes',
    ],
  ])('%s', async (text, column, expected) => {
    const settings = text.startsWith('{') ? `<<: ${text}` : text;
    const problems = await problemsOf(pair(settings));
    expect(problems.slice(0, 1)).toEqual([`inventory.yaml:8:${column} inventory.${expected}`]);
  });
});
