import { describe, expect, it } from 'vitest';
import {
  advertMs,
  crashInterruption,
  gracefulInterruption,
  masterDownMs,
  skewMs,
  type VrrpTiming,
} from '../../src/keepalived/daemon/timers.ts';

const v2 = (priority: number, advertInt = 1): VrrpTiming => ({ version: 2, priority, advertInt });
const v3 = (priority: number, advertInt: number, downTimerAdverts = 3): VrrpTiming => ({
  version: 3,
  priority,
  advertInt,
  downTimerAdverts,
});

describe('timers', () => {
  it.each([
    ['version 2, 1 s, priority 50 (the guide)', v2(50), 805, 3805],
    ['version 2, 1 s, priority 253', v2(253), 12, 3012],
    ['version 2, 1 s, priority 240', v2(240), 63, 3063],
    ['version 3, 0.2 s, priority 50', v3(50, 0.2), 161, 761],
    ['version 3, 0.2 s, priority 50, two adverts', v3(50, 0.2, 2), 161, 561],
    ['version 3, 0.3 s, priority 240', v3(240, 0.3), 19, 919],
  ])('%s', (_, timing, skew, masterDown) => {
    expect(Math.round(skewMs(timing))).toBe(skew);
    expect(Math.round(masterDownMs(timing))).toBe(masterDown);
    expect(gracefulInterruption(timing).maxMs).toBe(skewMs(timing));
    expect(crashInterruption(timing)).toEqual({
      minMs: masterDownMs(timing) - advertMs(timing),
      maxMs: masterDownMs(timing),
    });
  });

  it('rounds adverts as keepalived sends them', () => {
    expect(advertMs({ version: 2, advertInt: 1.4 })).toBe(1000);
    expect(advertMs({ version: 2, advertInt: 0.3 })).toBe(1000);
    expect(advertMs({ version: 3, advertInt: 0.304 })).toBe(300);
    expect(advertMs({ version: 3, advertInt: 200 })).toBe(40_950);
    expect(advertMs({ version: 2, advertInt: 300 })).toBe(255_000);
  });
});
