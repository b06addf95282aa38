import { beforeEach, describe, expect, it } from 'vitest';
import { play, playbook } from '../../../src/api/define.ts';
import { prove } from '../../../src/havip/plays.ts';
import { Bench } from '../../bench/bench.ts';
import { pairPlay, site } from '../../bench/playbooks.ts';
import { file, installed, running } from '../../bench/resources.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

const three = (name: string, hosts = 'app1') =>
  play({ name, hosts, tasks: () => ['a', 'b', 'c'].map((each) => file(`/${name}/${each}`, each)) });
const two = playbook({ name: 'two', plays: [three('first'), three('second')] });
const ALL = ['/first/a', '/first/b', '/first/c', '/second/a', '/second/b', '/second/c'];

describe('--start-at', () => {
  it.each([
    ['/first/a', ALL],
    ['/first/b', ALL.slice(1)],
    ['/second/a', ALL.slice(3)],
    ['/second/c', ALL.slice(5)],
    ['*/c', ALL.slice(2)],
    ['/secon?/[bx]', ALL.slice(4)],
    ['second : /second/b', ALL.slice(4)],
  ])('%s passes over what comes before', async (startAt, wanted) => {
    const { changed, result } = await bench.run(two, { startAt });
    expect([result.exitCode, changed.app1]).toEqual([0, wanted]);
    expect([...bench.machines.app1.files.keys()].sort()).toEqual(wanted);
  });

  it.each([
    ['/second/d', '"/second/d" (--start-at)'],
    ['first', '"first" (--start-at)'],
    ['[z-a]', '"[z-a]" (--start-at)'],
    ['', '"" (--start-at)'],
  ])('%s, which is no step, is bad input before anything is contacted', async (startAt, words) => {
    await expect(bench.run(two, { startAt })).rejects.toThrow(
      `usage.no-such-step: no step has the name ${words}`,
    );
    expect(bench.sent).toEqual([]);
  });

  it('of a step that only the facts reveal is found there, and its lack told', async () => {
    const revealed = playbook({
      name: 'revealed',
      plays: [
        play({
          name: 'revealed',
          hosts: 'app1',
          tasks: ({ facts }) => [
            file('/x', '1'),
            ...installed('nginx').facts.map((fact, index) =>
              file(`/known-${index}`, `${typeof facts.get(fact)}`),
            ),
          ],
        }),
      ],
    });
    expect((await bench.run(revealed, { startAt: '/known-0' })).changed.app1?.[0]).toBe('/known-0');
    const none = await bench.run(revealed, { startAt: '/unknown' });
    expect([none.codes, none.result.exitCode, none.changed.app1]).toEqual([['usage.no-such-step'], 5, []]);
  });

  it('that some hosts do not have is told of those', async () => {
    const some = playbook({ name: 'some', plays: [three('first'), three('second', 'app2')] });
    const { notices, changed } = await bench.run(some, { startAt: '/second/*' });
    expect(notices).toEqual(['nothing was done: it has no step of that name (--start-at)']);
    expect([changed.app1, changed.app2?.length]).toEqual([[], 3]);
  });

  it('shows in --check what it passes over, and changes nothing', async () => {
    const { events, changed } = await bench.run(two, { startAt: '/second/c', check: true });
    expect(changed.app1).toEqual(['/second/c']);
    const notes = events.flatMap((event) => (event.type === 'task-finished' ? [event.note] : []));
    expect(notes.filter((note) => note === 'before "/second/c" (--start-at)')).toHaveLength(5);
  });

  it('passes over proofs and such before it, and begins at one by its name', async () => {
    const proved = playbook({
      name: 'p',
      plays: [prove({ name: 'before' }), pairPlay(), prove({ name: 'after' })],
    });
    const tasks = async (startAt: string) => {
      bench = new Bench();
      return (await bench.run(proved, { startAt, check: true, verify: 'auto' })).changed.one;
    };
    expect(await tasks('keepalived.conf')).toEqual([
      'keepalived.conf',
      'keepalived service',
      'failover proof',
    ]);
    expect(await tasks('after')).toEqual(['failover proof']);
    expect((await tasks('before'))?.length).toBeGreaterThan(3);
  });

  it('of a step that is in the middle of a service keeps what it asks of it', async () => {
    await bench.run(site());
    const { changed } = await bench.run(site('site 2'), { startAt: '/etc/nginx/site.conf' });
    expect(changed.app1).toEqual(['/etc/nginx/site.conf', running('nginx').name]);
  });
});
