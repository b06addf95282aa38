import { describe, expect, it } from 'vitest';
import { nginx } from '../../roles/nginx/index.ts';
import { checkPlaybook } from '../../src/api/check-playbook.ts';
import { type PlayDefinition, play, playbook, type RoleDefinition, role } from '../../src/api/define.ts';

/** What a playbook gives that no compiler has seen. */
const looseRole = (value: object) => role(value as RoleDefinition<unknown>);
const loosePlay = (value: object) => play(value as PlayDefinition<unknown>);

const EXPORT = { file: 'book.js', line: 9, column: 1 };

const said = (exported: unknown) => {
  const checked = checkPlaybook(exported, 'book.js', {}, EXPORT);
  return checked.ok ? [] : checked.problems.map(({ summary }) => summary);
};
const of = (more: object, ...roles: ReturnType<typeof role>[]) =>
  playbook({ name: 'book', plays: [loosePlay({ name: 'one', hosts: 'all', roles, ...more })] });

describe('what a playbook without types has misspelt', () => {
  it.each<[string, unknown, string]>([
    [
      'of a role',
      of({}, looseRole({ name: 'r', resourses: () => [] })),
      'plays[0].roles[0] has no "resourses"',
    ],
    [
      'of a role with tasks',
      of({}, looseRole({ name: 'r', task: () => [] })),
      'plays[0].roles[0] has no "task"',
    ],
    ['of a play', of({ maxFail: 1 }), 'plays[0] has no "maxFail"'],
    ['of a play of its own', loosePlay({ name: 'one', serail: 1 }), 'its default export has no "serail"'],
    ['of a playbook', { ...of({}), stratgy: 'free' }, 'its default export has no "stratgy"'],
    ['for all steps', of({ environment: ['A=1'] }), 'plays[0].environment '],
    ['for whose they are', of({ become: true }), 'plays[0].become must be false'],
  ])('%s', (_, exported, summary) => {
    expect(said(exported)).toEqual([expect.stringContaining(summary)]);
  });

  it.each<[string, unknown, 'here' | 'export']>([
    ['in a role', of({}, looseRole({ name: 'r', resourses: () => [] })), 'here'],
    ['in a play', of({ maxFail: 1 }), 'here'],
    ['in a copy of a play', { name: 'b', plays: [{ ...loosePlay({ name: 'one' }), serail: 1 }] }, 'here'],
    ['in a playbook', playbook({ name: '', plays: [loosePlay({ name: 'one' })] }), 'here'],
    ['in what no function has made', { name: 'b', plays: [{ name: 'one' }] }, 'export'],
    ['instead of a playbook', 5, 'export'],
  ])('has its place: %s', (_, exported, where) => {
    const checked = checkPlaybook(exported, 'book.js', {}, EXPORT);
    const source = where === 'here' ? { file: 'test/api/misspelt.test.ts' } : EXPORT;
    expect(checked).toMatchObject({ ok: false, problems: [{ source }] });
  });

  it('is not what is right', () => {
    expect(said(of({ environment: { A: '1' }, noLog: true, become: false }, nginx))).toEqual([]);
  });
});
