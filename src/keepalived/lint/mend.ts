import type { IncludedFile } from '../parse/lines.ts';
import { applyEdits, collide, type Edit } from './edits/edit.ts';
import { type ConfigText, type FilesReport, type LintFilesOptions, lintFiles } from './files.ts';
import type { Finding } from './rule.ts';

/** A mend may make room for the next; more rounds than this are a circle. */
const MOST_ROUNDS = 20;

export interface Mended {
  /** The same files, with every safe mend made. */
  readonly texts: readonly ConfigText[];
  /** What was mended. */
  readonly mended: readonly Finding[];
  /** What is still wrong, with the texts as they are now. */
  readonly report: FilesReport;
}

export interface MendOptions extends LintFilesOptions {
  /** One name for each file, however it is written; includes are named by their whole path. */
  readonly keyOf?: (file: string) => string;
}

/** The mends that can be made together: safe ones, in given files only. */
function together(findings: readonly Finding[], isGiven: (file: string) => boolean): readonly Finding[] {
  const made: Edit[] = [];
  return findings.filter(({ mend }) => {
    if (mend?.safe !== true || !mend.edits.every(({ file }) => isGiven(file))) return false;
    if (mend.edits.some((edit) => made.some((other) => collide(edit, other)))) return false;
    made.push(...mend.edits);
    return true;
  });
}

/** Makes every safe mend in the texts, and looks at them again until there is none left to make. */
export function mendTexts(given: readonly ConfigText[], options: MendOptions = {}): Mended {
  const { keyOf = (file) => file, include, ...others } = options;
  let texts = given;
  const mended: Finding[] = [];
  for (let round = 0; ; round++) {
    const byKey = new Map(texts.map((each) => [keyOf(each.file), each]));
    const own = (found: IncludedFile): IncludedFile => ({
      ...found,
      text: byKey.get(keyOf(found.file))?.text ?? found.text,
    });
    const report = lintFiles(texts, {
      ...others,
      ...(include && { include: (pattern, from) => include(pattern, from).map(own) }),
    });
    const chosen = together(report.findings, (file) => byKey.has(keyOf(file)));
    if (chosen.length === 0 || round === MOST_ROUNDS) return { texts, mended, report };
    mended.push(...chosen);
    const edits = chosen.flatMap(({ mend }) => mend?.edits ?? []);
    texts = texts.map(({ file, text }) => ({
      file,
      text: applyEdits(
        text,
        edits.filter((edit) => keyOf(edit.file) === keyOf(file)),
      ),
    }));
  }
}
