import type { Fact } from '../../../resources/fact.ts';
import { tryToWrite } from '../../cluster/try-to-write.ts';

/** Where a run writes, and what for; the first three are for files that are run. */
export const WRITTEN_PLACES = [
  '/usr/libexec/keepalived',
  '/var/tmp',
  '/etc/keepalived',
  '/etc/systemd/system',
  '/etc/logrotate.d',
  '/var/lib/havip',
  '/var/lib/havip-deploy',
  '/var/log/havip',
  '/run',
] as const;

/** Of these, where keepalived runs its scripts, and where a program is built. */
export const [SCRIPTS_PLACE, BUILD_PLACE] = ['/usr/libexec/keepalived', '/var/tmp'] as const;

/** One of the places, or what of it is there already: `path` is the nearest folder that exists. */
export interface SeenPlace {
  readonly wanted: string;
  readonly path: string;
  readonly writable: boolean;
  /** What the kernel says where it is not. */
  readonly refused: string;
  /** Bytes that root may still write, and files it may still make; undefined where nobody counts them. */
  readonly freeBytes: number | undefined;
  readonly freeInodes: number | undefined;
  /** Options of the mount it is on. */
  readonly options: readonly string[];
}

export interface PlaceFacts {
  readonly places: readonly SeenPlace[];
  /** Where `/etc/keepalived` or the configuration lead, where they are links. */
  readonly links: readonly { readonly path: string; readonly target: string }[];
  /** Files that are there and that even root may not write, though their file system lets it; with the kernel's words. */
  readonly closed: readonly { readonly path: string; readonly refused: string }[];
  /** `/etc/keepalived/keepalived.conf` is there and no regular file. */
  readonly oddConfig: boolean;
}

const CONFIG = '/etc/keepalived/keepalived.conf';

/** Two processes: `stat -f` for all places at once, and `readlink` only where there is a link. */
export const placesFact: Fact<PlaceFacts> = {
  id: 'preflight:places',
  plain: true,
  program: `found=''
for wanted in ${WRITTEN_PLACES.join(' ')}; do
  path=$wanted
  until [ -d "$path" ]; do path=\${path%/*}; path=\${path:-/}; done
  [ -w "$path" ] && writable=yes || writable=no
  echo "place $wanted $path $writable"
  [ "$writable" = yes ] || ${tryToWrite('"$path"', 'refused $path ')}
  found="$found $path"
done
stat -f -c 'free %n %a %S %d %c' $found
for path in /etc/keepalived ${CONFIG}; do
  [ ! -L "$path" ] || echo "link $path $(readlink -f "$path")"
done
for path in /etc/keepalived ${CONFIG} /usr/libexec/keepalived /usr/libexec/keepalived/havip-check /usr/libexec/keepalived/havip-notify; do
  [ ! -e "$path" ] || [ -w "$path" ] || { if [ -d "$path" ]; then ${tryToWrite('"$path"', 'closed $path ')}; else ( : >>"$path" ) 2>&1 | { read -r said; echo "closed $path $said"; }; fi; }
done
[ ! -e ${CONFIG} ] || [ -f ${CONFIG} ] || echo odd
while read -r _ on _ options _; do
  case $on in /|/usr|/usr/libexec*|/var|/var/*|/etc|/etc/*|/run) echo "mount $on $options" ;; esac
done </proc/mounts`,
  parse: parsePlaces,
};

function parsePlaces(output: string): PlaceFacts {
  const rows = output.split('\n').map((line) => line.split(' '));
  const of = (kind: string) => rows.filter(([first]) => first === kind);
  const free = new Map(of('free').map(([, path = '', ...numbers]) => [path, numbers.map(Number)] as const));
  const refused = new Map(of('refused').map(([, path = '', ...words]) => [path, words.join(' ')] as const));
  const mounts = of('mount');
  const places = of('place').map(([, wanted = '', path = '', writable]): SeenPlace => {
    const [blocks, size, inodes, allInodes] = free.get(path) ?? [];
    return {
      wanted,
      path,
      writable: writable === 'yes',
      refused: refused.get(path) ?? '',
      freeBytes: blocks === undefined || size === undefined ? undefined : blocks * size,
      // File systems such as btrfs have no fixed number of them, and say 0.
      freeInodes: allInodes === undefined || allInodes === 0 ? undefined : inodes,
      options: mountOf(path, mounts),
    };
  });
  const readOnly = new Set(places.filter(({ options }) => options.includes('ro')).map(({ path }) => path));
  return {
    places,
    links: of('link').map(([, path = '', target = '']) => ({ path, target })),
    closed: of('closed')
      .map(([, path = '', ...words]) => ({ path, refused: words.join(' ') }))
      .filter(
        ({ path }) => ![...readOnly].some((folder) => path === folder || path.startsWith(`${folder}/`)),
      ),
    oddConfig: of('odd').length > 0,
  };
}

/** The options of the deepest mount above a path; of two on the same folder, the later one counts. */
function mountOf(path: string, mounts: readonly (readonly string[])[]): readonly string[] {
  let best: readonly string[] = [];
  let depth = 0;
  for (const [, on = '', options = ''] of mounts) {
    const above = on === '/' || path === on || path.startsWith(`${on}/`);
    if (!above || on.length < depth) continue;
    best = options.split(',');
    depth = on.length;
  }
  return best;
}
