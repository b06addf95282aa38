import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contrastFaults } from './support/contrast.ts';
import { fixture, rendered } from './support/record.ts';

/** Debian's; nothing is downloaded. */
const CHROMIUM = '/usr/bin/chromium';

type Name = 'proved' | 'failed';

describe.skipIf(!existsSync(CHROMIUM))('report.html in Chromium', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'havip-report-'));
    for (const name of ['proved', 'failed'] as const) {
      writeFileSync(join(folder, `${name}.html`), rendered('report.html', fixture(name)));
    }
    // As root, as in a container, its sandbox cannot be had; the page is our own.
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });

  afterAll(async () => {
    await browser?.close();
    if (process.env.KEEP_SCREENSHOTS === undefined) rmSync(folder, { recursive: true, force: true });
    else process.stdout.write(`screenshots: ${folder}\n`);
  });

  /** Opens a report and looks at it; whatever it asks for, or complains of, is in `seen`. */
  async function open(name: Name, options: { width: number; dark?: boolean; script?: boolean }) {
    const page = await browser.newPage({
      viewport: { width: options.width, height: 800 },
      colorScheme: options.dark === true ? 'dark' : 'light',
      javaScriptEnabled: options.script === true,
    });
    const seen: string[] = [];
    page.on('console', (message) => seen.push(message.text()));
    page.on('pageerror', (error) => seen.push(error.message));
    page.on('request', (request) => seen.push(request.url()));
    const url = `file://${join(folder, `${name}.html`)}`;
    await page.goto(url);
    return { page, seen: seen.filter((each) => each !== url) };
  }

  const shoot = async (page: Page, name: string) => {
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path, fullPage: true });
    expect(statSync(path).size).toBeGreaterThan(20_000);
  };

  it.each([
    ['proved', 360],
    ['failed', 360],
    ['proved', 1200],
    ['failed', 1200],
  ] as const)(
    '%s at %i px: whole without scripts, asks for nothing, scrolls down only',
    async (name, width) => {
      const { page, seen } = await open(name, { width });
      await shoot(page, `${name}-${width}`);
      expect(seen).toEqual([]);
      // Playwright evaluates in a world of its own, also where the page may run no scripts.
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow).toBe(0);
      await page.close();
    },
  );

  it('shows each drill twice, the interruption marked and labelled', async () => {
    const { page } = await open('proved', { width: 1200 });
    expect(await page.locator('h1').innerText()).toBe(
      'The failover works: 2 drills passed, the longest interruption was 79 ms.',
    );
    expect(await page.locator('svg.plot').count()).toBe(4);
    expect(await page.locator('.span-text.interruption').allTextContents()).toEqual([
      'interruption 79 ms',
      'interruption 79 ms',
      'interruption 36 ms',
      'interruption 36 ms',
    ]);
    const [band, whole] = [page.locator('.band.interruption').nth(0), page.locator('svg.plot').nth(0)];
    const [bandBox, wholeBox] = [await band.boundingBox(), await whole.boundingBox()];
    expect(bandBox?.width).toBeGreaterThan(100);
    expect(bandBox?.width).toBeLessThan(wholeBox?.width ?? 0);
    expect(
      await page.getByRole('img', { name: 'Drill stop: HAVIP-01 → HAVIP-02: the whole drill' }).count(),
    ).toBe(1);
    await page.close();
  });

  it('lets no words lie on one another, nor leave the picture', async () => {
    for (const [name, width] of [
      ['proved', 360],
      ['proved', 1200],
      ['failed', 360],
      ['failed', 1200],
    ] as const) {
      const { page } = await open(name, { width });
      const texts = page.locator('.span-text, .moment-text, .tick:visible');
      const boxes = await Promise.all(
        (await texts.all()).map(async (each) => ({
          text: await each.textContent(),
          box: await each.boundingBox(),
        })),
      );
      const faults = boxes.flatMap(({ text, box }, index) => {
        if (box === null) return [];
        const outside = box.x < 0 || box.x + box.width > width ? [`${text} leaves the page`] : [];
        const over = boxes.slice(index + 1).filter(({ box: other }) => other !== null && overlap(box, other));
        return [...outside, ...over.map((other) => `${text} lies on ${other.text}`)];
      });
      expect(faults, `${name} at ${width}`).toEqual([]);
      await page.close();
    }
  });

  it.each([false, true])('has readable contrast, dark: %s', async (dark) => {
    for (const name of ['proved', 'failed'] as const) {
      const { page } = await open(name, { width: 1200, dark });
      if (dark) await shoot(page, `${name}-dark`);
      expect(await page.evaluate(contrastFaults(4.5))).toEqual([]);
      await page.close();
    }
  });

  it('prints on paper, with what was folded unfolded', async () => {
    const { page } = await open('proved', { width: 794, script: true });
    await page.emulateMedia({ media: 'print' });
    const folded = page.locator('details:not([open]) pre').first();
    expect((await folded.boundingBox())?.height).toBeGreaterThan(100);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    const pdf = await page.pdf({ path: join(folder, 'proved.pdf'), format: 'A4', preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.close();
  });
});

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** By more than the rim that a letter's box has around it, which includes the halo of words on a picture. */
function overlap(a: Box, b: Box): boolean {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return across > 1 && down > 6;
}
