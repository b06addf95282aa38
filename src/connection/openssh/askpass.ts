import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { quote } from '../../core/programs/shell.ts';
import type { Secret } from '../../core/secret.ts';

/** What ssh runs to ask for a password: it says what ssh asks, and prints what it is told. */
const HELPER =
  "const s=require('node:net').connect(process.argv[1]);s.end(process.argv[2]+'\\n');let a='';" +
  "s.on('data',d=>{a+=d});s.on('close',()=>{process.stdout.write(a);process.exitCode=a?0:1});s.on('error',()=>{})";

const LONGEST_QUESTION = 4_096;

/** Variables for ssh's environment, and the end of the service behind them. */
export interface AskPass {
  readonly environment: readonly string[];
  close(): void;
}

/**
 * Lets ssh ask for a password: the secret goes from this process through a socket in a private folder to ssh, and stands
 * in no file, command line or environment. Only what the machine itself asks for is answered.
 */
export async function askPass(folder: string, password: Secret, login: string): Promise<AskPass> {
  const socket = join(folder, 'a');
  const helper = join(folder, 'ask');
  const server = createServer({ allowHalfOpen: true }, (asked) => {
    let question = '';
    asked.on('error', () => undefined);
    asked.setEncoding('utf8');
    asked.on('data', (text: string) => {
      question += text;
      if (question.length > LONGEST_QUESTION) asked.destroy();
      else if (question.endsWith('\n'))
        asked.end(isForPassword(question, login) ? `${password.reveal()}\n` : '');
    });
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const call = [process.execPath, '-e', HELPER, socket].map(quote).join(' ');
  await writeFile(helper, `#!/bin/sh\nexec ${call} "$1"\n`, { mode: 0o700 });
  return {
    // Before OpenSSH 8.4, ssh asks a helper where it has a display and no terminal.
    environment: [`SSH_ASKPASS=${helper}`, 'SSH_ASKPASS_REQUIRE=force', 'DISPLAY=none'],
    close: () => void server.close(),
  };
}

/** Not a passphrase, not whether a key is right, and not the password of a machine on the way. */
function isForPassword(question: string, login: string): boolean {
  if (/passphrase|\(yes\/no/i.test(question)) return false;
  const named = /^\((\S+@\S+)\) /.exec(question)?.[1] ?? /^(\S+@\S+)'s password: /.exec(question)?.[1];
  return named === undefined || named.toLowerCase() === login.toLowerCase();
}
