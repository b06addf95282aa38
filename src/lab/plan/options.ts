import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';

/** Releases of keepalived that a lab's yum can offer; 1.2.13 is a stand-in that is only there to be too old. */
export const KEEPALIVED_RELEASES = ['1.2.13', '2.2.7', '2.3.3'] as const;

export type KeepalivedRelease = (typeof KEEPALIVED_RELEASES)[number];

/** `root`: log in as root with a key; `sudo`: as an ordinary user whose sudo wants a password. */
export type LabLogin = 'root' | 'sudo';

/**
 * `none`: no cloud. `beside`: one runs, and the inventory knows nothing of it. `inventory`: the inventory uses it.
 */
export type LabCloudUse = 'none' | 'beside' | 'inventory';

/** What a person may ask of a lab; everything has a default. */
export interface LabOptions {
  /** Lower-case name; labs of different names run beside each other. Default `default`. */
  readonly name?: string;
  /** Clusters of two nodes each, 1 to 100, on one network; default 1. */
  readonly clusters?: number;
  /** A third kind of machine from which addresses are probed; default true. */
  readonly witness?: boolean;
  /** What yum offers; default 2.2.7. */
  readonly yum?: readonly KeepalivedRelease[] | 'none';
  /** Default `root`. */
  readonly login?: LabLogin;
  /** Write sudo's password into the inventory as `ansible_become_password`; default false. */
  readonly passwordInInventory?: boolean;
  /** A cloud that knows the machines, with Tencent's API; default `beside`. */
  readonly cloud?: LabCloudUse;
  /** A PostgreSQL for rollouts that workers share, on loopback; default false. */
  readonly engine?: boolean;
  /** Where inventory, known_hosts and key are written; default: a folder of the lab's own state. */
  readonly directory?: string;
  /** Where root images and packages are kept between labs. */
  readonly cacheDirectory?: string;
  /** A folder with what machines have laid over the image already, each in a folder of its name; default: none. */
  readonly startFrom?: string;
}

/** Options with every default filled in. */
export interface LabSettings {
  readonly name: string;
  readonly clusters: number;
  readonly witness: boolean;
  readonly yum: readonly KeepalivedRelease[];
  readonly login: LabLogin;
  readonly passwordInInventory: boolean;
  readonly cloud: LabCloudUse;
  readonly engine: boolean;
  readonly directory: string | null;
  readonly cacheDirectory: string;
  readonly startFrom: string | null;
}

const DEFAULT_CACHE_DIRECTORY = '/var/cache/havip-deploy/lab';
const MOST_CLUSTERS = 100;

/** Options checked and completed; every mistake is reported, not the first alone. */
export function labSettings(options: LabOptions): Outcome<LabSettings> {
  const settings: LabSettings = {
    name: options.name ?? 'default',
    clusters: options.clusters ?? 1,
    witness: options.witness ?? true,
    yum: options.yum === 'none' ? [] : [...new Set(options.yum ?? (['2.2.7'] as const))].sort(),
    login: options.login ?? 'root',
    passwordInInventory: options.passwordInInventory ?? false,
    cloud: options.cloud ?? 'beside',
    engine: options.engine ?? false,
    directory: options.directory ?? null,
    cacheDirectory: options.cacheDirectory ?? DEFAULT_CACHE_DIRECTORY,
    startFrom: options.startFrom ?? null,
  };
  const problems = [
    ...nameProblems(settings.name),
    ...loginProblems(settings.login),
    ...clusterProblems(settings.clusters),
    ...yumProblems(settings.yum),
  ];
  return problems.length > 0 ? failure(...problems) : success(settings);
}

/** Names become parts of namespace and machine names, which allow little. */
export function nameProblems(name: string): readonly Problem[] {
  if (/^[a-z][a-z0-9-]{0,19}$/.test(name)) return [];
  return [
    {
      code: 'usage.lab-name',
      summary: `"${name}" cannot name a lab`,
      fix: 'Use 1 to 20 lower-case letters, digits and hyphens, beginning with a letter.',
    },
  ];
}

function clusterProblems(clusters: number): readonly Problem[] {
  if (Number.isInteger(clusters) && clusters >= 1 && clusters <= MOST_CLUSTERS) return [];
  return [
    {
      code: 'usage.lab-clusters',
      summary: 'a lab has no such number of clusters',
      fix: `Give a whole number from 1 to ${MOST_CLUSTERS}.`,
    },
  ];
}

function loginProblems(login: string): readonly Problem[] {
  if (login === 'root' || login === 'sudo') return [];
  return [{ code: 'usage.lab-login', summary: `a lab has no login "${login}"`, fix: 'Choose root or sudo.' }];
}

function yumProblems(releases: readonly string[]): readonly Problem[] {
  const known: readonly string[] = KEEPALIVED_RELEASES;
  return releases
    .filter((release) => !known.includes(release))
    .map((release) => ({
      code: 'usage.lab-release' as const,
      summary: `a lab's yum cannot offer keepalived ${release}`,
      fix: `Choose from ${known.join(', ')}, or none.`,
    }));
}
