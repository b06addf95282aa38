import { $ } from 'zx/core';
import { type Outcome, success } from '../core/outcome.ts';
import type { Target } from '../core/ssh/target.ts';
import type { Connection, ConnectOptions } from './connection.ts';
import { ProcessListener } from './shell/process-end.ts';
import { ShellConnection } from './shell/shell-connection.ts';
import type { ProcessHandlers, Transport } from './shell/transport.ts';

/**
 * Shells on this machine; the only file that knows zx. zx adds nothing of its own to the command line here:
 * no bash, no prefix, no quoting.
 */
class LocalTransport implements Transport {
  readonly endpoint = 'this machine';
  readonly login: string | undefined;
  readonly #shell = $({
    shell: '/bin/sh',
    prefix: '',
    postfix: '',
    quote: (commandLine) => commandLine,
    quiet: true,
    nothrow: true,
    // A session of its own, as sshd makes one: what a stream's end has to kill.
    detached: true,
    stdio: 'pipe',
  });

  constructor(login: string | undefined) {
    this.login = login;
  }

  async start(commandLine: string, handlers: ProcessHandlers): Promise<Outcome<void>> {
    const process = this.#shell`${commandLine}`;
    const { stdin, stdout, stderr } = process;
    const letGo = (): void => {
      stdin.destroy();
      stdout.destroy();
      stderr.destroy();
    };
    const listener = new ProcessListener(handlers, letGo);
    handlers.onStarted({ stdin, abandon: letGo });
    stdout.on('data', listener.stdout);
    stderr.on('data', listener.stderr);
    process.child?.on('exit', (code, signal) => listener.exited(code, signal));
    process.child?.on('close', () => listener.closed('the process could not be watched'));
    return success(undefined);
  }

  async close(): Promise<void> {
    // Nothing stays open between programs.
  }
}

/** A connection with this machine itself. */
export function connectLocal(target: Target, options: ConnectOptions): Outcome<Connection> {
  return success(new ShellConnection(new LocalTransport(options.localUser), target, options));
}
