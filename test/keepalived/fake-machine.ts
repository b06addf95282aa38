import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HandOverOptions } from '../../src/keepalived/daemon/hand-over.ts';

/** A cluster whose name is hard to quote. */
export function optionsFor(configPath: string): HandOverOptions {
  return { cluster: "it's $(a) `b`", configPath, addresses: ['10.0.0.9'], masterDownMs: 300, skewMs: 10 };
}

const SHOWN = 'echo "2: eth0 inet 10.0.0.9/32"';

/** A machine whose commands only note what they were called for; the program itself is run by the real sh. */
export class FakeMachine {
  readonly #folder = mkdtempSync(join(tmpdir(), 'havip-hand-over-'));
  readonly config = join(this.#folder, 'keepalived.conf');

  constructor() {
    mkdirSync(join(this.#folder, 'bin'));
    // With systemd, as far as the program can see: a fake one takes the timer, and no process is ended.
    mkdirSync(join(this.#folder, 'systemd/system'), { recursive: true });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  /** Runs a program with this configuration in place. */
  run(
    text: string,
    program: string,
    commands: { readonly keepalived?: string; readonly holds: boolean | 'until the reload' | 'throughout' },
  ) {
    writeFileSync(this.config, text, { mode: 0o640 });
    const log = join(this.#folder, 'log');
    writeFileSync(log, '');
    const fakes: Record<string, string> = {
      keepalived: commands.keepalived ?? 'true',
      systemctl: `[ "$1" != reload ] || { echo "systemctl $*"; cat ${this.config}; } >>${log}`,
      'systemd-run': `echo armed >>${log}`,
      ip: {
        true: SHOWN,
        false: 'true',
        // Nothing is given up and taken again.
        throughout: `[ "$1" = monitor ] || ${SHOWN}`,
        'until the reload': `[ "$1" != monitor ] && grep -q reload ${log} || ${SHOWN}`,
      }[`${commands.holds}`],
      journalctl: "echo '(VI_1) Entering FAULT STATE'",
      sleep: 'true',
    };
    for (const [name, script] of Object.entries(fakes)) {
      writeFileSync(join(this.#folder, 'bin', name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(this.#folder, 'bin', name), 0o755);
    }
    const contained = program
      .replaceAll('PATH=/usr/sbin', `PATH=${join(this.#folder, 'bin')}:/usr/sbin`)
      .replaceAll('/run/', `${this.#folder}/`)
      .replaceAll('kill --', 'false')
      // Nobody waits for what never ends, or for every look of many.
      .replaceAll('timeout -k 1 30', 'timeout -k 1 1')
      .replaceAll('-ge 300', '-ge 12')
      .replaceAll('-lt 100', '-lt 4');
    const { status, stdout, stderr } = spawnSync('sh', [], { input: contained, encoding: 'utf8' });
    return {
      status,
      stdout,
      stderr,
      log: readFileSync(log, 'utf8'),
      left: readFileSync(this.config, 'utf8'),
    };
  }
}
