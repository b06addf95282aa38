import { commandLine } from '../../../core/shell.ts';
import { numberOf, setting } from '../../../keepalived/settings.ts';
import { type CheckUse, checkCommand, checksOf } from '../../takeover/losses/scripts.ts';
import type { FoundCluster, FoundMember } from '../found.ts';

/** The script that this tool writes for a check: what it asks stands in it, and not in keepalived.conf. */
const OWN_CHECK = '/usr/libexec/keepalived/havip-check';

/** The first check that the instance goes by and whose program is known. */
export function checkInForce({ node, instance }: FoundMember): CheckUse | undefined {
  return checksOf(instance.body, node.config.nodes).find((use) => {
    const [path] = checkCommand(use);
    return path !== undefined && path !== OWN_CHECK;
  });
}

/** What makes a node give the address up. */
export function healthCheck({ members: [first] }: FoundCluster): Readonly<Record<string, unknown>> {
  const use = checkInForce(first);
  if (use?.definition === undefined) return {};
  const body = use.definition.children ?? [];
  const number = (keyword: string, otherwise: number) => numberOf(setting(body, keyword), otherwise);
  const interval = Math.max(1, Math.ceil(number('interval', 1)));
  const timeout = Math.min(interval, Math.max(1, Math.ceil(number('timeout', interval))));
  return {
    check: {
      ...probe(checkCommand(use)),
      interval: `${interval}s`,
      timeout: `${timeout}s`,
      fall: number('fall', 1),
      rise: number('rise', 1),
    },
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
