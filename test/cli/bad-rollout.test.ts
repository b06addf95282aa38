import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, command, inventoryText, startBench } from './support/in-process.ts';

let bench: Bench;
let goodFile: string;
let playbookFile: string;

beforeAll(async () => {
  bench = await startBench();
  playbookFile = await bench.write(
    'motd.ts',
    `import { file, play, playbook } from 'havip-deploy';
export default playbook({
  name: 'motd',
  plays: [play({ name: 'motd', hosts: 'web', tasks: () => [file({ path: '/etc/motd', content: '', name: 'motd' })] })],
});`,
  );
  goodFile = await bench.write('good.yaml', inventoryText(bench.port));
});
afterAll(() => bench.close());

describe('a rollout that cannot be meant is refused before a host is contacted', () => {
  it.each([
    [['up', 'GOOD', '--waves', '1,ten'], 'error[usage.bad-waves]'],
    [['worker', '--region', ''], 'It is a name'],
    [['up', 'GOOD', '--waves', '3,1,100%'], '1 after 3: each part is a total'],
    [['upgrade', 'GOOD', '--to', '2.3.3', '--waves', '101%'], 'error[usage.bad-waves]'],
    [
      ['up', 'GOOD', '--window', 'some day'],
      'error[usage.bad-window]: "some day" is no window of maintenance',
    ],
    [['up', 'GOOD', '--window', 'sat 02:00-05:00 Berlin'], 'Berlin is no time zone that is known here'],
    [
      ['up', 'GOOD', '--waves', '1,ten', '--window', 'sat 02:00-05:00', '--window', 'now'],
      '"now" is no window of maintenance',
    ],
    [
      ['run', 'PLAYBOOK', '-i', 'GOOD', '--window', 'sat 02:00-05:00'],
      'the plays of motd wait for each other',
    ],
    [['up', 'GOOD', '--soak', '5m'], 'error[usage.no-waves]'],
    [['up', 'GOOD', '--max-failures', '1'], 'error[usage.no-waves]'],
    [['up', 'GOOD', '--pause'], 'error[usage.no-waves]'],
    [['up', 'GOOD', '--waves', '100%', '--pause'], 'error[usage.no-terminal]'],
    [['up', 'GOOD', '--waves', '100%', '--soak', 'soon'], 'It is a time such as 30s'],
    [['up', 'GOOD', '--waves', '100%', '--max-failures', '-1'], 'It is a whole number'],
    [
      ['run', 'PLAYBOOK', '-i', 'GOOD', '--step'],
      '--step asks before each change, and there is no terminal to ask on',
    ],
    [['run', 'PLAYBOOK', '-i', 'GOOD', '--step', '--check'], 'error[usage.step-and-check]'],
    [['run', 'PLAYBOOK', '-i', 'GOOD', '--start-at', 'motdd'], 'did you mean "motd"?'],
    [['run', 'PLAYBOOK', '-i', 'GOOD', '--start-at-task', 'motd'], 'It is --start-at here'],
    [['up', 'GOOD', '--start-at', 'motd'], '`run` has it'],
    [['upgrade', 'GOOD'], "required option '--to <version>' not specified"],
    [['upgrade', 'GOOD', '--to', 'latest'], 'error[usage.bad-version]'],
    [['upgrade', 'GOOD', '--to', '2.3.3; reboot'], 'error[usage.bad-version]'],
    [['upgrade', 'GOOD', '--to', '1.2.13'], 'error[usage.below-minimum]'],
    [['upgrade', 'GOOD', '--to', '1:1.2.13-1'], 'havip.install.min_version, 1.2.24'],
  ])('%j', async (words, text) => {
    const files: Readonly<Record<string, string>> = { GOOD: goodFile, PLAYBOOK: playbookFile };
    const { code, out, err } = await command(words.map((word) => files[word] ?? word));
    expect([code, out, bench.connects()]).toEqual([5, '', 0]);
    expect(err).toContain(text);
  });
});
