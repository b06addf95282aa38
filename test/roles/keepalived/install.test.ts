import { describe, expect, it } from 'vitest';
import { installation } from '../../../roles/keepalived/install.ts';
import { planOf } from '../../support/facts.ts';
import { type Machine, machine, SOURCE } from './machine.ts';
import { varsWith } from './sample.ts';

describe('how keepalived gets onto a machine', () => {
  it.each<[string, Readonly<Record<string, unknown>>, Machine, string, string]>([
    ['new enough: left alone', {}, { installed: '2.2.7-1.el9' }, 'unchanged package:keepalived', '2.2.7'],
    ['installed by hand: left alone', {}, { binary: '2.2.8' }, 'unchanged package:keepalived', '2.2.8'],
    [
      'exactly the oldest that will do',
      {},
      { installed: '1.2.24-1.el7' },
      'unchanged package:keepalived',
      '1.2.24',
    ],
    [
      'compared as rpm does, not as text',
      {},
      { installed: '1.10.0-1' },
      'unchanged package:keepalived',
      '1.10.0',
    ],
    [
      'missing: the repository’s newest',
      {},
      { offered: ['2.2.7-1', '2.3.3-1'] },
      'change package:keepalived',
      '2.3.3',
    ],
    [
      'too old: the repository’s',
      {},
      { installed: '1.2.13-1', offered: ['2.2.7-1'] },
      'change package:keepalived',
      '2.2.7',
    ],
    [
      'a version by name',
      { version: '2.2.7' },
      { offered: ['2.2.7-1', '2.3.3-1'] },
      'change package:keepalived',
      '2.2.7',
    ],
    [
      'a version by name, with its release',
      { version: '2.2.7-1' },
      { offered: ['2.2.7-1', '2.2.7-2'] },
      'change package:keepalived',
      '2.2.7',
    ],
    [
      'a version by name, with epoch and revision',
      { version: '1:2.2.7-1' },
      { manager: 'apt', offered: ['1:2.2.7-1', '1:2.2.7-1+b2'] },
      'change package:keepalived',
      '2.2.7',
    ],
    [
      'a version by name, with its revision but no epoch',
      { version: '2.2.7-1' },
      { manager: 'apt', installed: '1:2.2.7-1', offered: ['1:2.2.7-1+b2'] },
      'unchanged package:keepalived',
      '2.2.7',
    ],
    [
      'a newer version by name',
      { version: '2.3.3' },
      { installed: '2.2.7-1', offered: ['2.2.7-1', '2.3.3-1'] },
      'change package:keepalived',
      '2.3.3',
    ],
    ['apt’s epochs', {}, { manager: 'apt', offered: ['1:2.2.7-1+b2'] }, 'change package:keepalived', '2.2.7'],
    [
      'yum’s is too old: the source',
      { source: SOURCE },
      { offered: ['1.2.13-1'] },
      'change source:keepalived',
      '2.2.7',
    ],
    ['yum has none: the source', { source: SOURCE }, {}, 'change source:keepalived', '2.2.7'],
    [
      'yum’s is new enough: no source',
      { source: SOURCE },
      { offered: ['2.2.7-1'] },
      'change package:keepalived',
      '2.2.7',
    ],
    [
      'built before: left alone',
      { source: SOURCE },
      { binary: '2.2.7', built: '2.2.7' },
      'unchanged package:keepalived',
      '2.2.7',
    ],
    [
      'source is asked for',
      { method: 'source', source: SOURCE },
      { installed: '2.1.5-1' },
      'change source:keepalived',
      '2.2.7',
    ],
    ['nothing to be had', {}, { offered: ['1.2.13-1'] }, 'blocked package:keepalived', '1.2.24'],
    [
      'only packages, and none is new enough',
      { method: 'package', source: SOURCE },
      { offered: ['1.2.13-1'] },
      'blocked package:keepalived',
      '1.2.24',
    ],
    ['no package manager and no source', {}, { manager: 'none' }, 'blocked package:keepalived', '1.2.24'],
  ])('%s', async (_name, install, on, expected, version) => {
    const [vars] = await varsWith({ install });
    if (vars === undefined) throw new Error('no node');
    const facts = machine(on);
    const decided = installation(vars, facts);
    expect(`${planOf(decided.resource, facts).state} ${decided.resource.id}`).toBe(expected);
    expect(decided.version).toBe(version);
  });

  it.each<[string, Readonly<Record<string, unknown>>, Machine, RegExp, RegExp]>([
    [
      'too old',
      {},
      { installed: '1.2.13-1', offered: ['1.2.13-2'] },
      /^Installed: 1\.2\.13-1; yum offers 1\.2\.13-2; method is auto and no source is set/,
      /havip\.install\.source/,
    ],
    [
      'none',
      {},
      {},
      /Installed: none; yum offers none \("Error: No matching Packages to list"\)/,
      /havip\.install\.source/,
    ],
    [
      'none, in as many words as tell why',
      {},
      { said: 'W: first\nW: Failed to fetch\nW: ignored\nE: Unable to locate' },
      /yum offers none \("W: Failed to fetch \/ W: ignored \/ E: Unable to locate"\)/,
      /havip\.install\.source/,
    ],
    ['packages only', { method: 'package' }, {}, /method is package/, /havip\.install\.method to auto/],
    ['no manager', {}, { manager: 'none' }, /neither yum, dnf nor apt-get/, /havip\.install\.source/],
  ])('says what was found and what to set: %s', async (_name, install, on, detail, fix) => {
    const [vars] = await varsWith({ install });
    if (vars === undefined) throw new Error('no node');
    const facts = machine(on);
    expect(planOf(installation(vars, facts).resource, facts)).toMatchObject({
      problem: {
        code: 'host.no-keepalived',
        detail: expect.stringMatching(detail),
        fix: expect.stringMatching(fix),
      },
    });
  });
});
