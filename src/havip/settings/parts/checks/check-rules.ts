import type { HavipFinding } from '../../havip-parse.ts';
import type { ParsedHavip } from '../../havip-schema.ts';
import { exactlyOne, finding, type Rule } from '../../rules/rule-parts.ts';

const PROBES = ['process', 'tcp', 'http', 'script'] as const;

export const checking: Rule = ({ check, checks }) => [
  ...(check !== undefined && checks !== undefined
    ? [finding('checks', 'contradiction', 'havip has both check and checks', 'Keep one of them.')]
    : []),
  ...(check === undefined ? [] : aboutCheck('check', check)),
  ...(checks ?? []).flatMap((each, index) => aboutCheck(`checks.${index}`, each)),
];

function aboutCheck(path: string, check: object): readonly HavipFinding[] {
  return exactlyOne(path, check, PROBES);
}

/** A list whose entries have names, or weights. */
type Listed = 'checks' | 'track_interface' | 'track_process' | 'track_file';
const LISTED: readonly Listed[] = ['checks', 'track_interface', 'track_process', 'track_file'];

interface Entry {
  readonly path: string;
  readonly name: string;
  readonly weight: number;
}

function entriesOf(settings: ParsedHavip, key: Listed): readonly Entry[] {
  return (settings[key] ?? []).map((each, index) => ({
    path: `${key}.${index}`,
    name: 'name' in each ? each.name : each.interface,
    weight: each.weight,
  }));
}

/** keepalived passes over the second of a name. */
export const namesOfTracked: Rule = (settings) =>
  LISTED.flatMap((key) => {
    const seen = new Set<string>();
    return entriesOf(settings, key).flatMap(({ path, name }) => {
      if (!seen.has(name)) {
        seen.add(name);
        return [];
      }
      const at = key === 'track_interface' ? 'interface' : 'name';
      return [
        finding(
          `${path}.${at}`,
          'duplicate-name',
          `${name} is there twice in ${key}`,
          'Keep one of the two.',
        ),
      ];
    });
  });

/** A weight that can move nothing is a check that nobody has. */
export const weights: Rule = (settings) =>
  settings.preempt !== false || settings.idle_weights === true
    ? []
    : weighted(settings).map(({ path, weight }) =>
        finding(
          `${path}.weight`,
          'weight-without-preempt',
          `${shownPath(path)} has the weight ${weight}, which moves nothing without preempt: true`,
          'Use weight 0, so that a failure is a fault, or set preempt: true; idle_weights: true leaves it as it is.',
          'A weight only changes the priority, and a node with nopreempt does not take over from one that still sends.',
        ),
      );

/** Everything that changes the priority instead of being a fault. */
export function weighted(settings: ParsedHavip): readonly Entry[] {
  return LISTED.flatMap((key) => entriesOf(settings, key)).filter(({ weight }) => weight !== 0);
}

export const quorums: Rule = ({ track_process: processes }) =>
  (processes ?? []).flatMap(({ quorum, quorum_max: most }, index) =>
    most === undefined || most === 0 || most >= quorum
      ? []
      : [
          finding(
            `track_process.${index}.quorum_max`,
            'contradiction',
            `track_process[${index}].quorum_max ${most} is less than its quorum of ${quorum}`,
            'Correct one of the two.',
          ),
        ],
  );

export const ownInterface: Rule = ({ interface: own, track_interface: tracked }) =>
  (tracked ?? []).flatMap(({ interface: name }, index) =>
    name === own
      ? [
          finding(
            `track_interface.${index}`,
            'contradiction',
            `${name} carries the address, and keepalived watches it anyway`,
            'Remove it from track_interface.',
          ),
        ]
      : [],
  );

export function shownPath(path: string): string {
  return path.replaceAll(/\.(\d+)/g, '[$1]');
}
