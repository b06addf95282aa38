import type { Fact } from '../fact.ts';

/** A setting that keeps a package manager from a package, and where it stands. */
export interface PackageExclusion {
  /** Where it is said. */
  readonly file: string;
  /** The line as it stands there. */
  readonly line: string;
}

/**
 * What keeps yum, dnf or apt from offering a package though a repository may have it: `exclude=` and
 * `excludepkgs=`, locked versions, packages on hold.
 */
export function exclusionsFact(name: string): Fact<readonly PackageExclusion[]> {
  return {
    id: `package-exclusions:${name}`,
    program: `grep -HiE '^[[:space:]]*exclude(pkgs)?[[:space:]]*=' /etc/yum.conf /etc/dnf/dnf.conf /etc/yum.repos.d/*.repo 2>/dev/null
grep -HE '^[^#]' /etc/yum/pluginconf.d/versionlock.list /etc/dnf/plugins/versionlock.list 2>/dev/null
command -v apt-mark >/dev/null && apt-mark showhold | sed 's/^/apt-mark hold:/'`,
    parse: (output) =>
      output.split('\n').flatMap((row) => {
        const at = row.indexOf(':');
        const [file, line] = [row.slice(0, at), row.slice(at + 1).trim()];
        return at > 0 && patternsOf(line).some((pattern) => covers(pattern, name)) ? [{ file, line }] : [];
      }),
  };
}

function patternsOf(line: string): string[] {
  const list = /^exclude(?:pkgs)?\s*=(.*)$/i.exec(line)?.[1] ?? line;
  return list.split(/[\s,]+/).filter((pattern) => pattern !== '');
}

/** A glob of the package manager, with epoch, version and architecture perhaps behind the name. */
function covers(pattern: string, name: string): boolean {
  const bare = pattern.replace(/^!?\d+:/, '');
  const source = bare
    .split('')
    .map((each) => (each === '*' ? '.*' : each === '?' ? '.' : each.replace(/[^\w-]/, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`).test(name) || bare.startsWith(`${name}-`) || bare.startsWith(`${name}.`);
}
