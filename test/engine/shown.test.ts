import { describe, expect, it } from 'vitest';
import { applyProgram, shownApply } from '../../src/engine/apply/apply.ts';
import { observeProgram, shownObservation } from '../../src/engine/facts/observe.ts';
import { user } from '../../src/resources/accounts/user.ts';
import { userFact } from '../../src/resources/accounts/user-facts.ts';
import { command, doneFact } from '../../src/resources/command.ts';
import { file, fileFact, sha256Of } from '../../src/resources/file.ts';
import { blockInFile } from '../../src/resources/files/block-in-file.ts';
import { lineInFile } from '../../src/resources/files/line-in-file.ts';
import type { Resource } from '../../src/resources/resource.ts';
import { script } from '../../src/resources/system/script.ts';
import { factsOf, planOf } from '../support/facts.ts';

const path = '/etc/app.conf';
const there = `kind=file\nmode=644\nowner=root\ngroup=root\nuid=0\ngid=0\nsize=11\nsha256=${sha256Of('old s3same\n')}  -\ncontent=\nold s3same\n`;
const facts = factsOf(
  [fileFact(path), there],
  [userFact('ann'), ''],
  [doneFact({ name: 'secret step', unless: 'test -e /s3same' }), 'no'],
  [doneFact({ name: 'secret step', unless: 'test -e /s3same', environment: { A: 's3same' } }), 'no'],
  [doneFact({ name: 'told step', unless: 'test -e /tmp/x' }), 'no'],
);

const journal = { folder: '/var/lib/havip-deploy/journal/u/r', run: { command: 'up' }, first: 1 } as never;

/** The program that is sent for a resource, and what a log has in its place. */
function programs(resource: Resource) {
  const change = planOf(resource, facts);
  if (change.state !== 'change') throw new Error(`no change: ${change.state}`);
  const changes = [{ resource, change }];
  return {
    sent: applyProgram(changes, '@m', journal),
    shown: shownApply(changes, '@m', journal).program ?? '',
  };
}

describe('an apply program in a log', () => {
  it.each([
    ['what a file will hold', file({ path, content: "it's s3same\n" })],
    ['a word that a file will hold', file({ path, content: 's3same' })],
    ['what a file will hold beside its line', lineInFile({ name: 'a line', path, line: 'pass s3same' })],
    ['what a file will hold beside its block', blockInFile({ name: 'a block', path, block: 'pass s3same' })],
    ['a password’s hash', user({ user: 'ann', passwordHash: '$6$s3same' })],
    [
      'the test and the script of a step with noLog',
      command({ name: 'secret step', run: 'echo s3same', unless: 'test -e /s3same', noLog: true }),
    ],
    [
      'the undo of a step with noLog',
      command({ name: 'secret step', run: ':', unless: 'test -e /s3same', undo: 'rm /s3same', noLog: true }),
    ],
    [
      'the environment of a step with noLog',
      command({
        name: 'secret step',
        run: ':',
        unless: 'test -e /s3same',
        environment: { A: 's3same' },
        noLog: true,
      }),
    ],
  ])('does not show %s', (_name, resource) => {
    const { sent, shown } = programs(resource);
    expect(sent).toContain('s3same');
    expect(shown).not.toContain('s3same');
    expect(shown).toContain('not shown');
  });

  it('does not show a script of one’s own in base64', () => {
    const own = script({
      name: 'told step',
      file: new URL('./shown.test.ts', import.meta.url),
      unless: 'test -e /tmp/x',
    });
    const { sent, shown } = programs(own);
    const text = Buffer.from('import { describe').toString('base64').slice(0, 16);
    expect([sent.includes(text), shown.includes(text)]).toEqual([true, false]);
  });

  it('is the one that is sent where there is nothing to hide', () => {
    const { sent, shown } = programs(
      command({ name: 'told step', run: 'echo hello', unless: 'test -e /tmp/x' }),
    );
    expect(shown).toBe(sent);
    expect(shown).toContain('echo hello');
  });
});

describe('an observation in a log', () => {
  const hidden = command({ name: 'secret step', run: ':', unless: 'test -e /s3same', noLog: true }).facts;
  const all = [doneFact({ name: 'told step', unless: 'test -e /tmp/x' }), fileFact(path), ...hidden];
  const answer = `hello\n@m 0\nno\n\n@m 1\n${there}\n@m 2\ns3same\n\n@m end\n`;

  it('shows neither what files hold nor what a step with noLog reads', () => {
    const { program = '', answer: shown } = shownObservation(all, '@m');
    expect(observeProgram(all, '@m')).toContain('/s3same');
    expect(program).not.toContain('/s3same');
    expect(program).toContain('test -e /tmp/x');
    expect(shown?.(answer)).toBe(
      `hello\n@m 0\nno\n\n@m 1\n${there.slice(0, there.indexOf('content='))}content= (not shown)\n@m 2\n(not shown)\n@m end\n`,
    );
  });

  it.each([
    ['cut off in a file', answer.slice(0, answer.indexOf('s3same') + 6)],
    ['cut off in a secret', answer.slice(0, answer.lastIndexOf('s3same') + 3)],
  ])('shows none of it where it is %s', (_name, part) => {
    expect(shownObservation(all, '@m').answer?.(part)).not.toContain('s3s');
  });
});
