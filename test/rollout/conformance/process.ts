// A process of an engine, to be killed. It carries out one rollout whose steps it writes into a log; the second
// unit waits between its steps until there is a file `go`. Prints what the rollout came to.
import { appendFileSync, existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../src/core/clock.ts';
import type { UnitWork } from '../../../src/rollout/context.ts';
import type { Engine } from '../../../src/rollout/engine.ts';
import { FileJournal, readJournal } from '../../../src/rollout/in-process/file-journal.ts';
import { InProcessEngine } from '../../../src/rollout/in-process/in-process-engine.ts';
import { planOf } from './harness.ts';

const { folder } = JSON.parse(process.argv[2] ?? '{}') as { readonly folder: string };

const note = (line: string) => appendFileSync(join(folder, 'log'), `${line}\n`);

const work: UnitWork = async ({ unit }, context) => {
  const step = async (name: string) => {
    await context.step(name, async () => {
      note(`${unit} does ${name}`);
      return name;
    });
    note(`${unit} has ${name}`);
  };
  await step('one');
  if (unit === 'b') await go();
  await step('two');
  return { verdict: 'passed', changed: true };
};

/** Waits for the file. */
async function go(): Promise<void> {
  const watcher = watch(folder);
  while (!existsSync(join(folder, 'go'))) {
    await new Promise<void>((resolve) => void watcher.once('change', () => resolve()));
  }
  watcher.close();
}

async function inProcess(): Promise<Engine> {
  const path = join(folder, 'journal');
  const fail = (error: unknown) => {
    throw error;
  };
  const known = existsSync(path) ? await readJournal(path) : undefined;
  const journal = known ? await FileJournal.goOn(path, known, fail) : await FileJournal.begin(path, {}, fail);
  return new InProcessEngine({ work, journal, clock: systemClock });
}

const engine = await inProcess();
const run = await engine.submit('killed', planOf(['a', 'b', 'c']));
process.stdout.write(JSON.stringify(await run.result()));
await engine.close();
