import { z } from 'zod';
import { quote } from '../../core/programs/shell.ts';
import { defineResource } from '../define/define-resource.ts';
import { accountName, line } from '../define/options/option-types.ts';
import type { Fact } from '../fact.ts';
import type { Planned } from '../resource.ts';

/** Options, type, key in base64, comment: as a line of `authorized_keys`. */
const KEY = /(?:^|\s)((?:ssh-|ecdsa-|sk-)[A-Za-z0-9@.-]+\s+[A-Za-z0-9+/]{16,}={0,3})(?=\s|$)/;

const keyOptions = {
  user: accountName.describe('Whose key it is; this user may be made by a step before.'),
  key: line
    .transform((value) => value.trim())
    .refine((value) => KEY.test(value), 'must be a public key, such as the line of a file id_ed25519.pub')
    .describe('The line of a `.pub` file, options in front of it included.'),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('`absent`: this key does not let anybody in.'),
} as const;

type KeyOptions = z.output<z.ZodObject<typeof keyOptions>>;

/** A public key that lets somebody log in as a user, or that it does not. */
export const authorizedKey = defineResource({
  kind: 'authorized-key',
  call: 'authorizedKey',
  summary: 'A public key that lets somebody log in as a user, or that it does not.',
  notes:
    'It is a line of `.ssh/authorized_keys` in the home folder; the others stay. The same key with other options or another comment is replaced. The folder is 0700 and the file 0600, as sshd wants them.',
  example: "authorizedKey({ user: 'ann', key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0b0PT8 ann@laptop' })",
  options: keyOptions,
  key: ({ user, key }) => `${user} ${blob(key)}`,
  title: ({ user, key }) => `key of ${user}: ${key.split(/\s+/).at(-1)?.slice(0, 40)}`,
  facts: ({ user }) => [keysFact(user)],
  plan: (options, { facts }) => planKey(options, facts.get(keysFact(options.user))),
});

/** Type and key, by which two lines are the same key. */
function blob(key: string): string {
  return (KEY.exec(key)?.[1] ?? key).replaceAll(/\s+/g, ' ');
}

interface Keys {
  readonly lines: readonly string[];
  readonly inOrder: boolean;
}

/** POSIX sh: `$file` is where a user's keys are; fails where there is no such user. */
function findFile(user: string): string {
  const is = quote(user);
  return `home=$(getent passwd ${is} | cut -d: -f6)
[ -n "$home" ] || { echo 'there is no user '${is}; exit 1; }
file="$home/.ssh/authorized_keys"`;
}

/** The lines of a user's `authorized_keys`, and whether sshd would read them. */
function keysFact(user: string): Fact<Keys> {
  return {
    id: `authorized-keys:${user}`,
    program: `${findFile(user)}
stat -c '%a %u' "$home/.ssh" "$file" | sort -u | tr '\\n' ' '; id -u ${quote(user)}
cat "$file"`,
    parse: (output) => {
      const [modes = '', ...lines] = output.split('\n');
      const [, one, two, uid] = /^600 (\d+) 700 (\d+) (\d+)$/.exec(modes.trim()) ?? [];
      return {
        lines: lines.filter((each) => each !== ''),
        inOrder: uid !== undefined && one === uid && two === uid,
      };
    },
  };
}

function planKey({ user, key, state }: KeyOptions, { lines, inOrder }: Keys): Planned {
  const same = lines.filter((each) => blob(each) === blob(key));
  const wanted = state === 'present' ? [key] : [];
  if (same.join('\n') === wanted.join('\n') && (inOrder || state === 'absent')) {
    return { state: 'unchanged', reason: state === 'present' ? 'may log in' : 'may not log in' };
  }
  const right = same.join('\n') === wanted.join('\n');
  return {
    state: 'change',
    reason: right
      ? 'mode or owner'
      : state === 'present'
        ? same.length > 0
          ? 'other options'
          : 'not there yet'
        : 'remove',
    diff: [...same.map((each) => `-${each}`), ...wanted.map((each) => `+${each}`)].join('\n'),
    script: rewrite(user, key, wanted),
    undo: {
      when: 'reverse',
      script: `if getent passwd ${quote(user)} >/dev/null; then\n${findFile(user)}\nput_back "$file"\nfi`,
    },
  };
}

/**
 * In a folder that is the user's own, who could put a link where root writes: so the file is made elsewhere
 * and renamed into place. What is there is read as the user.
 */
function rewrite(user: string, key: string, wanted: readonly string[]): string {
  const is = quote(user);
  return `${findFile(user)}
group=$(id -gn ${is})
if [ ! -d "$home/.ssh" ]; then mkdir -m 700 "$home/.ssh"; fi
if [ -L "$home/.ssh" ]; then echo "$home/.ssh is a link"; exit 1; fi
chown -h ${is}: "$home/.ssh"
chmod 700 "$home/.ssh"
keep "$file"
enter_beside "$file"
trap leave_beside EXIT
: > ./new
if [ -f "$file" ] && [ ! -L "$file" ]; then awk -v blob=${quote(blob(key))} '{ line = $0; gsub(/[ \\t]+/, " ", line); if (index(" " line " ", " " blob " ") == 0) print }' "$file" > ./new; fi
${wanted.map((each) => `printf '%s\\n' ${quote(each)} >> ./new`).join('\n')}
chmod 600 ./new
chown -h ${is}: ./new
put_in_place "$file"`;
}
