import { describe, expect, it } from 'vitest';
import {
  archive,
  cloudAddress,
  commandLine,
  defineAction,
  defineResource,
  download,
  execute,
  type Facts,
  type Fleet,
  file,
  handler,
  httpRequest,
  link,
  networkFact,
  on,
  once,
  options,
  packageInstalled,
  play,
  playbook,
  prove,
  quote,
  read,
  reboot,
  role,
  rollback,
  service,
  success,
  type Tasks,
  template,
  waitFor,
  z,
} from '../../src/index.ts';

const name = 'x';
const motd = () => [file({ path: '/x', content: '' })];

/** Plays and playbooks; each line is a mistake that must not compile: `tsc` fails where one does. */
const plays = (): readonly unknown[] => [
  // @ts-expect-error a playbook without a name
  playbook({ plays: [] }),
  // @ts-expect-error a step where a play should be
  playbook({ name, plays: [file({ path: '/x', content: '' })] }),
  // @ts-expect-error a strategy that there is not
  playbook({ name, plays: [], strategy: 'parallel' }),
  // @ts-expect-error an option that belongs to a play
  playbook({ name, plays: [], serial: 1 }),
  // @ts-expect-error hosts that are a list
  play({ name, hosts: ['web'], tasks: motd }),
  // @ts-expect-error a share without its sign
  play({ name, serial: '10', tasks: motd }),
  // @ts-expect-error an order that there is not
  play({ name, order: 'random', tasks: motd }),
  // @ts-expect-error a mistyped option
  play({ name, max_failures: 0, tasks: motd }),
  // @ts-expect-error Ansible's word
  play({ name, max_fail_percentage: 0, tasks: motd }),
  // @ts-expect-error tags that are a text
  play({ name, tags: 'config', tasks: motd }),
  // @ts-expect-error the definition of a role where a role should be
  play({ name, roles: [{ name, resources: motd }] }),
  // @ts-expect-error variables by an example, not by a type
  play({ name, vars: { port: 80 }, tasks: motd }),
  // @ts-expect-error a kind that is given by hand
  play({ name, kind: 'prove', tasks: motd }),
  // @ts-expect-error tasks of a play that proves
  prove({ name, tasks: motd }),
  // @ts-expect-error roles of a play that rolls back
  rollback({ name, roles: [] }),
  // @ts-expect-error a state that no address has
  cloudAddress({ name, state: 'gone' }),
  // @ts-expect-error tasks of a play of the cloud
  cloudAddress({ name, tasks: motd }),
];

/** Variables of a play that has one. */
const vars = z.object({ port: z.int() });

/** Lists and steps in sequence. */
const tasks = (facts: Facts, fleet: Fleet): readonly unknown[] => [
  // @ts-expect-error an action in a list
  play({ name, tasks: () => [reboot({})] }),
  // @ts-expect-error an action among a role's resources
  role({ name, resources: () => [execute({ name, run: 'true' })] }),
  // @ts-expect-error a list in a list
  play({ name, tasks: () => [motd()] }),
  // @ts-expect-error one resource in place of a list
  play({ name, tasks: () => file({ path: '/x', content: '' }) }),
  // @ts-expect-error a variable that is not declared
  play({ name, vars, tasks: ({ vars: { prot } }) => [file({ path: '/x', content: prot })] }),
  // @ts-expect-error a number for a text
  play({ name, vars, tasks: ({ vars: { port } }) => [file({ path: '/x', content: port })] }),
  // @ts-expect-error a fact by its name
  facts.get('network'),
  // @ts-expect-error what no fact of the network has
  facts.get(networkFact).interfaces,
  // @ts-expect-error facts of a host that is no name
  fleet.factsOf(fleet.hosts('web')[0]),
];

