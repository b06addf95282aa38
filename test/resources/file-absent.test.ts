import { describe, expect, it } from 'vitest';
import { fileFact } from '../../src/resources/file.ts';
import { fileAbsent } from '../../src/resources/file-absent.ts';
import { factsOf, planOf } from '../support/facts.ts';

const PATH = '/etc/motd';
const THERE = 'kind=file\nmode=644\nowner=root\ngroup=root\nsize=5\nsha256=abc\ncontent=\nours\n';

function plan(printed: string, mark?: string) {
  const resource = fileAbsent({ path: PATH, ...(mark === undefined ? {} : { mark }) });
  return planOf(resource, factsOf([fileFact(PATH), printed]));
}

describe('a file that is not to be there', () => {
  it.each([
    ['is not', 'kind=absent\n', undefined, 'unchanged', 'not there'],
    ['is a link or a folder', 'kind=other\n', undefined, 'unchanged', 'not a regular file, stays'],
    ["is somebody else's", THERE, 'Managed', 'unchanged', 'not written by havip-deploy, stays'],
    ['is ours', THERE, 'ours', 'change', 'remove'],
    ['is there', THERE, undefined, 'change', 'remove'],
  ])('%s', (_name, printed, mark, state, reason) => {
    expect(plan(printed, mark)).toMatchObject({ state, reason });
  });

  it.each([
    ['stays', {}, false],
    ['goes where it is empty, if that is asked for', { emptyFolder: true }, true],
  ])('its folder %s', (_what, more, goes) => {
    const planned = planOf(fileAbsent({ path: PATH, ...more }), factsOf([fileFact(PATH), THERE]));
    const { script } = planned.state === 'change' ? planned : { script: '' };
    expect([script.includes('rm -f /etc/motd'), script.includes('rmdir')]).toEqual([true, goes]);
  });

  it('is kept in the journal, comes back by an undo, and is left when it has changed meanwhile', () => {
    expect(plan(THERE)).toMatchObject({
      keep: [PATH],
      undo: { when: 'reverse', script: expect.stringContaining('put_back /etc/motd') },
      guard: expect.stringContaining('abc'),
    });
  });
});
