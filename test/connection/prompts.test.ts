import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Prompts } from '../../src/connection/start-up/prompts.ts';

const OWN = { promptMark: 'MARK', beginMark: 'BEGIN', asksInWords: false };
const ANY = { promptMark: undefined, beginMark: 'BEGIN', asksInWords: true };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a question for a password', () => {
  it.each<[string, typeof OWN | typeof ANY, string, string, number, number]>([
    ['in English', ANY, 'BEGIN', 'BEGINPassword: ', 1, 1],
    ['in German', ANY, 'BEGIN', 'BEGINPasswort: ', 1, 1],
    ['in French', ANY, 'BEGIN', 'BEGINMot de passe : ', 1, 1],
    ['in Chinese', ANY, 'BEGIN', 'BEGIN密码：', 1, 1],
    ['on standard output', ANY, 'BEGINPassword: ', 'BEGIN', 1, 1],
    ['behind a notice', ANY, 'BEGIN', 'BEGINYou are watched.\nPassword: ', 1, 1],
    ['in no known form, after a silence', ANY, 'BEGIN', 'BEGINpassphrase please', 0, 1],
    ['that is a finished line', ANY, 'BEGIN', 'BEGINsu: Authentication failure\n', 0, 0],
    ['by a login’s own start-up files', ANY, '', 'Password: ', 0, 0],
    ['by start-up files ahead of it', ANY, 'name: BEGIN', 'name: BEGIN', 0, 0],
    ['with the prompt that was given', OWN, '', 'MARK', 1, 1],
    ['with another prompt', OWN, 'BEGIN', 'BEGINPassword: ', 0, 0],
  ])('%s', (_, marks, stdout, stderr, atOnce, later) => {
    const prompts = new Prompts(marks, () => undefined);
    prompts.look({ stdout, stderr });
    expect(prompts.count).toBe(atOnce);
    vi.advanceTimersByTime(5_000);
    expect(prompts.count).toBe(later);
  });

  it('is not the same one twice, and is another when it comes again', () => {
    const counts: number[] = [];
    const prompts = new Prompts(ANY, (count) => counts.push(count));
    prompts.look({ stdout: 'BEGIN', stderr: 'BEGINPassword: ' });
    prompts.look({ stdout: 'BEGIN', stderr: 'BEGINPassword: \n' });
    prompts.look({ stdout: 'BEGIN', stderr: 'BEGINPassword: \nCode: ' });
    expect(counts).toEqual([1, 2]);
  });

  it('is none once the shell is there', () => {
    const prompts = new Prompts(ANY, () => undefined);
    prompts.look({ stdout: 'BEGIN', stderr: 'BEGINhm' });
    prompts.end();
    vi.advanceTimersByTime(5_000);
    expect(prompts.count).toBe(0);
  });
});
