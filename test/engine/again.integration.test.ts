import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { applyProgram } from '../../src/engine/apply/apply.ts';
import type { Change } from '../../src/resources/resource.ts';
import { shells } from '../support/shells.ts';

const { all, close } = shells();
const root = mkdtempSync(join(tmpdir(), 'havip-again-'));
afterAll(() => {
  rmSync(root, { recursive: true });
  close();
});

describe.each(all)('a step that is tried again, with $name as sh', ({ name, run }) => {
  it.each([
    ['until it goes well', 3, 'done 0', 3],
    ['as often as it may', 9, 'failed 0 1', 3],
  ])('%s', async (_what, from, end, times) => {
    const folder = join(root, `${name}-${from}`);
    const tried = `${folder}.tried`;
    const script = `echo x >> '${tried}'; [ "$(wc -l < '${tried}')" -ge ${from} ]`;
    const change: Change = { state: 'change', reason: 'x', script, again: { times: 2, delayMs: 1 } };
    const resource = { id: 'x', name: 'x', tags: [], facts: [], plan: () => change };
    const journal = { folder, about: '', stateBefore: ':', first: 1 };
    const { output } = await run(applyProgram([{ resource, change }], '@mark', journal));
    expect(output).toContain(`@mark ${end}`);
    expect(readFileSync(tried, 'utf8').trim().split('\n')).toHaveLength(times);
  });
});
