import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/core/clock.ts';
import { InProcessEngine } from '../../../src/rollout/in-process/in-process-engine.ts';
import { parseWindow } from '../../../src/rollout/windows/window.ts';
import { eventOf, planOf, ScriptedWork } from '../conformance/harness.ts';

/** A clock that a test sets. */
class SetClock implements Clock {
  now = '2026-11-28T02:00:00Z';
  monotonicMs(): number {
    return 0;
  }
  wall(): Date {
    return new Date(this.now);
  }
}

const parsed = parseWindow('sat 02:00-05:00');
const windows = parsed.ok ? [parsed.value] : [];

describe('a window that closes within a wave', () => {
  it('lets finish what has begun, and the rest begins in the next one', async () => {
    const clock = new SetClock();
    const scripted = new ScriptedWork();
    scripted.hold('a');
    const engine = new InProcessEngine({ work: scripted.work, clock, caps: { inAll: 1 } });
    const run = await engine.submit('closes', planOf(['a b', 'c'], { windows }));
    await scripted.begun('a');
    // It reads the clock after each wait, which is as long as it is until then: 10 ms.
    clock.now = '2026-12-05T01:59:59.990Z';
    scripted.release('a');
    expect(await eventOf(run, 'outside-window')).toEqual({
      type: 'outside-window',
      until: '2026-12-05T02:00:00.000Z',
    });
    expect(scripted.log).toEqual(['begin a', 'end a']);
    clock.now = '2026-12-05T02:00:00Z';
    expect(await run.result()).toMatchObject({ why: 'done', skipped: [] });
    expect(scripted.log.filter((line) => line.startsWith('begin'))).toEqual([
      'begin a',
      'begin b',
      'begin c',
    ]);
    await engine.close();
  });
});
