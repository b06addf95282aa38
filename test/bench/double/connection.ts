import type { CommandResult, Connection, RunOptions, Stream } from '../../../src/connection/connection.ts';
import { failure, type Outcome, success } from '../../../src/core/outcome.ts';
import { LEASE_LOST } from '../../../src/engine/lease/fence.ts';
import { answerFact } from './facts.ts';
import { applyProgram, closeProgram, undoProgram } from './journal-programs.ts';
import { leaseProgram } from './leases.ts';
import { ControlDied, type Cut, type Machine } from './machine.ts';
import { LeaseLost, runScript, ScriptFailed } from './scripts.ts';
import { takeAddress } from './wire.ts';

/** A holder that resigns, as a whole. */
const RESIGN = 'systemctl stop keepalived\nsystemctl start keepalived';

/** What a bench decides about every program. */
export interface Control {
  readonly away: ReadonlySet<string>;
  readonly cut: Cut | undefined;
  readonly onProgram: (machine: string, label: string) => void;
  /** The control machine dies with the program that it waits for. */
  readonly onDeath: () => void;
}

/** A session with a machine in memory. The programs are the real ones; they are told by their labels. */
export class DoubleConnection implements Connection {
  readonly host: string;
  roundTrips = 0;
  readonly #machine: Machine;
  readonly #control: () => Control;

  constructor(machine: Machine, control: () => Control) {
    this.host = machine.name;
    this.#machine = machine;
    this.#control = control;
  }

  async run(program: string, { label = '', onStdoutLine }: RunOptions = {}): Promise<Outcome<CommandResult>> {
    this.roundTrips += 1;
    await Promise.resolve();
    const { away, cut, onProgram, onDeath } = this.#control();
    onProgram(this.host, label);
    if (away.has(this.host)) return this.#lost();
    try {
      const stdout = this.#answer(program, label, cut?.machine === this.host ? cut : undefined);
      for (const line of stdout.split('\n')) onStdoutLine?.(line);
      return success({ exitCode: 0, stdout, stderr: '' });
    } catch (error) {
      if (error instanceof ControlDied) {
        onDeath();
        return this.#lost();
      }
      if (error instanceof LeaseLost) return success({ exitCode: LEASE_LOST, stdout: '', stderr: '' });
      if (error instanceof ScriptFailed) return success({ exitCode: 1, stdout: error.message, stderr: '' });
      throw error;
    }
  }

  stream(): Stream {
    throw new Error('no drill runs on the bench');
  }

  async upload(): Promise<Outcome<void>> {
    this.roundTrips += 1;
    return success(undefined);
  }

  async renew(): Promise<Outcome<void>> {
    return this.#control().away.has(this.host) ? this.#lost() : success(undefined);
  }

  async close(): Promise<void> {}

  #answer(program: string, label: string, cut: Cut | undefined): string {
    const machine = this.#machine;
    if (label === 'reading facts') return observe(machine, program);
    if (label === 'making changes') return applyProgram(machine, program, cut);
    if (label === 'undoing changes') return undoProgram(machine, program);
    if (label === 'closing the journal')
      return `${closeProgram(machine, program)}${leaseProgram(machine, program) ?? ''}`;
    if (label === 'taking the address') return takeAddress(machine);
    if (label === 'handing the address over') return runScript(machine, RESIGN);
    if (/lease|lock/.test(label)) return leaseProgram(machine, program) ?? '';
    if (label === 'keeping the change') return '';
    if (label === 'waiting for its start' && !machine.service('keepalived').active)
      throw new ScriptFailed('it does not run');
    return runScript(machine, program);
  }

  #lost(): Outcome<never> {
    return failure({ code: 'connection.lost', summary: 'connection lost', host: this.host });
  }
}

/** Takes an observation apart: each fact's program is asked by itself. */
function observe(machine: Machine, whole: string): string {
  const marker = /@[0-9a-f]{24}/.exec(whole)?.[0] ?? '';
  const [, path = '', alone = '', others = whole] =
    /^if \[ ! -e (\S+) \].*; then\n([\s\S]*?)\nexit 0\nfi\n([\s\S]*)$/.exec(whole) ?? [];
  const program = alone === '' || machine.files.has(path) ? others : alone;
  const facts = program.split(new RegExp(`printf '\\\\n%s %s\\\\n' ${marker} `)).slice(1);
  const answers = facts.map((text) => {
    const index = Number.parseInt(text, 10);
    const [, own = ''] = /[({]\n([\s\S]*?)\n[)}] 2>\/dev\/null/.exec(text) ?? [];
    return `\n${marker} ${index}\n${answerFact(machine, own)}`;
  });
  return `${answers.join('')}\n${marker} end\n`;
}
