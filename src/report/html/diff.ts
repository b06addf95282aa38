import { type Markup, markup } from '../documents/markup.ts';
import { isUnifiedDiff } from '../unified-diff-style.ts';

/** Longer diffs are folded until the reader opens them. */
const FOLDED_ABOVE = 16;

/** A diff with its lines coloured; a description in words stays one. */
export function renderDiff(diff: string): Markup {
  const lines = diff.replace(/\n+$/, '').split('\n');
  if (!isUnifiedDiff(diff)) return markup`<br><span class="small">${lines.join('\n')}</span>`;
  const body = markup`<pre class="diff">${lines.map((line) => markup`<span class="${kindOf(line)}">${line}</span>`)}</pre>`;
  const [added, removed] = ['added', 'removed'].map(
    (kind) => lines.filter((line) => kindOf(line) === kind).length,
  );
  const open = lines.length <= FOLDED_ABOVE ? markup` open` : undefined;
  return markup`<details${open}><summary class="small">${added} lines added, ${removed} removed</summary>${body}</details>`;
}

function kindOf(line: string): string {
  if (line.startsWith('--- ') || line.startsWith('+++ ')) return 'file';
  if (line.startsWith('@@')) return 'hunk';
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : 'same';
}
