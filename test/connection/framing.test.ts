import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { frame } from '../../src/connection/shell/framing.ts';
import { TextOutput } from '../../src/connection/shell/output.ts';
import { ReadyGate } from '../../src/connection/start-up/ready-gate.ts';
import { Secret } from '../../src/core/secret.ts';

const LOGIN_SHELLS = ['/bin/sh', '/bin/bash', '/bin/zsh', '/bin/tcsh', '/usr/bin/fish'].filter(existsSync);

describe('a framed program', () => {
  it.each(LOGIN_SHELLS)('is started by %s', (shell) => {
    for (const mode of [
      { kind: 'run', timeoutMs: 5_000 },
      { kind: 'feed', timeoutMs: 1_500 },
    ] as const) {
      const { commandLine, payload, readyMark } = frame('echo \'$1\' "!"; cat', mode);
      const { stdout, status } = spawnSync(shell, ['-c', commandLine], { input: payload, encoding: 'utf8' });
      expect([stdout, status]).toEqual([`${readyMark}$1 !\n`, 0]);
    }
  });

  it('does nothing unless all of it has come', () => {
    const made = frame('echo a\necho b\n', { kind: 'run', timeoutMs: 5_000 });
    const { commandLine, payload, readyMark, unheardMark } = made;
    for (let length = 0; length < payload.length; length += 1) {
      if (length % 16 !== 0 && length < payload.length - 26) continue;
      const input = payload.subarray(0, length);
      const { stdout, stderr, status } = spawnSync('/bin/sh', ['-c', commandLine], {
        input,
        encoding: 'utf8',
      });
      expect([length, stdout, stderr, status]).toEqual([length, readyMark, readyMark + unheardMark, 255]);
    }
  });

  it('runs without timeout where there is none', () => {
    const { commandLine, payload, readyMark } = frame('echo a', { kind: 'run', timeoutMs: 5_000 });
    const hidden = commandLine.replace('command -v timeout', 'command -v no-such-timeout');
    const { stdout } = spawnSync('/bin/sh', ['-c', hidden], { input: payload, encoding: 'utf8' });
    expect(stdout).toBe(`${readyMark}a\n`);
  });

  it('has nothing secret in its command line', () => {
    const become = { method: 'sudo', user: "o'dd", password: new Secret('hidden-password') } as const;
    const { commandLine, readyMark, prompt } = frame(
      'echo hidden-program',
      { kind: 'run', timeoutMs: 1 },
      become,
    );
    expect(commandLine).not.toContain('hidden');
    expect(commandLine).not.toContain(readyMark);
    expect(commandLine).not.toContain(prompt.promptMark);
    expect(commandLine).toMatch(
      /^exec \/bin\/sh -c '[^']*;exec "\$@"' sh sudo -H -S -p sudo-%%-[0-9a-f]{24} -u 'o'\\''dd' -- \/bin\/sh -c /,
    );
  });
});

describe('ReadyGate', () => {
  it.each([
    ['MARKMARKown', 'own'],
    ['MARKMARK', ''],
    ['MARKMAown', 'MAown'],
    ['MARKMA', 'MA'],
    ['MARKMARKMARKown', 'MARKown'],
    ['MARK', ''],
  ])('takes a mark that comes twice for one, wherever it is cut: %s', (text, own) => {
    for (let cut = 0; cut <= text.length; cut += 1) {
      const gate = new ReadyGate('MARK');
      const parts = [text.slice(0, cut), text.slice(cut)].map((part) =>
        gate.push(Buffer.from(part)).toString(),
      );
      expect([cut, parts.join('') + gate.rest().toString()]).toEqual([cut, own]);
    }
  });

  it('lets through what follows the mark, wherever it is cut', () => {
    const text = Buffer.from('greeting\nMARKown\n');
    for (let cut = 0; cut <= text.length; cut += 1) {
      const gate = new ReadyGate('MARK');
      const own = Buffer.concat([gate.push(text.subarray(0, cut)), gate.push(text.subarray(cut))]);
      expect([own.toString(), gate.before, gate.isOpen]).toEqual(['own\n', 'greeting\n', true]);
    }
  });
});

describe('TextOutput', () => {
  it.each([1, 2, 3, 5, 100])('keeps characters and lines whole in pieces of %i bytes', (size) => {
    const lines: string[] = [];
    const output = new TextOutput({ onLine: (line) => lines.push(line), keep: true });
    const bytes = Buffer.from('eins\nzwei ä€😀\n\nlast');
    for (let at = 0; at < bytes.length; at += size) output.push(bytes.subarray(at, at + size));
    output.finish();
    expect(lines).toEqual(['eins', 'zwei ä€😀', '', 'last']);
    expect(output.text).toBe(bytes.toString());
  });
});
