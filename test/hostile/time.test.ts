import { describe, expect, it } from 'vitest';
import { printable } from '../../src/core/text/printable.ts';
import { parseLog } from '../../src/engine/journal/entries.ts';
import { parseRecords } from '../../src/engine/journal/records.ts';
import { parseUndo } from '../../src/engine/journal/undo.ts';
import { parseAnswer } from '../../src/engine/lease/programs.ts';
import { probeLines } from '../../src/havip/drills/lines/probe-lines.ts';
import { MachineClock } from '../../src/havip/drills/watch/machine-clock.ts';
import { expandHostRange } from '../../src/inventory/sources/host-range.ts';
import { lintFiles } from '../../src/keepalived/lint/files.ts';
import { parsePairs } from '../../src/resources/fact.ts';
import { networkFact } from '../../src/resources/network.ts';
import { cpuMsOf } from '../support/cpu-time.ts';

const LENGTH = 128 * 1024;

/** Texts at which expressions that look back and forth take quadratic time. */
const TEXTS: readonly (readonly [string, string])[] = [
  ['newlines', '\n'.repeat(LENGTH)],
  ['spaces', ' '.repeat(LENGTH)],
  ['tabs and a letter', `${'\t'.repeat(LENGTH)}x`],
  ['a comment of spaces', `# a ${' '.repeat(LENGTH)}x`],
  ['a keyword and newlines', `virtual_ipaddress${'\n'.repeat(LENGTH)}`],
  ['blocks that never end', 'virtual_ipaddress {\n'.repeat(LENGTH / 16)],
  ['keywords alone', 'virtual_ipaddress\n'.repeat(LENGTH / 16)],
  ['quotes that never end', 'priority "\n'.repeat(LENGTH / 8)],
  ['opening brackets', '['.repeat(LENGTH)],
  ['opening braces', '{'.repeat(LENGTH)],
  ['equals signs', '='.repeat(LENGTH)],
  ['sequence numbers', `[1.0] 64 bytes from x${' icmp_seq=1 '.repeat(LENGTH / 12)}`],
  ['digits', '9'.repeat(LENGTH)],
  ['undo lines', 'undone: '.repeat(LENGTH / 8)],
  ['addresses', '1: eth0 inet 1.2.3.4/24 '.repeat(LENGTH / 24)],
  ['records', '\u001erun=x\n\u001elog\n'.repeat(LENGTH / 16)],
  ['escapes', '\x1b['.repeat(LENGTH / 2)],
];

/** Everything that reads what a machine or somebody's file says. */
const READERS: readonly (readonly [string, (text: string) => unknown])[] = [
  ['lint', (text) => lintFiles([{ file: 'a.conf', text: text.slice(-LENGTH / 16) }])],
  ['network', (text) => quietly(() => networkFact.parse(text))],
  ['pairs', parsePairs],
  ['a lease', parseAnswer],
  ['a log', parseLog],
  ['journals', parseRecords],
  ['an undo', parseUndo],
  ['a probe', (text) => probe(text)],
  ['a host range', (text) => expandHostRange(text.slice(0, LENGTH))],
  ['what is shown', printable],
];

function probe(text: string): void {
  const clock = new MachineClock(0);
  const lines = probeLines({ series: 'address', intervalMs: 100, clock, observe: () => {}, note: () => {} });
  for (const line of text.split('\n')) lines(line, 0);
}

/** What it makes of it does not matter here. */
function quietly(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
  }
}

describe.each(READERS)('%s', (_reader, read) => {
  it.each(TEXTS)('takes no time worth mentioning for %s', async (_name, text) => {
    // In quadratic time it would be ten seconds and more.
    expect(await cpuMsOf(() => read(text))).toBeLessThan(3000);
  });
});
