import { describe, expect, it } from 'vitest';
import { file, fileFact } from '../../src/resources/file.ts';
import { factsOf, planOf } from '../support/facts.ts';

const SHA_OF_A = '87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7';
const PRESENT = `kind=file\nmode=644\nowner=root\ngroup=root\nsize=2\nsha256=${SHA_OF_A}\ncontent=\na\n`;

function plan(printed: string, content: string, more = {}) {
  return planOf(file({ path: '/etc/x', content, ...more }), factsOf([fileFact('/etc/x'), printed]));
}

describe('a file', () => {
  it.each([
    ['as it should be', PRESENT, 'a\n', {}, 'unchanged', 'same content, mode and owner'],
    ['that is absent', 'kind=absent\n', 'a\n', {}, 'change', 'not there yet'],
    ['with other content', PRESENT, 'b\n', {}, 'change', 'content differs'],
    ['with another mode', PRESENT, 'a\n', { mode: '0640' }, 'change', 'mode 644 -> 640'],
    [
      'of another owner',
      PRESENT.replace('owner=root', 'owner=joe'),
      'a\n',
      {},
      'change',
      'owner joe:root -> root:root',
    ],
  ])('%s', (_name, printed, content, more, state, reason) => {
    expect(plan(printed, content, more)).toMatchObject({ state, reason });
  });

  it('shows what will change', () => {
    const planned = plan(PRESENT, 'b\n');
    expect('diff' in planned && planned.diff).toMatch(/-a\n\+b\n/);
  });

  it('is not replaced where a link or folder stands', () => {
    expect(plan('kind=other\n', 'a\n')).toMatchObject({
      state: 'blocked',
      problem: { code: 'host.not-a-regular-file' },
    });
  });

  it('says where a link leads', () => {
    const planned = plan('kind=other\ntarget=/srv/web.conf\n', 'a\n');
    expect('problem' in planned && planned.problem.summary).toMatch(/ is a link to \/srv\/web\.conf$/);
  });

  it('remembers what it owes a service before it is in place', () => {
    const planned = plan(PRESENT, 'b\n', { notify: { service: 'web', action: 'restart' } });
    const script = 'script' in planned ? planned.script : '';
    expect(script.indexOf('/pending/web')).toBeGreaterThan(0);
    expect(script.indexOf('/pending/web')).toBeLessThan(script.indexOf('put_in_place'));
  });

  it('reads content that looks like its own markers', () => {
    const tricky = 'kind=absent\ncontent=\nx=y\n';
    expect(fileFact('/etc/x').parse(PRESENT.replace('content=\na\n', `content=\n${tricky}`)).content).toBe(
      tricky,
    );
  });
});
