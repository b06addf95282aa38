import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchors, markdownFiles, relativeLinks } from './pages.ts';

const files = markdownFiles();

/** What is wrong with a link; undefined when it leads somewhere. */
function fault(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(target)) return `${link}: there is no ${target}`;
  if (anchor === undefined || anchors(target).includes(anchor)) return undefined;
  return `${link}: ${target} has no such heading, only ${anchors(target).join(', ')}`;
}

describe('links', () => {
  it('are looked for in every page', () => {
    expect(files).toEqual(expect.arrayContaining(['README.md', 'docs/README.md', 'docs/adr/README.md']));
  });

  it.each(files)('of %s lead to files and headings that are there', (page) => {
    expect(relativeLinks(page).flatMap((link) => fault(page, link) ?? [])).toEqual([]);
  });

  it.each([
    ['docs/nowhere.md', 'there is no docs/nowhere.md'],
    ['docs/inventory.md#nowhere', 'has no such heading'],
    ['docs/inventory.md#patterns', undefined],
  ])('to %s are judged', (link, wanted) => {
    const found = fault('README.md', link);
    if (wanted === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(wanted);
  });
});

describe('the index', () => {
  it('names every page of docs/', () => {
    const linked = new Set(relativeLinks('docs/README.md').map((link) => join('docs', link)));
    const pages = files.filter((file) => /^docs\/[^/]+\.md$/.test(file) && file !== 'docs/README.md');
    expect(pages.filter((page) => !linked.has(page))).toEqual([]);
  });

  it('of decisions names every one', () => {
    const linked = new Set(relativeLinks('docs/adr/README.md').map((link) => join('docs/adr', link)));
    const pages = files.filter((file) => /^docs\/adr\/\d{4}-/.test(file));
    expect(pages.filter((page) => !linked.has(page))).toEqual([]);
  });
});
