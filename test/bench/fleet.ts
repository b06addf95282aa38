import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type ScriptedAnswer, ScriptedConnection } from '../../src/connection/scripted.ts';

const BIN = resolve(import.meta.dirname, 'bin');

/** Where the tests do not run as root, everything on a machine seems to be root's all the same. */
const PATH = [...(userInfo().uid === 0 ? [] : [`${BIN}-unprivileged`]), BIN].join(':');

/** What a machine keeps under its own folder; a path below one of these is moved there in every program. */
const MOVED = /(?<![\w.}/*-])\/(etc|var|run|srv|opt|proc|home)(?=\/)/g;

const LOST = { code: 'connection.lost', summary: 'connection lost' } as const;

/** Where the control machine dies and takes its program along: once a machine has noted this of a step. */
export interface Cut {
  readonly machine: string;
  /** Number of the step in the machine's journal, from 1. */
  readonly step: number;
  readonly noted: 'intended' | 'done';
}

/**
 * Machines that are folders of this one. The real sh runs what they are sent, with a small systemctl, ip,
 * keepalived and yum that keep state; a VRRP wire is a folder that all of them see. Nothing needs root.
 */
export class FolderFleet {
  readonly folder = mkdtempSync(join(tmpdir(), 'havip-bench-'));
  /** Machines that do not answer at the moment. */
  readonly away = new Set<string>();
  /** Everything that was sent, in the order in which it arrived. */
  readonly sent: { readonly machine: string; readonly program: string }[] = [];
  /** Called before a program runs: for what others do to a machine meanwhile. */
  onProgram: (machine: string, program: string) => void = () => undefined;
  cut: Cut | undefined;

  constructor(addresses: Readonly<Record<string, string>>) {
    for (const [name, address] of Object.entries(addresses)) {
      this.put(name, '/address', `${address}\n`);
      mkdirSync(this.path(name, 'units'));
      // As on a machine with systemd: what is to run later is handed to systemd-run, which only says yes here.
      mkdirSync(this.path(name, '/run/systemd/system'), { recursive: true });
    }
    mkdirSync(join(this.folder, 'wire'), { recursive: true });
    this.offer('keepalived', '2.2.7-1.el9');
    this.offer('nginx', '1.20.1-1.el9');
  }

  /** A connection with a machine, over which the real sh runs what is sent. */
  connect(machine: string): ScriptedConnection {
    return new ScriptedConnection({
      host: machine,
      run: (program) => this.#run(machine, program),
      upload: (content, destination) => {
        this.put(machine, destination, content);
        return undefined;
      },
    });
  }

  /** Writes a file on a machine. */
  put(machine: string, path: string, content: string | Uint8Array): void {
    const at = this.path(machine, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, content);
  }

  /** A file of a machine; undefined where there is none. */
  read(machine: string, path: string): string | undefined {
    const at = this.path(machine, path);
    return existsSync(at) ? readFileSync(at, 'utf8') : undefined;
  }

  /** Names in a folder of a machine. */
  list(machine: string, path: string): readonly string[] {
    const at = this.path(machine, path);
    return existsSync(at) ? readdirSync(at).sort() : [];
  }

  remove(machine: string, path: string): void {
    rmSync(this.path(machine, path), { recursive: true, force: true });
  }

  path(machine: string, path: string): string {
    return join(this.folder, machine, path);
  }

  /** Puts a package into the repository of all machines. */
  offer(name: string, version: string): void {
    mkdirSync(join(this.folder, 'repository'), { recursive: true });
    writeFileSync(join(this.folder, 'repository', name), `${version}\n`);
  }

  /** Makes something fail on a machine: `start-keepalived`, `install-nginx`. */
  break(machine: string, what: string): void {
    this.put(machine, `fails/${what}`, '');
  }

  /** What systemctl and yum were told to do on a machine. */
  calls(machine: string): readonly string[] {
    return (this.read(machine, 'calls') ?? '').split('\n').filter((line) => line !== '');
  }

  /** Who has become what by VRRP, in order: `one MASTER`. */
  moves(): readonly string[] {
    const file = join(this.folder, 'moves');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }

  /** Machines that have the floating address. */
  holders(): readonly string[] {
    return readdirSync(this.folder).filter((name) => existsSync(join(this.folder, name, 'floating')));
  }

  /** A control machine is there again. */
  restart(): void {
    this.cut = undefined;
    this.away.clear();
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #run(machine: string, program: string): Promise<ScriptedAnswer> {
    this.sent.push({ machine, program });
    this.onProgram(machine, program);
    if (this.away.has(machine)) return LOST;
    const root = join(this.folder, machine);
    const moved = this.#cutting(machine, program)
      .replaceAll(MOVED, `${root}/$1`)
      .replaceAll('PATH=/usr', `PATH=${PATH}:/usr`);
    return new Promise((settle) => {
      const child = spawn('sh', ['-c', moved], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: `${PATH}:/usr/bin:/bin`, ROOT: root, WIRE: join(this.folder, 'wire'), BIN, LC_ALL: 'C' },
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => {
        stdout += chunk.toString();
      });
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
      });
      child.on('close', (exitCode) => {
        // The control machine is gone for every machine.
        if (exitCode === null) for (const name of readdirSync(this.folder)) this.away.add(name);
        settle(
          exitCode === null ? LOST : { exitCode, stdout: plain(stdout, root), stderr: plain(stderr, root) },
        );
      });
    });
  }

  /** The program, which ends without a word where the cut says so. */
  #cutting(machine: string, program: string): string {
    if (this.cut?.machine !== machine) return program;
    const { step, noted } = this.cut;
    return program.replace(new RegExp(`^note ${noted} ${step} .*$`, 'm'), (line) => `${line}\nkill -KILL $$`);
  }
}

function plain(text: string, root: string): string {
  return text.replaceAll(root, '');
}
