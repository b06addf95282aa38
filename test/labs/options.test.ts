import { describe, expect, test } from 'vitest';
import { type LabOptions, labSettings } from '../../src/lab/plan/options.ts';

describe('labSettings', () => {
  test('fills in what was left out', () => {
    expect(labSettings({})).toMatchObject({
      value: { name: 'default', clusters: 1, witness: true, yum: ['2.2.7'], login: 'root', directory: null },
    });
  });

  test.each<[string, LabOptions, readonly string[]]>([
    ['releases in another order', { yum: ['2.3.3', '2.2.7'] }, ['2.2.7', '2.3.3']],
    ['one release twice', { yum: ['2.2.7', '2.2.7'] }, ['2.2.7']],
    ['none', { yum: 'none' }, []],
  ])('settles %s', (_, options, yum) => {
    expect(labSettings(options)).toMatchObject({ value: { yum } });
  });

  test('reports every mistake at once', () => {
    const typed = JSON.parse(
      '{ "name": "My Lab", "clusters": 1.5, "yum": ["9"], "login": "admin" }',
    ) as LabOptions;
    const settled = labSettings(typed);
    expect(settled.ok ? [] : settled.problems.map(({ code }) => code)).toEqual([
      'usage.lab-name',
      'usage.lab-login',
      'usage.lab-clusters',
      'usage.lab-release',
    ]);
  });

  test.each(['', '-a', 'a/b', 'a.b', '..', 'A', 'a'.repeat(21)])('no lab is called %j', (name) => {
    expect(labSettings({ name })).toMatchObject({ ok: false });
  });
});
