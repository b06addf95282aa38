import { quote } from '../../core/programs/shell.ts';
import { type Fact, parsePairs } from '../fact.ts';

/** What a machine knows of a user. */
export interface UserFacts {
  readonly uid: string;
  /** Name of the primary group. */
  readonly group: string;
  /** Names of the others, sorted. */
  readonly groups: readonly string[];
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
  /** SHA-256 of the password's hash, so that the hash itself does not travel. */
  readonly passwordDigest: string;
}

/** What a machine knows of a user; undefined where there is none. */
export function userFact(name: string): Fact<UserFacts | undefined> {
  const is = quote(name);
  return {
    id: `user:${name}`,
    program: `getent passwd ${is} | { IFS=: read -r name _ uid _ comment home shell && printf 'uid=%s\\ncomment=%s\\nhome=%s\\nshell=%s\\n' "$uid" "$comment" "$home" "$shell"; } || exit
printf 'group=%s\\ngroups=%s\\n' "$(id -gn ${is})" "$(id -Gn ${is})"
printf 'password=%s\\n' "$(getent shadow ${is} | cut -d: -f2 | tr -d '\\n' | sha256sum | cut -d' ' -f1)"`,
    parse: (output) => {
      const {
        uid,
        group = '',
        groups = '',
        comment = '',
        home = '',
        shell = '',
        password = '',
      } = parsePairs(output);
      if (uid === undefined) return undefined;
      const others = groups.split(' ').filter((each) => each !== '' && each !== group);
      return { uid, group, groups: others.sort(), comment, home, shell, passwordDigest: password };
    },
  };
}
