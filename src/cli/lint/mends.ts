import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Problem } from '../../core/problem.ts';
import { applyEdits } from '../../keepalived/lint/edits/edit.ts';
import type { ConfigText, FilesReport } from '../../keepalived/lint/files.ts';
import type { Mended } from '../../keepalived/lint/mend.ts';
import type { Finding } from '../../keepalived/lint/rule.ts';
import { Mask } from '../../keepalived/lint/told/mask.ts';
import { unifiedDiff } from '../../resources/unified-diff.ts';
import { replaceFile, unwritable } from '../output/replace-file.ts';
import type { MendReport } from './lint-report.ts';
import { type FileProblem, STDIN } from './read-files.ts';

/** Writes every file that was mended; each that cannot be written is a problem and stays as it was. */
export async function writeMended(
  before: readonly ConfigText[],
  { texts }: Mended,
): Promise<readonly FileProblem[]> {
  const problems: FileProblem[] = [];
  for (const [index, { file, text }] of texts.entries()) {
    const old = before[index]?.text ?? '';
    if (file === STDIN || old === text) continue;
    try {
      if ((await readFile(file)).equals(Buffer.from(old))) await replaceFile(file, text);
      else problems.push({ file, problem: otherText(file) });
    } catch (error) {
      problems.push({ file, problem: unwritable(file, error) });
    }
  }
  return problems;
}

/** What has come of the mends: a file that could not be written is as it was, and so is what is wrong in it. */
export function asWritten(
  before: readonly ConfigText[],
  made: Mended,
  unwritten: readonly FileProblem[],
  look: (texts: readonly ConfigText[]) => FilesReport,
): Mended {
  if (unwritten.length === 0) return made;
  const left = new Set(unwritten.map(({ file }) => resolve(file)));
  const texts = made.texts.map((each, index) =>
    left.has(resolve(each.file)) ? (before[index] ?? each) : each,
  );
  const mended = made.mended.filter(({ mend }) => !mend?.edits.some(({ file }) => left.has(resolve(file))));
  return { texts, mended, report: look(texts) };
}

function otherText(file: string): Problem {
  return {
    code: 'usage.file-changed',
    summary: `${file} was not mended`,
    detail: 'It has changed since it was read, or is no UTF-8.',
    fix: 'Run it again; text in another encoding must be converted first',
  };
}

/** What was mended and how, and what could be but is not safe; without passwords. */
export function mendReport(
  before: readonly ConfigText[],
  { texts, mended, report }: Mended,
  shown: FilesReport,
): MendReport {
  const hidden = masking([...shown.configs, ...report.configs]);
  const diffs = before.flatMap(({ file, text }, index) => {
    const diff = unifiedDiff(text, texts[index]?.text ?? text, { path: file });
    return diff === '' ? [] : [hidden(diff)];
  });
  const unsafe = report.findings.flatMap((finding) => {
    const diff = diffOf(finding, texts);
    return diff === '' ? [] : [{ finding, diff: hidden(diff) }];
  });
  return { mended, diffs, unsafe };
}

/** What one mend alone would do. */
function diffOf({ mend }: Finding, texts: readonly ConfigText[]): string {
  const changed = texts.map(({ file, text }) => {
    const edits = (mend?.edits ?? []).filter((edit) => resolve(edit.file) === resolve(file));
    return unifiedDiff(text, applyEdits(text, edits), { path: file });
  });
  return changed.join('');
}

function masking(configs: FilesReport['configs']): (text: string) => string {
  const masks = configs.map((config) => new Mask(config));
  return (text) =>
    text
      .split('\n')
      .map((line) => masks.reduce((shown, mask) => mask.text(shown), line))
      .join('\n');
}
