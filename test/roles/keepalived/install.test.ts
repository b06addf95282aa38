import { describe, expect, it } from 'vitest';
import { installation } from '../../../roles/keepalived/install.ts';
import {
  installedPackageFact,
  keepalivedVersionFact,
  packageCandidatesFact,
  sourceMarkerFact,
} from '../../../src/playbook/index.ts';
import { factsOf, planOf } from '../../support/facts.ts';
import { varsWith } from './sample.ts';

const SHA = 'c'.repeat(64);
const SOURCE = { url: 'http://192.0.2.1/keepalived-2.2.7.tar.gz', version: '2.2.7', sha256: SHA };

interface Machine {
  readonly manager?: string;
  readonly installed?: string;
  readonly offered?: readonly string[];
  readonly binary?: string;
  readonly built?: string;
  /** What the package manager says where it offers nothing. */
  readonly said?: string;
}

function machine({ manager = 'yum', installed, offered = [], binary, built, said }: Machine) {
  const rows = offered.map((version) => `keepalived.x86_64    ${version}    base`);
  const listed =
    manager === 'apt'
      ? offered.map((version) => `keepalived | ${version} | http://deb bookworm/main amd64 Packages`)
      : ['Available Packages', ...rows];
  const none = said ?? 'Error: No matching Packages to list';
  return factsOf(
    [
      installedPackageFact('keepalived'),
      `${manager}\n${installed ?? (manager === 'apt' ? '' : 'package keepalived is not installed')}\n`,
    ],
    [packageCandidatesFact('keepalived'), `${manager}\n${offered.length > 0 ? listed.join('\n') : none}\n`],
    [sourceMarkerFact('keepalived'), built === undefined ? '' : `version=${built}\nsha256=${SHA}\n`],
    [keepalivedVersionFact, binary ?? installed?.split('-')[0] ?? ''],
  );
}

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

const NEWER = { ...SOURCE, version: '2.3.3' };

describe('a version that one run asks for', () => {
  it.each<
    [string, Readonly<Record<string, unknown>>, Machine, { version?: string; allowDowngrade?: true }, string]
  >([
    [
      'newer than what is there',
      {},
      { installed: '2.2.7-1', offered: ['2.2.7-1', '2.3.3-1'] },
      { version: '2.3.3' },
      'change 2.2.7-1 -> 2.3.3-1',
    ],
    [
      'whatever the inventory names',
      { version: '2.2.7' },
      { installed: '2.2.7-1', offered: ['2.2.7-1', '2.3.3-1'] },
      { version: '2.3.3-1' },
      'change 2.2.7-1 -> 2.3.3-1',
    ],
    ['is there already', {}, { installed: '2.3.3-1' }, { version: '2.3.3' }, 'unchanged 2.3.3-1'],
    [
      'offered nowhere',
      {},
      { installed: '2.2.7-1', offered: ['2.2.7-1', '2.3.3-1'] },
      { version: '2.4.0' },
      'blocked no keepalived exactly 2.4.0 to be had',
    ],
    [
      'not what the source is',
      { method: 'source', source: SOURCE },
      { installed: '2.2.6-1' },
      { version: '2.3.3' },
      'blocked no keepalived exactly 2.3.3 to be had',
    ],
    [
      'what the source is, and no repository has',
      { source: NEWER },
      { installed: '2.2.7-1', offered: ['2.2.7-1'] },
      { version: '2.3.3' },
      'change 2.3.3 (source',
    ],
    [
      'older than what is there',
      {},
      { installed: '2.3.3-1', offered: ['2.3.3-1', '2.2.7-1'] },
      { version: '2.2.7' },
      'blocked keepalived would go back from 2.3.3-1 to 2.2.7-1',
    ],
    [
      'older than what is there, by the inventory alone',
      { version: '2.2.7' },
      { installed: '2.3.3-1', offered: ['2.3.3-1', '2.2.7-1'] },
      {},
      'blocked keepalived would go back from 2.3.3-1 to 2.2.7-1',
    ],
    [
      'an older release of the same version',
      { version: '1:2.2.7-1' },
      { manager: 'apt', installed: '1:2.2.7-1+b2', offered: ['1:2.2.7-1+b2', '1:2.2.7-1'] },
      {},
      'blocked keepalived would go back from 1:2.2.7-1+b2 to 1:2.2.7-1',
    ],
    [
      'older than what was built',
      { method: 'source', source: SOURCE },
      { binary: '2.3.3' },
      { version: '2.2.7' },
      'blocked keepalived would go back from 2.3.3 to 2.2.7',
    ],
    [
      'older, with leave',
      {},
      { installed: '2.3.3-1', offered: ['2.3.3-1', '2.2.7-1'] },
      { version: '2.2.7', allowDowngrade: true },
      'change 2.3.3-1 -> 2.2.7-1',
    ],
    [
      'older by the inventory alone, with leave',
      { method: 'source', source: SOURCE },
      { installed: '2.3.3-1' },
      { allowDowngrade: true },
      'change 2.2.7 (source',
    ],
  ])('%s', async (_name, install, on, wish, expected) => {
    const [vars] = await varsWith({ install });
    if (vars === undefined) throw new Error('no node');
    const facts = machine(on);
    const planned = planOf(installation(vars, facts, { allowDowngrade: false, ...wish }).resource, facts);
    const words =
      planned.state === 'change'
        ? planned.diff
        : planned.state === 'blocked'
          ? planned.problem.summary
          : planned.reason;
    const [state = '', rest = ''] = expected.split(/ (.*)/);
    expect(planned.state).toBe(state);
    expect(words).toContain(rest);
  });
});
