import { quote } from '../../core/programs/shell.ts';
import { parse } from '../../keepalived/parse/parse.ts';
import type { KeepalivedConfig } from '../../keepalived/parse/syntax.ts';
import type { Fact, Facts } from '../../resources/fact.ts';
import { fileFact } from '../../resources/file.ts';
import { loadedFact } from '../../resources/services/pending.ts';
import { CONFIG_PATH, keepalivedServiceFact } from '../cluster/state/cluster-facts.ts';
import { configIdFact, SPECIAL_WORDS } from './config-id.ts';

/** Most that is read of included files: so many, of so many bytes each. */
const MOST_FILES = 64;
const MOST_BYTES = 65_536;

/** A file that a configuration includes, as the host's own patterns find it. */
export interface IncludedFile {
  /** The file in whose line it is named, and the pattern that stands there. */
  readonly from: string;
  readonly pattern: string;
  readonly path: string;
  readonly text: string;
}

/** All files that the configuration in place includes, also by way of each other. */
export const includedFilesFact: Fact<readonly IncludedFile[]> = {
  id: 'keepalived-includes',
  plain: true,
  together: [SPECIAL_WORDS],
  program: `case $special in *include*) (
conf=${quote(CONFIG_PATH)}
seen=" $conf "
count=0
set -- "$conf"
while [ $# -gt 0 ] && [ $count -lt ${MOST_FILES} ]; do
  from=$1; shift; count=$((count + 1))
  set -f
  for pattern in $(sed -n 's/^[[:space:]]*include[rmwba]*[[:space:]]\\{1,\\}"\\{0,1\\}\\([^[:space:]"#!]*\\).*/\\1/p' "$from"); do
    case $pattern in /*) at=$pattern ;; *) at=\${from%/*}/$pattern ;; esac
    set +f
    for path in $at; do
      [ -f "$path" ] || continue
      printf 'include\\t%s\\t%s\\t%s\\t' "$from" "$pattern" "$path"
      head -c ${MOST_BYTES} "$path" | base64 | tr -d '\\n'
      echo
      case $seen in *" $path "*) ;; *) seen="$seen$path "; set -- "$@" "$path" ;; esac
    done
    set -f
  done
  set +f
done
) ;; esac`,
  shown: () => '(not shown)',
  parse: (output) =>
    output.split('\n').flatMap((line): IncludedFile[] => {
      const [word, from, pattern, path, text] = line.split('\t');
      if (word !== 'include' || !from || !pattern || !path) return [];
      return [{ from, pattern, path, text: Buffer.from(text ?? '', 'base64').toString('utf8') }];
    }),
};

const loadedConfigFact = loadedFact('keepalived', CONFIG_PATH);

/** What has to be known of a machine to read the configuration in place as its keepalived does. */
export const inPlaceFacts = [
  fileFact(CONFIG_PATH),
  includedFilesFact,
  configIdFact,
  loadedConfigFact,
] as const;

/** The configuration in place, with all that it includes; undefined where there is none. */
export function configurationInPlace(facts: Facts): KeepalivedConfig | undefined {
  const { content } = facts.get(fileFact(CONFIG_PATH));
  return content === undefined ? undefined : readConfiguration(content, facts);
}

/** The same where its file was read, and asks for nothing. */
export function configurationIfRead(facts: Facts): KeepalivedConfig | undefined {
  return facts.ifRead(fileFact(CONFIG_PATH)) && configurationInPlace(facts);
}

/**
 * The configuration that keepalived has loaded: the one in place, but where a run was cut off between replacing the file
 * and having it read. By that its machine speaks, and to the others it has to be right.
 */
export function configurationInForce(facts: Facts): KeepalivedConfig | undefined {
  const loaded = facts.ifRead(loadedConfigFact);
  const service = facts.ifRead(keepalivedServiceFact);
  return loaded !== undefined && service?.active === true && loaded.mainPid === service.mainPid
    ? readConfiguration(loaded.content, facts)
    : configurationInPlace(facts);
}

/** What was read of one host's configurations, as long as what they include is the same. */
interface Read {
  readonly included: readonly IncludedFile[] | undefined;
  readonly configId: string | undefined;
  readonly byText: Map<string, KeepalivedConfig>;
}

const readBefore = new WeakMap<Facts, Read>();

/**
 * Reads a configuration that would stand in the place of the one that is there. A dozen rules and steps ask for the same
 * few of a host, each of which is read once.
 */
export function readConfiguration(text: string, facts: Facts): KeepalivedConfig {
  const included = facts.ifRead(includedFilesFact);
  const configId = facts.ifRead(configIdFact);
  let read = readBefore.get(facts);
  if (read === undefined || read.included !== included || read.configId !== configId) {
    read = { included, configId, byText: new Map() };
    readBefore.set(facts, read);
  }
  let config = read.byText.get(text);
  if (config === undefined) {
    config = parse(text, CONFIG_PATH, {
      ...(configId === undefined ? {} : { configId }),
      include: (pattern, from) =>
        (included ?? [])
          .filter((each) => each.pattern === bare(pattern) && each.from === from)
          .map(({ path, text: content }) => ({ file: path, text: content })),
    });
    read.byText.set(text, config);
  }
  return config;
}

/** A pattern as the host's program found it: without quotes and what stands behind. */
function bare(pattern: string): string {
  return pattern.replace(/^"/, '').replace(/[\s"].*$/s, '');
}
