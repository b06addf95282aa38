import type { Finding } from '../../../inventory/problem-list.ts';
import type { ClusterDraft } from '../clusters.ts';
import type { ParsedHavip } from '../havip-schema.ts';

/** A finding about a setting of the second of two clusters. */
export interface DaemonFinding extends Finding {
  readonly path: readonly string[];
}

/** Settings that are the daemon's, by their keys: all clusters of its machines have the same, or none has any. */
const SHARED = [
  ['profile'],
  ['version'],
  ['install'],
  ['firewall'],
  ['startup_delay'],
  ['garp_interval'],
  ['gna_interval'],
  ['multicast'],
  ['template'],
  ['raw', 'global_defs'],
  ['raw', 'file'],
] as const;

/** Of `notify`, what is about mail. */
const MAIL = ['email', 'from', 'smtp_server', 'smtp_connect_timeout', 'smtp_helo_name', 'email_faults'];

/** What is defined once in a configuration, and named by instances. */
const DEFINED = ['checks', 'track_process', 'track_file'] as const;

/** Where two clusters of the same machines contradict each other. */
export function daemonFindings(first: ClusterDraft, second: ClusterDraft): readonly DaemonFinding[] {
  const [one, other] = [first.settings, second.settings];
  const names = `cluster "${first.group.name}" and cluster "${second.group.name}"`;
  const shared = [...SHARED, ...MAIL.map((key) => ['notify', key])];
  return [
    ...shared
      .filter(([key]) => ![first, second].some((draft) => isWrong(draft, key)))
      .filter((path) => textOf(at(one, path)) !== textOf(at(other, path)))
      .map((path) => ({
        path,
        name: 'shared-setting',
        summary: `${path.join('.')} differs between ${names}, which share their machines`,
        detail: 'One keepalived serves both, and has it once.',
        fix: 'Set the same in both, or in neither.',
      })),
    ...(one.check !== undefined && other.check !== undefined && textOf(one.check) !== textOf(other.check)
      ? [
          {
            path: ['check'],
            name: 'shared-setting',
            summary: `check differs between ${names}, which share their machines`,
            detail: 'Both would have the same name on them.',
            fix: 'Use checks, with a name for each.',
          },
        ]
      : []),
    ...DEFINED.flatMap((key) => contradictions(key, one, other, names)),
  ];
}

/** What no setting has come of has been told. */
function isWrong({ variable: { value }, settings }: ClusterDraft, key = ''): boolean {
  return at(settings, [key]) === undefined && (at(value, [key]) ?? undefined) !== undefined;
}

function contradictions(
  key: (typeof DEFINED)[number],
  one: ParsedHavip,
  other: ParsedHavip,
  names: string,
): readonly DaemonFinding[] {
  const defined = new Map<string, string>((one[key] ?? []).map((each) => [each.name, textOf(each)]));
  return (other[key] ?? []).flatMap((each, index) => {
    const before = defined.get(each.name);
    if (before === undefined || before === textOf(each)) return [];
    return [
      {
        path: [key, String(index), 'name'],
        name: 'shared-setting',
        summary: `${each.name} in ${key} differs between ${names}, which share their machines`,
        detail: 'keepalived knows one thing by a name.',
        fix: 'Make them equal, or give one another name.',
      },
    ];
  });
}

function at(settings: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    settings,
  );
}

function textOf(value: unknown): string {
  return JSON.stringify(value) ?? '';
}
