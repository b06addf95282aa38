import { dirname } from 'node:path';
import { ClosedValue } from '../values/closed-value.ts';

/** `!exec COMMAND`: a value that a command prints. */
export class ExecCommand extends ClosedValue {
  readonly kind = 'the output of a command';
  /** For `/bin/sh`. */
  readonly command: string;
  /** The file that it stands in; empty where that is none. */
  readonly file: string;

  constructor(command: string, file = '') {
    super();
    this.command = command.trim();
    this.file = file;
  }

  /** The same, in a file. */
  within(file: string): ExecCommand {
    return new ExecCommand(this.command, file);
  }

  get folder(): string {
    return dirname(this.file);
  }
}
