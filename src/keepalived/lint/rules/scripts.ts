import { entries, isGiven, last, numberOf, setting } from '../../meaning/settings.ts';
import type { CheckScript } from '../../meaning/view.ts';
import { mayBeAtLeast } from '../../release.ts';
import type { Editor } from '../edits/editor.ts';
import type { Hit, NodeInput, Rule } from '../rule.ts';

function* slow({ view }: NodeInput): Generator<Hit> {
  for (const script of view.scripts) {
    const interval = numberOf(script.interval, 1);
    const place = script.interval?.place ?? script.place;
    if (script.timeout !== undefined && numberOf(script.timeout, interval) >= interval) {
      yield {
        place: script.timeout.place,
        message: `${script.name} may take as long as its interval of ${interval} s`,
      };
    }
    const users = view.instances.filter(({ scripts }) => scripts.some(({ name }) => name === script.name));
    const shortest = Math.min(...users.map(({ advertInt }) => advertInt));
    const notice = Math.round(shortest * 3000) / 1000;
    if (interval <= notice) continue;
    const message = `${script.name} runs every ${interval} s: a dead machine is noticed in ${notice} s, a dead service later`;
    yield { place, message };
  }
}

function withoutInit({ body, name, place }: CheckScript, editor: Editor): readonly Hit[] {
  if (last(body, 'init_fail') !== undefined) return [];
  const message = `what holds before the first run of ${name} depends on the release`;
  return [{ place, message, edits: editor.insertInto(place, ['init_fail']) }];
}

/** As much of a process's name as the kernel keeps, by which `pgrep` goes unless told otherwise. */
const KERNEL_NAME_LENGTH = 15;

/** The names over that length that a line has `pgrep` or `pkill` look for. */
function longNames(line: string): readonly string[] {
  return [...line.matchAll(/\bp(?:grep|kill)\b([^|;&<>)]*?)(?:\s\d)?(?=[|;&<>)]|$)/g)].flatMap(
    ([, text = '']) => {
      const words = text.split(/[\s"']+/).filter((word) => word !== '');
      if (words.some((word) => /^-[A-Za-z]*f|^--full$/.test(word))) return [];
      const name = words.at(-1) ?? '';
      return /^\^?[\w.+@:-]+\$?$/.test(name) && bare(name).length > KERNEL_NAME_LENGTH ? [bare(name)] : [];
    },
  );
}

function bare(pattern: string): string {
  return pattern.replace(/^\^|\$$/g, '');
}

/** Rules about check and notify scripts that the text alone can tell. */
export const SCRIPT_RULES: readonly Rule[] = [
  {
    id: 'KA074',
    name: 'script-sec',
    severity: 'warning',
    title: 'Scripts are run without `enable_script_security`',
    why: 'keepalived then runs them as root even where others may write them, and its configuration test ends with exit code 5 or 6.',
    fix: 'Add enable_script_security and script_user root to global_defs; where a user keepalived_script exists, scripts have run as that one: name it instead',
    mend: 'safe',
    *node({ view, version, editor }) {
      const [first] = view.commands;
      if (
        first === undefined ||
        !mayBeAtLeast(version, '1.3.0') ||
        isGiven(view.globals, 'enable_script_security')
      )
        return;
      const named = isGiven(view.globals, 'script_user');
      const user = named ? [] : ['script_user root'];
      // Who runs some scripts as others minds who runs the rest: root is then no matter of course.
      const others = !named && view.commands.some((each) => each.user !== undefined && each.user !== 'root');
      yield {
        place: first.place,
        message: 'this script runs without enable_script_security',
        edits: editor.insertGlobals(['enable_script_security', ...user]),
        // Elsewhere others may be able to write it, and keepalived would no longer run it.
        unsafe: others || !view.commands.every(({ path }) => /^\/(?:etc|usr|s?bin)\//.test(path)),
      };
    },
  },
  {
    id: 'KA077',
    name: 'script-slow',
    severity: 'warning',
    title: 'A check may take as long as its interval, or runs less often than three adverts',
    why: 'Runs then overlap (up to 2.3.2), or a dead service is noticed later than a dead machine.',
    fix: 'Choose a timeout below the interval, and an interval of at most three times advert_int',
    node: slow,
  },
  {
    id: 'KA078',
    name: 'init',
    severity: 'info',
    title: 'A `vrrp_script` has no `init_fail`',
    why: 'Releases from 2.0 wait for the first result in FAULT, older ones take the service for healthy.',
    fix: 'Decide: init_fail makes it bad until proved good',
    mend: 'unsafe',
    node: ({ view, editor }) => view.scripts.flatMap((script) => withoutInit(script, editor)),
  },
  {
    id: 'KA079',
    name: 'long-name',
    severity: 'warning',
    title: 'A check has `pgrep` look for a name of more than 15 characters',
    why: 'The kernel keeps 15 characters of a process’s name, and `pgrep` compares with those: it never finds such a process, and the check always fails.',
    fix: 'Cut the name to its first 15 characters, or look at the whole command line with pgrep -f',
    node: ({ view }) =>
      view.commands.flatMap(({ line, place }) =>
        longNames(line).map((name) => ({
          place,
          message: `no process is ever named ${name}: the kernel knows it as ${name.slice(0, KERNEL_NAME_LENGTH)}`,
        })),
      ),
  },
  {
    id: 'KA087',
    name: 'mail',
    severity: 'info',
    title: 'The mail addresses or server are those of the sample configuration',
    why: 'Mails then go nowhere, after waiting for a server that is not there.',
    fix: 'Delete notification_email and smtp_server, or write your own',
    *node({ view }) {
      const server = setting(view.globals, 'smtp_server');
      const sample = entries(view.globals, 'notification_email').find(({ words: [word] }) =>
        word.text.endsWith('@firewall.loc'),
      );
      const place = sample?.words[0].place ?? (server?.value === '192.168.200.1' ? server.place : undefined);
      if (place !== undefined) yield { place, message: 'this is from the sample configuration' };
    },
  },
];
