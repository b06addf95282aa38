import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { renderFiles } from '../../../roles/keepalived/files/config.ts';
import { shells } from '../../support/shells.ts';
import { NODES_FACTS, severalWith } from './sample.ts';

/** What systemd gives to the shell before keepalived starts; it waits for less. */
async function waiting(): Promise<string> {
  const [vars] = await severalWith({ web: {}, db: { interface: 'eth0' } });
  const rendered = vars && renderFiles(vars, '2.2.7', NODES_FACTS);
  if (rendered === undefined || 'problems' in rendered) throw new Error(JSON.stringify(rendered));
  const found = /^ExecStartPre=\/bin\/sh -c '([^']*)'$/m.exec(rendered.files.dropIn)?.[1];
  if (found === undefined) throw new Error(rendered.files.dropIn);
  return found.replaceAll('$$', '$').replace('-le 120', '-le 3').replace('sleep 0.5', 'sleep 0.01');
}

/** A line of `ip -4 -o addr show`. */
const line = (address: string) =>
  `2: eth0    inet ${address} brd 172.16.31.255 scope global eth0\\       valid_lft forever preferred_lft forever\n`;

const { all, close } = shells();
const folder = mkdtempSync(join(tmpdir(), 'havip-start-'));
afterAll(() => {
  close();
  rmSync(folder, { recursive: true });
});

describe.each(all)('a start in $name', ({ run }) => {
  it.each([
    ['goes on where the address is there', [line('172.16.16.5/20')], 0, 1],
    ['waits for the address', [line('127.0.0.1/8'), line('172.16.16.5/20')], 0, 2],
    ['is none without it', [line('127.0.0.1/8'), line('172.16.16.50/20'), line('17.172.16.16/5')], 1, 4],
  ] as const)('%s', async (_what, addresses, status, times) => {
    const [asked, there] = ['asked', 'addresses'].map((name) => join(folder, name));
    writeFileSync(there ?? '', addresses.join(''));
    writeFileSync(asked ?? '', '');
    // A line more each time that it is asked.
    const ip = `ip() { echo x >>${asked}; head -n "$(wc -l <${asked})" ${there}; }\n`;
    expect(await run(`${ip}${await waiting()}`)).toEqual({ status, output: '' });
    expect(readFileSync(asked ?? '', 'utf8').length / 2).toBe(times);
  });
});
