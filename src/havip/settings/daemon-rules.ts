import type { Finding } from '../../inventory/problem-list.ts';
import type { ClusterDraft } from './clusters.ts';
import type { ParsedHavip } from './havip-schema.ts';

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
  ['raw', 'global_defs'],
  ['raw', 'file'],
] as const;

/** Of `notify`, what is about mail. */
const MAIL = ['email', 'from', 'smtp_server', 'smtp_connect_timeout', 'smtp_helo_name', 'email_faults'];

/** What only works for a cluster that has its machines to itself. */
const ALONE = [
  ['template'],
  ...['master', 'backup', 'fault', 'stop', 'webhooks'].map((key) => ['notify', key]),
];

/** What is defined once in a configuration, and named by instances. */
const DEFINED = ['checks', 'track_process', 'track_file'] as const;

/** Where two clusters of the same machines contradict each other. */
export function daemonFindings(first: ClusterDraft, second: ClusterDraft): readonly DaemonFinding[] {
  const [one, other] = [first.settings, second.settings];
  const names = `cluster "${first.group.name}" and cluster "${second.group.name}"`;
  const shared = [...SHARED, ...MAIL.map((key) => ['notify', key])];
  return [
    ...shared
      .filter((path) => textOf(at(one, path)) !== textOf(at(other, path)))
      .map((path) => ({
        path,
        name: 'shared-setting',
        summary: `${path.join('.')} differs between ${names}, which share their machines`,
        detail: 'One keepalived serves both, and has it once.',
        fix: 'Set the same in both, or in neither.',
      })),
    ...ALONE.flatMap((path) => {
      const there = [first, second].find(({ settings }) => at(settings, path) !== undefined);
      return there === undefined ? [] : [alone(path, there, names)];
    }),
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

function alone(path: readonly string[], { group }: ClusterDraft, names: string): DaemonFinding {
  return {
    path: [],
    name: 'shared-setting',
    summary: `${path.join('.')} of cluster "${group.name}" is for machines of one cluster only`,
    detail: `${names} share their machines.`,
    fix: 'Remove it, or give each cluster machines of its own.',
  };
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

function at(settings: ParsedHavip, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    settings,
  );
}

function textOf(value: unknown): string {
  return JSON.stringify(value) ?? '';
}
