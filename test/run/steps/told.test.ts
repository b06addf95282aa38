import { beforeEach, describe, expect, it } from 'vitest';
import { play, playbook } from '../../../src/api/define.ts';
import { listPlaybook } from '../../../src/cli/execute/list-playbook.ts';
import { havipKinds } from '../../../src/havip/kinds.ts';
import { execute } from '../../../src/resources/actions/execute.ts';
import { file } from '../../../src/resources/file.ts';
import { Bench } from '../../bench/bench.ts';
import { benchLine } from '../../bench/double/scripts.ts';
import { call, tasks } from '../../bench/tasks.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

describe('what people are told of a run', () => {
  it.each([
    ['only reads', { reads: true }, 's3en'],
    ['changes something', {}, 's3en'],
    ['is for no log', { reads: true, noLog: true }, undefined],
    ['is for no log and changes something', { noLog: true }, undefined],
  ])('what an action prints that %s', async (_, more, output) => {
    const run = benchLine({ do: 'say', text: 's3en' });
    const { events } = await bench.run(
      tasks(
        function* () {
          yield execute({ name: 'look', run, ...more });
        },
        { hosts: 'app1' },
      ),
    );
    const [told] = events.filter((event) => event.type === 'task-finished');
    expect(told?.output).toBe(output);
    if (output === undefined) expect(JSON.stringify(events)).not.toContain('s3en');
  });

  it.each([
    ['anyErrorsFatal', { anyErrorsFatal: true }],
    ['maxFailures', { maxFailures: 0 }],
  ])('why nothing more is begun, and where: %s', async (_, limit) => {
    bench.machines.app2.fails.add('go');
    const book = tasks(
      function* () {
        yield call('go');
      },
      { serial: 1, ...limit },
    );
    const { notices } = await bench.run(book);
    expect(notices.at(-1)).toBe(
      'the run ends here: app2 failed, and maxFailures of "tasks" is 0; not begun: app3, app4',
    );
  });

  it('which tags a play has, those of its steps too', async () => {
    const config = file({ path: '/a', content: '', tags: ['config'] });
    const book = playbook({
      name: 'tags',
      plays: [
        play({ name: 'list', hosts: 'apps', tags: ['all-of-it'], tasks: () => [config] }),
        play({
          name: 'sequence',
          hosts: 'apps',
          tasks: function* () {
            yield config;
            yield execute({ name: 'go', run: 'true', tags: ['go'] });
          },
        }),
      ],
    });
    const request = await bench.request(book);
    const text = listPlaybook(request, havipKinds(request), { listTags: true });
    expect(text.match(/TAGS: .*/g)).toEqual([
      'TAGS: [all-of-it, config, list]',
      'TAGS: [config, go, sequence]',
    ]);
  });
});
