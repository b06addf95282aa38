import type { Style, Tone } from './style.ts';

/** Whether a task's diff is a unified diff and not a description in words. */
export function isUnifiedDiff(diff: string): boolean {
  return /^--- .*\n\+\+\+ /m.test(diff);
}

/** A unified diff with its lines coloured as `git diff` does; the words before it, if any, stay as they are. */
export function styleDiff(diff: string, style: Style): string {
  const text = diff.replace(/\n+$/, '');
  if (!isUnifiedDiff(text)) return text;
  return text
    .split('\n')
    .map((line) => paintLine(line, style))
    .join('\n');
}

function paintLine(line: string, { paint }: Style): string {
  const tone = toneOf(line);
  return tone === undefined ? line : paint(tone, line);
}

function toneOf(line: string): Tone | undefined {
  if (line.startsWith('--- ') || line.startsWith('+++ ')) return 'bold';
  if (line.startsWith('@@')) return 'hunk';
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : undefined;
}
