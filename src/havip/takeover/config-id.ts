import { quote } from '../../core/programs/shell.ts';
import type { Fact, Together } from '../../resources/fact.ts';
import { CONFIG_PATH } from '../cluster/paths.ts';
import { DAEMON_FUNCTIONS, PROCESS_STATS } from '../daemon/programs.ts';

/** Where packages keep the words that a service starts keepalived with: those of RPM and of Debian. */
const OPTIONS_FILES = ['/etc/sysconfig/keepalived', '/etc/default/keepalived'];

/** The words in the configuration in place by which keepalived reads other files, or leaves lines out: in `$special`. */
export const SPECIAL_WORDS: Together = {
  id: 'keepalived-special-words',
  about: '',
  program: () => `special=$(grep -Eo '^[[:space:]]*(@|include)' ${quote(CONFIG_PATH)})`,
};

/**
 * By what keepalived chooses lines behind `@id`: `--config-id` of the one that runs, or of the words that it would
 * be started with, or else the machine's name without its domain. Undefined where no line may be such a one.
 */
export const configIdFact: Fact<string | undefined> = {
  id: 'keepalived-config-id',
  plain: true,
  together: [SPECIAL_WORDS, PROCESS_STATS],
  program: `[ -z "$special" ] || (
${DAEMON_FUNCTIONS}
uname -n
find_daemons; find_eldest "$found"
if [ -n "$top" ]; then printf '%s\\n' "$found" | grep "^$top "
else sed -n 's/^ *\\(KEEPALIVED_OPTIONS\\|DAEMON_ARGS\\)=//p' ${OPTIONS_FILES.join(' ')} 2>/dev/null; fi
)`,
  parse: (output) => {
    const [name = '', ...words] = output.trim().split('\n');
    return configIdIn(words.join(' ')) ?? (name.split('.')[0] || undefined);
  },
};

/** The id that keepalived's words name. */
export function configIdIn(words: string): string | undefined {
  const said = /(?:^|[\s"'])(?:--config-id(?:=|\s+)|-[a-zA-Z]*i\s*)([^\s"'-][^\s"']*)/.exec(words);
  return said?.[1];
}
