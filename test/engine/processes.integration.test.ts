import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { quote } from '../../src/core/shell.ts';
import { fenceProgram, releaseProgram, renewProgram, takeProgram } from '../../src/engine/lease-programs.ts';
import { file } from '../../src/resources/file.ts';
import { service } from '../../src/resources/service.ts';
import { FolderMachine } from '../resources/contract/folder-machine.ts';
import { type Said, type Shell, shells } from '../support/shells.ts';

const { all, close } = shells();
afterAll(close);

/** Runs each program where process ids are its own: the last of them says how many it has started. */
class Counter {
  started = Number.NaN;
  readonly #shell: Shell;
  readonly #sh: string;

  constructor(shell: Shell) {
    this.#shell = shell;
    this.#sh = shell.name === 'busybox' ? '/usr/bin/busybox sh' : shell.name;
  }

  async run(program: string, limitMs?: number): Promise<Said> {
    // The shell has the first id, and what is started to learn the last is one more.
    const whole = `${program}\n: & printf '\\n@started %s\\n' $(($! - 2))`;
    const words = `unshare --pid --fork --mount-proc ${this.#sh} -c ${quote(whole)}`;
    const said = await this.#shell.run(words, limitMs);
    const [text = '', count] = /\n@started (\d+)\n$/.exec(said.output) ?? [];
    if (count === undefined) throw new Error(`not counted: ${said.output}`);
    this.started = Number(count);
    return { ...said, output: said.output.slice(0, -text.length) };
  }
}

describe.each(all)('processes of programs that change a machine ($name)', (shell) => {
  const counter = new Counter(shell);
  const bin = () => join(machine.folder, 'bin');
  const machine = new FolderMachine({
    name: shell.name,
    run: (program, limitMs) => counter.run(`PATH=${bin()}:$PATH\n${program}`, limitMs),
  });
  afterAll(() => machine.close());
  mkdirSync(bin());
  // A service that is stopped, and starts when it is told to.
  const running = join(machine.folder, 'running');
  writeFileSync(
    join(bin(), 'systemctl'),
    `#!/bin/sh
state=inactive enabled=disabled
[ ! -e ${running} ] || state=active enabled=enabled
case $1 in
  show) for each in ActiveState=$state LoadState=loaded UnitFileState=$enabled MainPID=0; do
      case $3 in *"\${each%%=*}"*) echo "$each" ;; esac
    done ;;
  is-active) [ $state = active ] ;;
  start) : > ${running} ;;
esac\n`,
  );
  chmodSync(join(bin(), 'systemctl'), 0o755);
  const wanted = (count: number, content: string) => [
    ...Array.from({ length: count }, (_, index) =>
      file({
        path: join(machine.root, `folder-${index}`, 'a file'),
        content,
        notify: { service: 'thing', action: 'reload' },
      }),
    ),
    service({ service: 'thing' }),
  ];
  const lease = {
    file: join(machine.folder, 'lock', 'lease'),
    taken: {
      ...{ id: 'a', user: 'u', host: 'h', boot: 'b', pid: 1, pidStart: '1', command: 'up', startedAt: 't' },
    },
  };

  it('starts few', async () => {
    const out: unknown[] = [shell.name];
    for (const [count, content] of [
      [0, ''],
      [1, 'new\n'],
      [5, 'new\n'],
      [1, 'changed\n'],
      [5, 'changed\n'],
    ] as const) {
      await machine.apply(await machine.plan(...wanted(count, content)));
      out.push(count, counter.started);
    }
    for (const program of [
      takeProgram(lease.file, lease.taken, { unit: 'web' }),
      fenceProgram(lease.file, 'a'),
      `${fenceProgram(lease.file, 'a')} && ${fenceProgram(lease.file, 'a')}`,
      renewProgram(lease.file, 'a'),
      releaseProgram(lease.file, 'a', 'web'),
    ]) {
      const said = await counter.run(`(\n${program}\n)`);
      out.push(counter.started, said.output.slice(-60));
    }
    console.log(JSON.stringify(out));
    expect(0).toBe(0);
  });
});
