import type { Place, Problem } from '../core/problem.ts';
import type { Redactor, Secret } from '../core/secret.ts';
import type { Target } from '../core/ssh/target.ts';
import type { HavipSettings } from '../havip/settings/havip-types.ts';
import type { CloudSearcher } from './cloud/cloud-source.ts';
import type { ConnectionDefaults } from './target/target.ts';
import type { VaultKey } from './vault/vault.ts';

export type { VaultKey };

/** Variables by name; values are what YAML gave, except that passwords, tokens and keys are `Secret` objects. */
export type Variables = Readonly<Record<string, unknown>>;

/** One machine, with everything that the inventory says of it. */
export interface Host {
  /** Its inventory name. */
  readonly name: string;
  /** Merged as Ansible merges: all, parent groups, child groups, the host itself, extra vars. */
  readonly vars: Variables;
  /** The same as the files have them, for a listing: numbers with their kind, and nothing evaluated. */
  readonly listed?: Variables;
  /** Of these, what is set for the host itself, and not for a group or by extra vars. */
  readonly ownListed?: Variables;
  /** Every group it belongs to, also by way of children; least specific first, without `all`. */
  readonly groups: readonly string[];
  /** How it is reached: address, port, login, become. */
  readonly target: Target;
}

/** One group as written: direct hosts and children in the file's order. */
export interface Group {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly children: readonly string[];
  /** `ansible_group_priority`; 1 where nothing is set. */
  readonly priority: number;
  /** The group's own variables, those of `group_vars/` included; nothing inherited. */
  readonly vars: Variables;
  /** The same as the files have them, for a listing. */
  readonly listed?: Variables;
}

export type Role = 'primary' | 'secondary';

/** A host's part in its cluster. */
export interface Member {
  /** The machine itself. */
  readonly host: Host;
  /** Who should hold the address in normal times. */
  readonly role: Role;
  /** VRRP priority, 1 to 254; the primary has the highest. */
  readonly priority: number;
  /** The address for VRRP; without it, the interface's own in the HAVIP's subnet. */
  readonly privateIp?: string;
}

/** The machines that share one HAVIP. */
export interface Cluster {
  /** The group's name. */
  readonly name: string;
  /** What its group says under `havip`, defaults filled in. */
  readonly havip: HavipSettings;
  /** The primary, then the secondaries by falling priority. */
  readonly members: readonly Member[];
  /** The host that `verify.witness` names. */
  readonly witness?: Host;
  /** keepalived's name for its instance, where another cluster of the same machines has the usual one. */
  readonly instance?: string;
}

/** A whole inventory; `problemsOf` tells what is wrong with single hosts. */
export interface Inventory {
  /** As the user gave it; several with a blank between. */
  readonly path: string;
  /** By name, in the file's order. */
  readonly hosts: ReadonlyMap<string, Host>;
  /** By name, in the file's order; always holds `all` and `ungrouped`. */
  readonly groups: ReadonlyMap<string, Group>;
  /** In the file's order. */
  readonly clusters: readonly Cluster[];
  /** Every secret in what was looked at so far, for a redactor. */
  readonly secrets: readonly Secret[];
  /** Who belongs to a group with `havip`, also where it makes no sound cluster. */
  readonly memberNames: ReadonlySet<string>;
  /** All that keeps these hosts, or without names any host, from being used; clusters are their members'. */
  problemsOf(hosts?: Iterable<string>): readonly Problem[];
  /** Where a host's variable got its value; undefined for extra vars and unknown names. */
  placeOf(host: string, variable: string): Place | undefined;
  /** Where a host stands, which is where its variables could; undefined for unknown names. */
  placeOfHost(host: string): Place | undefined;
}

export interface LoadOptions {
  /** What `-i` takes: a file, a program, a folder of these, or hosts with commas between; several are merged. */
  readonly path: string | readonly string[];
  /** Where the playbook lies, whose `group_vars/` and `host_vars/` count too. */
  readonly playbookFolder?: string;
  /** `-e`: wins over everything in files. */
  readonly extraVars?: Variables;
  /** For `lookup('env', …)` in templates. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Asks the clouds that sources name; without it, they have no hosts, and a warning says so. */
  readonly searchCloud?: CloudSearcher;
  /** What opens encrypted files and values. */
  readonly vaultKeys?: readonly VaultKey[];
  /** Is told what is passed over, as by Ansible, with a warning; also where the inventory cannot be used. */
  readonly warn?: (warnings: readonly Problem[]) => void;
  /**
   * Somebody only looks at it, as with ansible-inventory: it may have no host and no group, and a source that cannot
   * be read is passed over with a warning where another one can be.
   */
  readonly isOnlyShown?: boolean;
  /** Is told every secret as it becomes known. */
  readonly redactor?: Pick<Redactor, 'add'>;
  /** For `~` in paths. */
  readonly homeDirectory: string;
  /** Login name where the inventory gives none. */
  readonly localUser: string;
  /** `-u`, `-k`, `--private-key`, `--become-user`. */
  readonly connectionDefaults?: ConnectionDefaults;
}
