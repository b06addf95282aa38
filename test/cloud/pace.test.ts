import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPace } from '../../src/cloud/pace.ts';

/** When requests go that ask for their turn at these times, in milliseconds. */
async function sentAt(asked: readonly number[]): Promise<number[]> {
  let now = 0;
  const sent: number[] = [];
  const pace = createPace(
    { monotonicMs: () => now, wall: () => new Date(0) },
    async (ms) => void sent.push(now + ms),
  );
  for (const at of asked) {
    now = at;
    const before = sent.length;
    await pace.turn();
    if (sent.length === before) sent.push(now);
  }
  return sent;
}

describe('the pace', () => {
  it('lets five go at once, and then ten in a second', async () => {
    expect(await sentAt(Array.from({ length: 8 }, () => 0))).toEqual([0, 0, 0, 0, 0, 100, 200, 300]);
  });

  it('lets five go at once again after a rest', async () => {
    const sent = await sentAt([0, 0, 0, 0, 0, 0, 700, 700, 700, 700, 700]);
    expect(sent.slice(6)).toEqual([700, 700, 700, 700, 700]);
  });

  it('is 15 requests in any one second at most, and keeps nobody waiting for more than that', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(400), { maxLength: 80 }), async (gaps) => {
        let time = 0;
        const asked = gaps.map((gap) => (time += gap % 7 === 0 ? gap : 0));
        const sent = await sentAt(asked);
        for (const from of sent) {
          expect(sent.filter((at) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(15);
        }
        const last = sent.at(-1) ?? 0;
        expect(last).toBeLessThanOrEqual((asked.at(-1) ?? 0) + asked.length * 100);
      }),
    );
  });
});
