import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { metricsAddress } from '../engine/metrics/address.ts';
import { withEngineOption } from '../engine/options.ts';
import type { WorkerOptions } from '../engine/worker/run-worker.ts';
import { named, positive } from '../options/options.ts';
import { withVaultOptions } from '../vault/options.ts';

/** `worker`: carries out rollouts that others have submitted. */
export function registerWorker(program: Command, context: CommandContext): void {
  withVaultOptions(withEngineOption(program.command('worker')))
    .description(
      'Carry out rollouts that others have submitted, until a signal ends it: then it begins nothing new and finishes what is in flight. Any number of workers share the work, and take over what one leaves that dies.',
    )
    .option(
      '--region <name>',
      'work on units of this region alone; other workers then leave those to it',
      named,
    )
    .option('-f, --forks <n>', 'units that each worker works on at the same time', positive, 20)
    .option(
      '--per-region <n>',
      'units of one region that are worked on at the same time, by all workers',
      positive,
    )
    .option('--in-all <n>', 'units that are worked on at the same time, by all workers', positive)
    .option(
      '--metrics <address>',
      'figures for Prometheus at /metrics of this port, on 127.0.0.1 unless an IP address stands before it: 9464, 10.0.0.5:9464; without TLS or login',
      metricsAddress,
    )
    .action(async (options: WorkerOptions) => {
      const { runWorker } = await import('../engine/worker/run-worker.ts');
      context.exit(await runWorker(context, options));
    });
}
