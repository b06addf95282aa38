import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contrastFaults } from './support/contrast.ts';
import { hardRecord } from './support/hard-record.ts';
import { fixture, rendered } from './support/record.ts';
import { TEXT_FAULTS } from './support/text-faults.ts';

/** Debian's; nothing is downloaded. */
const CHROMIUM = '/usr/bin/chromium';

const RECORDS = {
  proved: () => fixture('proved'),
  failed: () => fixture('failed'),
  hard: hardRecord,
} as const;

type Name = keyof typeof RECORDS;

const NAMES: readonly Name[] = ['proved', 'failed', 'hard'];

/** One page each, opened once: what a test changes, the next sets anew. */
describe.skipIf(!existsSync(CHROMIUM))('report.html in Chromium', () => {
  let browser: Browser;
  let folder: string;
  const pages = new Map<Name, Page>();
  /** Whatever a page asks for, or complains of. */
  const seen: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'havip-report-'));
    // As root, as in a container, its sandbox cannot be had; the page is our own.
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    const context = await browser.newContext({ javaScriptEnabled: false });
    for (const name of NAMES) pages.set(name, await open(name, await context.newPage()));
  });

  afterAll(async () => {
    await browser?.close();
    if (process.env.KEEP_SCREENSHOTS === undefined) rmSync(folder, { recursive: true, force: true });
    else process.stdout.write(`screenshots: ${folder}\n`);
  });

  async function open(name: Name, page: Page): Promise<Page> {
    const path = join(folder, `${name}.html`);
    writeFileSync(path, rendered('report.html', RECORDS[name]()));
    page.on('console', (message) => seen.push(message.text()));
    page.on('pageerror', (error) => seen.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== `file://${path}`) seen.push(request.url());
    });
    await page.goto(`file://${path}`);
    return page;
  }

  /** The report as somebody has it before them. */
  async function show(name: Name, width: number, media: Parameters<Page['emulateMedia']>[0] = {}) {
    const page = pages.get(name);
    if (page === undefined) throw new Error(`there is no page ${name}`);
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ media: 'screen', colorScheme: 'light', ...media });
    if (process.env.KEEP_SCREENSHOTS !== undefined) {
      const path = join(folder, `${name}-${width}-${Object.values(media ?? {}).join('-')}.png`);
      await page.screenshot({ path, fullPage: true });
    }
    return page;
  }

  // Playwright evaluates in a world of its own, also where the page may run no scripts.
  it.each([320, 360, 390, 768, 1200].flatMap((width) => NAMES.map((name) => [name, width] as const)))(
    '%s at %i px: no text is cut off, lies on another or leaves the page',
    async (name, width) => {
      const page = await show(name, width);
      expect(await page.evaluate(TEXT_FAULTS)).toEqual([]);
      const root = 'document.documentElement';
      expect(await page.evaluate(`${root}.scrollWidth - ${root}.clientWidth`)).toBe(0);
    },
  );

  it('asks for nothing and complains of nothing', () => expect(seen).toEqual([]));

  it('shows each drill twice, the interruption marked and labelled', async () => {
    const page = await show('proved', 1200);
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
    const title = 'Drill stop: HAVIP-01 → HAVIP-02: the whole drill';
    expect(await page.getByRole('img', { name: title }).count()).toBe(1);
  });

  it.each([
    ['light', 'screen'],
    ['dark', 'screen'],
    ['dark', 'print'],
  ] as const)('has readable contrast: %s, %s', async (colorScheme, media) => {
    for (const name of NAMES) {
      const page = await show(name, 1200, { colorScheme, media });
      expect(await page.evaluate(contrastFaults(4.5)), name).toEqual([]);
    }
  });

  it('prints what was folded, black on white, and no more pictures than anybody looks at', async () => {
    const page = await show('proved', 794, { media: 'print', colorScheme: 'dark' });
    const folded = page.locator('details:not([open]) pre').first();
    expect((await folded.boundingBox())?.height).toBeGreaterThan(100);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    const many = await show('hard', 680, { media: 'print' });
    expect(await many.evaluate(TEXT_FAULTS)).toEqual([]);
    const pdf = await many.pdf({ path: join(folder, 'hard.pdf'), format: 'A4', preferCSSPageSize: true });
    const sheets = pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length;
    expect(sheets).toBeGreaterThan(3);
    expect(sheets).toBeLessThan(14);
  });
});
