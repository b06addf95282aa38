import { describe, expect, it } from 'vitest';
import { play, playbook } from '../../src/api/define.ts';
import { Bench } from '../bench/bench.ts';

describe('the fleet', () => {
  it('lists the hosts of a pattern', async () => {
    const seen: string[] = [];
    const book = playbook({
      name: 'fleet',
      plays: [
        play({
          name: 'fleet',
          hosts: 'app1',
          tasks: ({ fleet }) => {
            seen.push(
              fleet
                .hosts('apps:!app1')
                .map(({ name }) => name)
                .join(' '),
            );
            return [];
          },
        }),
      ],
    });
    expect((await new Bench().run(book)).result.exitCode).toBe(0);
    expect(seen.at(-1)).toBe('app2 app3 app4');
  });
});
