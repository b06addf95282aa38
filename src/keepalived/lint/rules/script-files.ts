import { isGiven, setting } from '../../meaning/settings.ts';
import type { Command } from '../../meaning/view.ts';
import type { FileFact, HostFacts } from '../facts.ts';
import type { Hit, HostInput, Rule } from '../rule.ts';

/** A command with its file, where that was looked for. */
interface Looked {
  readonly command: Command;
  readonly file: FileFact | null;
}

function looked({ view, facts }: HostInput): readonly Looked[] {
  return view.commands.flatMap((command) => {
    const file = facts.files?.[command.path];
    return file === undefined ? [] : [{ command, file }];
  });
}

function* present(input: HostInput): Generator<{ command: Command; file: FileFact }> {
  for (const { command, file } of looked(input)) if (file !== null) yield { command, file };
}

/** The user that keepalived runs a command as; undefined where that is not known. */
function userOf(
  { view }: HostInput,
  command: Command,
  facts: HostFacts,
): { uid: number; gid: number } | undefined {
  const name = command.user ?? setting(view.globals, 'script_user')?.value ?? 'keepalived_script';
  if (name === 'root') return { uid: 0, gid: 0 };
  const user = facts.users?.[name];
  // Without its default user keepalived runs scripts as root.
  if (user === null && name === 'keepalived_script') return { uid: 0, gid: 0 };
  return user ?? undefined;
}

function mayExecute({ mode, uid, gid }: FileFact, user: { uid: number; gid: number }): boolean {
  if (user.uid === 0) return (mode & 0o111) !== 0;
  if (user.uid === uid) return (mode & 0o100) !== 0;
  return user.gid === gid ? (mode & 0o010) !== 0 : (mode & 0o001) !== 0;
}

/** `/a/b/c` is reached through `/`, `/a` and `/a/b`. */
function pathAndFolders(path: string): readonly string[] {
  const parts = path.split('/').slice(1);
  return ['/', ...parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)];
}

/** Whether others than root may change a file, or what is in a folder. */
export function writableByOthers({ mode, uid, gid, kind }: FileFact): boolean {
  const sticky = kind === 'directory' && (mode & 0o1000) !== 0;
  return uid !== 0 || ((mode & 0o020) !== 0 && gid !== 0) || ((mode & 0o002) !== 0 && !sticky);
}

function* insecure(input: HostInput): Generator<Hit> {
  for (const { command } of present(input)) {
    if (userOf(input, command, input.facts)?.uid !== 0) continue;
    const weak = pathAndFolders(command.path).find((path) => {
      const file = input.facts.files?.[path];
      return file != null && writableByOthers(file);
    });
    if (weak !== undefined) {
      yield {
        place: command.place,
        message: `others than root may change ${weak}, and root runs ${command.path}`,
      };
    }
  }
}

/** Rules about script files on the host. */
export const SCRIPT_FILE_RULES: readonly Rule[] = [
  {
    id: 'KA071',
    name: 'script-missing',
    severity: 'error',
    title: 'A script is not there',
    why: 'keepalived drops it and runs without; of a missing notify script it does not even speak.',
    fix: 'Install the script before the configuration',
    *host(input) {
      for (const { command, file } of looked(input)) {
        if (file === null) yield { place: command.place, message: `${command.path} is not there` };
      }
    },
  },
  {
    id: 'KA072',
    name: 'script-noexec',
    severity: 'error',
    title: 'A script may not be executed by the user it runs as',
    why: 'keepalived drops it, and its configuration test passes all the same.',
    fix: 'chmod 0755 the script',
    *host(input) {
      for (const { command, file } of present(input)) {
        const user = userOf(input, command, input.facts);
        if (user === undefined || mayExecute(file, user)) continue;
        yield { place: command.place, message: `${command.path} is not executable for its user` };
      }
    },
  },
  {
    id: 'KA073',
    name: 'script-perm',
    severity: 'error',
    title: 'Root runs a script that others may change, itself or a folder above it',
    why: 'With script security keepalived disables it; without, whoever may write it is root.',
    fix: 'Make the script and its folders owned by root, mode 0755',
    host: insecure,
  },
  {
    id: 'KA075',
    name: 'script-user',
    severity: 'error',
    title: 'Script security is on, no `script_user` is set, and there is no user `keepalived_script`',
    why: 'keepalived then removes the script.',
    fix: 'Add script_user root to global_defs',
    *host({ view, facts }) {
      const lacksUser =
        facts.users?.keepalived_script === null && setting(view.globals, 'script_user') === undefined;
      if (!lacksUser || !isGiven(view.globals, 'enable_script_security')) return;
      for (const { path, place, user } of view.commands) {
        if (user === undefined) yield { place, message: `there is no user to run ${path} as` };
      }
    },
  },
  {
    id: 'KA076',
    name: 'no-shebang',
    severity: 'warning',
    title: 'A script does not begin with `#!`',
    why: 'Some builds of keepalived then hand it to a shell of their own choice.',
    fix: 'Begin it with #!/bin/sh',
    *host(input) {
      for (const { command, file } of present(input)) {
        if (file.start === undefined || /^(?:#!|\x7fELF)/.test(file.start)) continue;
        yield { place: command.place, message: `${command.path} does not say what runs it` };
      }
    },
  },
];
