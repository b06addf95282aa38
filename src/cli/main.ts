#!/usr/bin/env node
import { loadCached } from './code-cache.ts';
import { version } from './version.ts';

/** The name that the build gave the bundle of everything else. */
declare const COMMAND_LINE_BUNDLE: string;

// Asked so often, by people and scripts, that it must not pay for loading anything.
const [only] = process.argv.slice(2);
if (process.argv.length === 3 && (only === '--version' || only === '-V')) {
  process.stdout.write(`${version}\n`);
} else {
  const bundle = new URL(COMMAND_LINE_BUNDLE, import.meta.url);
  loadCached<typeof import('./run.ts')>(bundle, only ?? '').run(process.argv);
}