/** What tasks may not ask for. */
function* asked(): Tasks {
  // @ts-expect-error a text that is yielded
  yield 'nginx';
  // @ts-expect-error a promise that is yielded
  yield Promise.resolve();
  // @ts-expect-error what a file prints
  (yield* file({ path: '/x', content: '' })).stdout;
  // @ts-expect-error the status of a program
  (yield* execute({ name, run: 'true' })).status;
  // @ts-expect-error a status that is a text
  (yield* httpRequest({ url: 'http://x/' })).status.trim();
  // @ts-expect-error a result of another host by another name
  (yield* on('lb', execute({ name, run: 'true' }))).output;
  // @ts-expect-error a host without what is done there
  yield* on('lb');
  // @ts-expect-error several steps once
  yield* once([reboot({})]);
  // @ts-expect-error a fact by its name
  yield* read('network');
}

/** Tasks that are asynchronous as well. */
async function* later() {
  yield reboot({});
}
// @ts-expect-error steps in sequence wait for each other by themselves
const asynchronous = (): unknown => play({ name, tasks: later });

/** Options, handlers, templates and kinds of one's own. */
const others = (): readonly unknown[] => [
  // @ts-expect-error a handler without its work
  handler({ name }),
  // @ts-expect-error a handler by a number
  file({ path: '/x', content: '', notify: { handler: 5 } }),
  // @ts-expect-error a condition that is a text
  file({ path: '/x', content: '', when: 'yes' }),
  // @ts-expect-error an environment that is a list
  file({ path: '/x', content: '', environment: ['A=1'] }),
  // @ts-expect-error whom the session becomes is for the inventory to say
  execute({ name, run: 'true', become: true }),
  // @ts-expect-error the programs of a file are nobody's but the session's
  file({ path: '/x', content: '', becomeUser: 'app' }),
  // @ts-expect-error a package by Ansible's word
  packageInstalled({ name: 'nginx' }),
  // @ts-expect-error a service with a state
  service({ service: 'nginx', state: 'restarted' }),
  // @ts-expect-error a state that no link has
  link({ path: '/x', target: '/y', state: 'missing' }),
  // @ts-expect-error a download whose hash nobody knows
  download({ url: 'https://x/', path: '/x' }),
  // @ts-expect-error an archive by a text
  archive({ from: '/x.tar', sha256: '', to: '/x' }),
  // @ts-expect-error one exit code
  execute({ name, run: 'true', exitCodes: 0 }),
  // @ts-expect-error a state that nothing is waited for
  waitFor({ port: 80, state: 'started' }),
  // @ts-expect-error variables that the template does not have
  template<{ readonly port: number }>(new URL('file:///x'))({ prot: 80 }),
  // @ts-expect-error a number is no word of a shell
  quote(80),
  // @ts-expect-error a list is no word either
  commandLine(['ls', '-l']),
  defineResource({
    ...{ kind: name, call: name, summary: '', example: '', options: {}, key: () => '', facts: () => [] },
    // @ts-expect-error a plan that says nothing
    plan: () => ({ state: 'done' }),
  }),
  defineResource({
    ...{ kind: name, call: name, summary: '', example: '', options: { path: options.filePath } },
    // @ts-expect-error an option that there is not
    key: ({ file: wrong }) => wrong,
    facts: () => [],
    plan: () => ({ state: 'unchanged', reason: '' }),
  }),
  defineAction({
    ...{ call: name, summary: '', example: '', options: {}, key: () => '', reads: true, does: () => '' },
    // @ts-expect-error a result that is no outcome
    perform: async () => ({ changed: false }),
    guess: () => ({ changed: false }),
  }),
];

/** And what must compile. */
const right = (): readonly unknown[] => [
  playbook({ name, plays: [play({ name, serial: [1, '10%'], maxFailures: 0 }), prove({ name })] }),
  role({
    name,
    tasks: function* () {
      yield [reboot({}), false, ...motd()];
    },
  }),
  defineAction({
    ...{ call: name, summary: '', example: '', options: { port: z.int() }, key: () => '', reads: true },
    does: ({ port }) => `asks ${port}`,
    perform: async () => success({ changed: false, banner: '' }),
    guess: () => ({ changed: false, banner: '' }),
  }),
];

describe('the types of playbooks', () => {
  it('are tried by the compiler', () => {
    const tried = [plays, tasks, asked, asynchronous, others, right];
    expect(tried.map((each) => typeof each)).toEqual(tried.map(() => 'function'));
  });
});
