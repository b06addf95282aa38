#!/usr/bin/env node
import { version } from './version.ts';

// Asked so often, by people and scripts, that it must not pay for loading anything.
const [only] = process.argv.slice(2);
if (process.argv.length === 3 && (only === '--version' || only === '-V')) {
  process.stdout.write(`${version}\n`);
} else {
  import('./run.ts').then(({ run }) => run(process.argv));
}
