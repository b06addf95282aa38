import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codeBlocks, markdownFiles } from './pages.ts';
import { compileSnippets, snippetOf } from './snippets/compile.ts';

const blocks = markdownFiles().flatMap(codeBlocks);
const copies = blocks.filter(({ comment }) => /^[\w./-]+\.\w+$/.test(comment));
const snippets = blocks.filter((block) => block.language === 'ts' && !copies.includes(block)).map(snippetOf);

describe('code on the pages', () => {
  it('is looked for on every page', () => {
    expect(copies.length).toBeGreaterThan(3);
    expect(snippets.length).toBeGreaterThan(30);
  });

  it.each(copies)('at $place is the file that it names', ({ comment, code }) => {
    expect(code).toBe(readFileSync(comment, 'utf8'));
  });

  it('in TypeScript compiles', () => {
    expect(compileSnippets(snippets)).toEqual([]);
  });

  it('that does not compile is told with its place', () => {
    const wrong = [
      "file({ paht: '/x', content: '' })",
      "import { files } from 'havip-deploy';",
      '\nyield* nowhere();',
    ];
    const found = compileSnippets(
      wrong.map((code) => snippetOf({ place: 'page.md:7', language: 'ts', code, comment: '' })),
    );
    expect(found).toEqual([
      expect.stringMatching(/^page\.md:7: .*'paht' does not exist/),
      expect.stringMatching(/^page\.md:7: .*no exported member/),
      "page.md:8: Cannot find name 'nowhere'.",
    ]);
  });
});
