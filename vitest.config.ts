import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

const integration = 'test/**/*.integration.test.ts';
const lab = 'test/lab/**/*.test.ts';
const timed = 'test/lab/**/*.timed.test.ts';
const programs = [
  'test/{core,docs,engine,inventory,resources,report,roles}/**/*.integration.test.ts',
  'test/connection/{become,become-methods,container,known-hosts-as-ssh,openssh,ssh-configs,ssh-options,start-files}.integration.test.ts',
  'test/keepalived/**/*.integration.test.ts',
  'test/havip/preflight/**/*.integration.test.ts',
  'test/cli/vault.integration.test.ts',
  'test/rollout/conformance/dbos.integration.test.ts',
];
/** Tried by each way to an SSH server: that which is built in, and the program ssh. */
const byEachWay =
  'test/connection/{conformance,host-keys,jump,login,loss,reach,session-options}.integration.test.ts';

/** Nothing under test keeps state in its modules, so that a worker loads them once for all of its files. */
const loadedOnce = { isolate: false };

/**
 * Five suites. `unit` runs anywhere, in seconds, as any user. `integration` meets real programs (sshd, npm) and
 * skips what is missing; `programs` tries what we have written for other people's shells, package managers,
 * browsers and Ansible, in which no Node takes part. `lab` drives real machines and wants root on Debian;
 * `timed` does, too, and measures times so short that nothing should run beside it.
 */
export default defineConfig({
  // As tsconfig.json has it: roles and playbooks import the public API by the package's name, as those of users do.
  resolve: {
    alias: [
      { find: /^havip-deploy$/, replacement: join(import.meta.dirname, 'src/index.ts') },
      { find: /^havip-deploy\/roles\/(\w+)$/, replacement: join(import.meta.dirname, 'roles/$1/index.ts') },
    ],
  },
  test: {
    sequence: { sequencer: LongestFirst },
    // Asked for by `npm run check`: the runner is proved without machines first.
    coverage: {
      provider: 'v8',
      include: ['src/{api,engine,run}/**/*.ts'],
      reporter: [['text', { skipFull: true }]],
      reportsDirectory: 'node_modules/.coverage',
      thresholds: { lines: 90 },
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // By default one core is left idle, and that of a small machine is half of it.
          maxWorkers: 2,
          include: ['test/**/*.test.ts'],
          exclude: [integration, lab],
          ...loadedOnce,
          // Milliseconds each, but not on a machine that is busy with something else.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          ...loadedOnce,
          // Much of it is waiting, as with machines.
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
          include: [integration],
          exclude: programs,
          env: { HAVIP_DEPLOY_WAY: 'ssh' },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'programs',
          ...loadedOnce,
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
          include: [...programs, byEachWay],
          env: { HAVIP_DEPLOY_WAY: 'openssh' },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'lab',
          ...loadedOnce,
          // They wait less than they work: more at a time take as long, and each of them longer.
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
          include: [lab],
          exclude: [timed],
          testTimeout: 900_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'timed',
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
          include: [timed],
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
