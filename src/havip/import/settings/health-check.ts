import { commandLine } from '../../../core/programs/shell.ts';
import { tracked } from '../../../keepalived/meaning/instance.ts';
import { isGiven, numberOf, setting } from '../../../keepalived/meaning/settings.ts';
import { type CheckUse, checkCommand, checksOf } from '../../takeover/losses/scripts.ts';
import type { FoundCluster, FoundMember } from '../found.ts';

/** The scripts that this tool writes for checks: what one asks stands in it, and not in keepalived.conf. */
const OWN_CHECK = '/usr/libexec/keepalived/havip-check';

/** The checks that the instance goes by and whose programs are known. */
function checksInForce({ node, instance }: FoundMember): readonly CheckUse[] {
  return checksOf(instance.body, node.config.nodes).filter((use) => {
    const [path] = checkCommand(use);
    return path !== undefined && path !== OWN_CHECK && !path.startsWith(`${OWN_CHECK}-`);
  });
}

/** What makes a node give the address up, each under the name that it has. */
export function healthChecks(cluster: FoundCluster): Readonly<Record<string, unknown>> {
  const [first] = cluster.members;
  const uses = checksInForce(first).filter(
    (use, index, all) => all.findIndex((other) => nameOf(other) === nameOf(use)) === index,
  );
  return uses.length === 0 ? {} : { checks: uses.map((use) => describe(use, cluster)) };
}

function nameOf({ entry }: CheckUse): string {
  return entry.words[0].text;
}

function describe(use: CheckUse, cluster: FoundCluster): Readonly<Record<string, unknown>> {
  const body = use.definition?.children ?? [];
  const number = (keyword: string, otherwise: number) => numberOf(setting(body, keyword), otherwise);
  const interval = Math.max(1, Math.ceil(number('interval', 1)));
  const timeout = Math.max(1, Math.ceil(number('timeout', interval)));
  const weight = tracked(use.entry).weight ?? number('weight', 0);
  const { globals } = cluster.members[0].node.view;
  const user = setting(body, 'user')?.value ?? setting(globals, 'script_user')?.value ?? 'root';
  return {
    name: nameOf(use),
    ...probe(checkCommand(use)),
    interval: `${interval}s`,
    timeout: `${timeout}s`,
    fall: number('fall', 1),
    rise: number('rise', 1),
    ...(weight === 0 ? {} : { weight }),
    ...(user === 'root' ? {} : { user }),
    ...(isGiven(body, 'init_fail') && { init_fail: true }),
  };
}

/** In the inventory's own words where the program is one that they stand for. */
function probe(words: readonly string[]): Readonly<Record<string, unknown>> {
  const [path = '', ...rest] = words;
  const program = path.slice(path.lastIndexOf('/') + 1);
  const port = /^<\/dev\/tcp\/(?:127\.0\.0\.1|localhost)\/(\d+)$/.exec(words.join(''));
  if (port !== null) return { tcp: Number(port[1]) };
  const process = processOf(program, rest);
  if (process !== undefined) return { process };
  return { script: path.startsWith('/') ? commandLine(...words) : commandLine('/usr/bin/env', ...words) };
}

/** The process that a program only asks after by its whole name. */
function processOf(program: string, rest: readonly string[]): string | undefined {
  const asked = rest.join(' ');
  const patterns = { killall: /^-(?:0|s 0) (\S+)$/, pidof: /^(\S+)$/, pgrep: /^(?:-x|--exact) (\S+)$/ };
  const pattern = Object.hasOwn(patterns, program) ? patterns[program as keyof typeof patterns] : undefined;
  const name = pattern?.exec(asked)?.[1];
  return name !== undefined && /^[\w.+@:-]{1,64}$/.test(name) && !name.startsWith('-') ? name : undefined;
}
