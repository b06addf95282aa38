import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as api from '../../../src/index.ts';
import type { CodeBlock } from '../pages.ts';
import { compile } from '../reference/compiler.ts';

/** A block of code as a file of its own. */
export interface Snippet extends CodeBlock {
  readonly module: string;
  /** The line of the module in which the block begins, from 1. */
  readonly begins: number;
}

/** Whether a block is a file by itself, and not some lines of one. */
export function isModule({ code }: CodeBlock): boolean {
  return /^(import|export) /m.test(code);
}

/** Lines of a file are put where they would stand: below the imports that they need, in a play's tasks. */
export function snippetOf(block: CodeBlock): Snippet {
  const given = block.comment.startsWith('given\n') ? block.comment.slice('given\n'.length) : '';
  const head = isModule(block) ? [] : [importsFor(`${given}\n${block.code}`), given, TASKS];
  const before = head.length === 0 ? '' : `${head.join('\n')}\n`;
  const after = head.length === 0 ? '' : '\n}\n';
  return { ...block, module: `${before}${block.code}${after}`, begins: before.split('\n').length };
}

/** Any variable that a host may have fits wherever it is put. */
const TASKS =
  "export function* tasks({ host, vars, facts, fleet }: import('havip-deploy').TaskContext<Readonly<Record<string, never>>>): import('havip-deploy').Tasks {";

function importsFor(code: string): string {
  const names = Object.keys(api).filter((name) => new RegExp(`(?<![.\\w'])${name}\\b(?!:)`).test(code));
  return `import { ${names.join(', ')} } from 'havip-deploy';`;
}

const ROOT = resolve('.');

const CONFIG = {
  extends: join(ROOT, 'tsconfig.json'),
  compilerOptions: {
    noUnusedLocals: false,
    noUnusedParameters: false,
    // Any variable may be named of a host, of which the lines do not show how it is declared.
    noUncheckedIndexedAccess: false,
    typeRoots: [join(ROOT, 'node_modules/@types')],
    paths: {
      'havip-deploy': [join(ROOT, 'src/index.ts')],
      'havip-deploy/roles/*': [join(ROOT, 'roles/*/index.ts')],
    },
  },
  include: ['*.ts'],
};

/** What the compiler says of each, with the place in the page. */
export function compileSnippets(snippets: readonly Snippet[]): readonly string[] {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'havip-snippets-')));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(CONFIG));
    for (const part of ['roles', 'node_modules']) symlinkSync(join(ROOT, part), join(folder, part));
    const files = snippets.map((snippet, n) => ({ snippet, path: join(folder, `snippet-${n}.ts`) }));
    for (const { snippet, path } of files) writeFileSync(path, snippet.module);
    return told(join(folder, 'tsconfig.json'), files);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function told(config: string, files: readonly { snippet: Snippet; path: string }[]): readonly string[] {
  const { project, close } = compile(config);
  try {
    return files.flatMap(({ snippet, path }) => {
      const { program } = project;
      const found = [...program.getSyntacticDiagnostics(path), ...program.getSemanticDiagnostics(path)];
      return found.map(({ pos, text }) => {
        const line = snippet.module.slice(0, pos).split('\n').length - snippet.begins;
        const [page = '', first = ''] = snippet.place.split(':');
        return `${page}:${Number(first) + line}: ${text}`;
      });
    });
  } finally {
    close();
  }
}
