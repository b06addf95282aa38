import type { Place } from '../../../core/problem.ts';
import { lintFiles } from '../../../keepalived/lint/files.ts';
import { parse } from '../../../keepalived/parse/parse.ts';
import type { KeepalivedConfig } from '../../../keepalived/parse/syntax.ts';
import type { HavipFinding } from '../havip-parse.ts';
import type { ParsedHavip } from '../havip-schema.ts';
import type { Rule } from '../rules/rule-parts.ts';
import { refusal } from './refused-words.ts';
import { groupOf } from './settle-vrrp.ts';
import { RAW_PLACES, type RawPlace } from './vrrp-types.ts';

/** keepalived's own words in an inventory, linted before any machine is contacted. */
export const ownWords: Rule = (settings) => {
  const broken = RAW_PLACES.flatMap((where) => brokenWords(settings, where));
  return broken.length > 0 ? broken : linted(settings);
};

type Reported = Pick<HavipFinding, 'path' | 'within'>;

function at(where: RawPlace, { line, column }: Place): Reported {
  return { path: ['raw', where], within: { line, column } };
}

/** Lines that would make something else of the rest of the file, and words that are not for here. */
function brokenWords({ raw }: ParsedHavip, where: RawPlace): readonly HavipFinding[] {
  const text = raw?.[where];
  if (text === undefined) return [];
  const config = parse(text, where);
  const directives = text.split('\n').flatMap((line, index) => {
    const found = /^(\s*)(include[rmwba]*\s|[@$~]\S*)/.exec(line);
    if (found === null) return [];
    const place = { file: where, line: index + 1, column: (found[1]?.length ?? 0) + 1 };
    return [directive(where, place, found[2]?.trim() ?? '')];
  });
  if (directives.length > 0) return directives;
  return [...unbalanced(where, config), ...refused(where, config)];
}

function directive(where: RawPlace, place: Place, word: string): HavipFinding {
  return {
    ...at(where, place),
    name: 'raw-refused',
    summary: `raw.${where} has "${word}", which is not for here`,
    detail:
      'What is written is rendered for each node, whole and without conditions, so that all of it is linted.',
    fix: 'Write the lines themselves; Jinja expressions of the inventory may fill them in.',
  };
}

const UNBALANCED = new Set(['stray-open', 'stray-close', 'unclosed', 'unmatched-quote']);

function unbalanced(where: RawPlace, { issues }: KeepalivedConfig): readonly HavipFinding[] {
  return issues
    .filter(({ kind }) => UNBALANCED.has(kind))
    .slice(0, 1)
    .map(({ place }) => ({
      ...at(where, place),
      name: 'raw-unbalanced',
      summary: `the braces or quotes of raw.${where} do not close by themselves`,
      detail: 'The rest of keepalived.conf would be read as part of it.',
      fix: 'Close every brace and quote in the text that opens it.',
    }));
}

function refused(where: RawPlace, { nodes }: KeepalivedConfig): readonly HavipFinding[] {
  return nodes.flatMap(({ words: [keyword] }) => {
    const found = refusal(keyword.text, where);
    return found === undefined
      ? []
      : [
          {
            ...at(where, keyword.place),
            name: 'raw-refused',
            summary: `"${keyword.text}" does not belong in raw.${where}: ${found.why}`,
            fix: found.fix,
          },
        ];
  });
}

/** The text in which the words are judged, and where each of its lines comes from. */
interface Trial {
  readonly lines: readonly string[];
  readonly from: readonly (((column: number) => Reported) | undefined)[];
}

function linted(settings: ParsedHavip): readonly HavipFinding[] {
  const { lines, from } = trialOf(settings);
  if (!from.some((each) => each !== undefined)) return [];
  const { version } = settings.install ?? {};
  const { findings } = lintFiles([{ file: 'trial', text: `${lines.join('\n')}\n` }], {
    profile: groupOf(settings) === undefined ? 'havip' : 'lan',
    ...(version === undefined ? {} : { version }),
  });
  return findings.flatMap(({ severity, rule, message, fix, place }) => {
    const told = from[place.line - 1]?.(place.column);
    return severity !== 'error' || told === undefined
      ? []
      : [
          {
            ...told,
            name: `lint-${rule.toLowerCase()}`,
            summary: `${message} (${rule})`,
            fix: /[.?]$/.test(fix) ? fix : `${fix}.`,
          },
        ];
  });
}

/** A configuration that has nothing wrong of its own, around what the inventory gives. */
function trialOf(settings: ParsedHavip): Trial {
  const { raw, virtual_routes = [], virtual_rules = [] } = settings;
  const fixed = (...lines: readonly string[]): Trial => ({ lines, from: lines.map(() => undefined) });
  const words = (where: RawPlace): Trial => {
    const lines = raw?.[where]?.trimEnd().split('\n') ?? [];
    return {
      lines,
      from: lines.map((_, index) => (column) => at(where, { file: where, line: index + 1, column })),
    };
  };
  const block = (key: 'virtual_routes' | 'virtual_rules', lines: readonly string[]): readonly Trial[] =>
    lines.length === 0
      ? []
      : [
          fixed(`${key} {`),
          { lines, from: lines.map((_, index) => () => ({ path: [key, index] })) },
          fixed('}'),
        ];
  const parts = [
    fixed('global_defs {', 'router_id trial', 'vrrp_skip_check_adv_addr'),
    fixed(...(settings.version === 3 || settings.profile === 'fast' ? ['vrrp_version 3'] : [])),
    words('global_defs'),
    fixed('}'),
    words('file'),
    fixed('vrrp_instance VI_1 {', 'state BACKUP', 'interface eth0', 'virtual_router_id 51', 'priority 250'),
    fixed('advert_int 1', ...(settings.preempt === true ? [] : ['nopreempt'])),
    ...(groupOf(settings) === undefined
      ? [fixed('unicast_src_ip 10.255.255.1', 'unicast_peer {', '10.255.255.2', '}')]
      : []),
    fixed('virtual_ipaddress {', '10.255.255.9', '}'),
    fixed('garp_master_delay 1', 'garp_master_refresh 5'),
    ...block('virtual_routes', virtual_routes),
    ...block('virtual_rules', virtual_rules),
    words('instance'),
    fixed('}'),
  ];
  return { lines: parts.flatMap(({ lines }) => lines), from: parts.flatMap(({ from }) => from) };
}
