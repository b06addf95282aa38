import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', '.git', 'coverage']);

/** Every Markdown file of the project, by its path from the root. */
export function markdownFiles(folder = '.'): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : markdownFiles(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** A page without its code, in which a bracket is no link and a hash no heading. */
export function prose(path: string): string {
  return readFileSync(path, 'utf8')
    .replaceAll(/^( *)```[\s\S]*?^\1```/gm, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]#]/g, ''));
}

/** The anchors that GitHub gives a page's headings. */
export function anchors(path: string): string[] {
  return [...prose(path).matchAll(/^#{1,6} +(.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{Letter}\p{Number} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Where a page's relative links lead. */
export function relativeLinks(path: string): string[] {
  return [...prose(path).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** A block of code of a page. */
export interface CodeBlock {
  /** `docs/playbooks.md:12`, the line of its first line of code. */
  readonly place: string;
  readonly language: string;
  readonly code: string;
  /** What the comment right above it says: which file it is a copy of, or what it takes as given. */
  readonly comment: string;
}

/** Every block of code of a page, in its order. */
export function codeBlocks(path: string): CodeBlock[] {
  const text = readFileSync(path, 'utf8');
  const blocks = text.matchAll(/(?:<!-- ((?:(?!-->)[\s\S])*?)\s*-->\n\n)?^( *)```(\w*)\n([\s\S]*?)^\2```$/gm);
  return [...blocks].map((match) => {
    const [whole, comment = '', indent = '', language = '', code = ''] = match;
    const before = text.slice(0, match.index + whole.indexOf('```'));
    return {
      place: `${path}:${before.split('\n').length + 1}`,
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      comment,
    };
  });
}
