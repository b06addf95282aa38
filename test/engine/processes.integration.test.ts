import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { quote } from '../../src/core/programs/shell.ts';
import { thisProcess } from '../../src/engine/lease/control-process.ts';
import { fenceProgram } from '../../src/engine/lease/fence.ts';
import { releaseProgram, renewProgram, takeProgram } from '../../src/engine/lease/programs.ts';
import { file } from '../../src/resources/file.ts';
import { service } from '../../src/resources/services/service.ts';
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

const LEASE = { ...thisProcess(), id: 'a', command: 'up', startedAt: 'now' };

/** What is started at most, by the shell that starts most; it says nothing of the time that it takes. */
const MOST = { start: 16, program: 24, newFile: 8, otherFile: 12 };

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
  it('are few for a file that is new or another, and for a service', async () => {
    const made = async (count: number, content: string) => {
      await machine.apply(await machine.plan(...wanted(count, content)));
      return counter.started;
    };
    const started = await made(0, '');
    expect(started, 'a start of a service').toBeLessThanOrEqual(MOST.start);
    expect(await made(4, 'new\n'), 'new files').toBeLessThanOrEqual(MOST.program + 4 * MOST.newFile);
    expect(await made(4, 'other\n'), 'other files').toBeLessThanOrEqual(MOST.program + 4 * MOST.otherFile);
  });

  // The one of busybox has no lock that waits.
  it.skipIf(shell.name === 'busybox')('are few for a lease, and none for a look at it', async () => {
    const file = join(machine.folder, 'lock', 'lease');
    const counted = async (program: string) => {
      const { output } = await counter.run(`(\n${program}\n)`);
      return [/^result=(.*)$/m.exec(output)?.[1], counter.started - 1];
    };
    const most = (count: number) => expect.toSatisfy((started: number) => started <= count);
    const fence = fenceProgram(file, LEASE.id);
    expect(await counted(takeProgram(file, LEASE, { unit: 'web' }))).toEqual(['taken', most(6)]);
    expect(await counted(`${fence} && ${fence} && echo result=ours`)).toEqual(['ours', 0]);
    expect(await counted(renewProgram(file, LEASE.id))).toEqual(['renewed', most(4)]);
    expect(await counted(releaseProgram(file, LEASE.id, 'web'))).toEqual(['released', most(4)]);
  });
});
