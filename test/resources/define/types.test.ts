import { describe, expect, it } from 'vitest';
import {
  attempt,
  command,
  copy,
  cron,
  directory,
  execute,
  file,
  handler,
  lineInFile,
  on,
  once,
  play,
  reboot,
  service,
  startJob,
  sysctl,
  user,
  waitFor,
} from '../../../src/index.ts';

/** Each line is a mistake that must not compile: `tsc` fails where one does. */
const mistakes = (): readonly unknown[] => [
  // @ts-expect-error a mistyped option
  file({ path: '/x', contents: 'x' }),
  // @ts-expect-error a missing one
  file({ path: '/x' }),
  // @ts-expect-error a number for a text
  file({ path: '/x', content: 5 }),
  // @ts-expect-error a mode that is neither number nor text
  file({ path: '/x', content: '', mode: true }),
  // @ts-expect-error a command without a test
  command({ name: 'x', run: 'true' }),
  // @ts-expect-error an action that no service has
  file({ path: '/x', content: '', notify: { service: 'web', action: 'bounce' } }),
  // @ts-expect-error a notification that is a text, as in Ansible
  file({ path: '/x', content: '', notify: 'restart web' }),
  // @ts-expect-error a state that no folder has
  directory({ path: '/x', state: 'directory' }),
  // @ts-expect-error a pattern that is a text
  lineInFile({ path: '/x', line: 'x', match: '^x' }),
  // @ts-expect-error groups that are a text
  user({ user: 'ann', groups: 'sudo' }),
  // @ts-expect-error an hour by itself, as in Ansible
  cron({ name: 'x', hour: 2, command: 'true' }),
  // @ts-expect-error settings that are a list
  sysctl({ name: 'x', settings: ['vm.swappiness=10'] }),
  // @ts-expect-error a source that is no path
  copy({ from: 5, to: '/x' }),
  // @ts-expect-error nothing at all
  service(),
  // @ts-expect-error an action without a program
  execute({ name: 'x' }),
  // @ts-expect-error a notification of an action
  execute({ name: 'x', run: 'true', notify: { service: 'web', action: 'reload' } }),
  // @ts-expect-error retries that are a text
  execute({ name: 'x', run: 'true', retries: 'three' }),
  // @ts-expect-error a condition of a state, which is its own
  file({ path: '/x', content: '', until: () => true }),
  // @ts-expect-error a condition on what the result has not
  execute({ name: 'x', run: 'true', until: ({ status }) => status === 200 }),
  // @ts-expect-error a condition that is no function
  waitFor({ port: 80, until: true }),
  // @ts-expect-error another user for what needs root
  file({ path: '/x', content: '', becomeUser: 'ann' }),
  // @ts-expect-error a user that is a number
  command({ name: 'x', run: 'true', unless: 'false', becomeUser: 0 }),
  // @ts-expect-error become by itself, as in Ansible
  execute({ name: 'x', run: 'true', become: true }),
  // @ts-expect-error failures passed over by an option, as in Ansible
  execute({ name: 'x', run: 'true', ignoreErrors: true }),
  // @ts-expect-error a job without a name
  startJob({ run: 'true' }),
  // @ts-expect-error a handler's tasks that are called already
  handler({ name: 'x', run: [] }),
  // @ts-expect-error a text where something is attempted
  attempt('x'),
  // @ts-expect-error a port that is a text
  waitFor({ port: '80' }),
  // @ts-expect-error a time that is neither number nor text
  reboot({ timeout: true }),
  // @ts-expect-error a host that is no text
  on(5, reboot({})),
  // @ts-expect-error tasks where a step should be
  once(() => reboot({})),
  // @ts-expect-error tasks that are a promise
  play({ name: 'x', tasks: async () => [] }),
  // @ts-expect-error tasks that give texts
  play({ name: 'x', tasks: () => ['nginx'] }),
];

/** And what must compile. */
const right = (mode: string | undefined): readonly unknown[] => [
  file({ path: '/x', content: '', mode }),
  file({ path: '/x', content: '', mode: 0o644, when: false, tags: ['a'], noLog: true }),
  file({ path: '/x', content: '', notify: [{ service: 'web', action: 'reload' }] }),
  copy({ from: new URL('./x', import.meta.url), to: '/x' }),
  play({
    name: 'x',
    tasks: function* ({ host }) {
      const { changed } = yield* file({ path: '/x', content: '' });
      const { stdout, exitCode } = yield* on(host.name, execute({ name: 'x', run: 'true' }));
      const text: string = changed ? stdout : `${exitCode}`;
      yield [text === '' && reboot({}), undefined];
    },
  }),
];

describe('the types of the public API', () => {
  it('are tried by the compiler', () => {
    expect([typeof mistakes, typeof right]).toEqual(['function', 'function']);
  });
});
