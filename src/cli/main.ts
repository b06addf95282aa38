#!/usr/bin/env node
import { version } from './version.ts';

// Asked so often, by people and scripts, that it must not pay for loading anything.
const [only] = process.argv.slice(2);
if (process.argv.length === 3 && (only === '--version' || only === '-V')) {
  process.stdout.write(`${version}\n`);
} else {
  const { run } = await import('./run.ts');
  await run(process.argv);
}
