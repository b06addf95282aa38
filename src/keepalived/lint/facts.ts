/** One network interface of a host. */
export interface InterfaceFact {
  readonly name: string;
  /** IPv4 addresses with their mask, such as `172.16.16.5/24`. */
  readonly addresses: readonly string[];
}

/** One file or folder as `stat` has it. */
export interface FileFact {
  readonly kind: 'file' | 'directory' | 'other';
  /** Permission bits, such as `0o640`. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** The first bytes of a regular file, enough to see `#!`. */
  readonly start?: string;
}

/** What was found out about one host; a rule runs only where what it needs is there. */
export interface HostFacts {
  /** Upstream release of keepalived, such as `2.2.7`. */
  readonly keepalivedVersion?: string;
  readonly interfaces?: readonly InterfaceFact[];
  readonly gateway?: string;
  /** The configuration's path on the host, a key of `files`. */
  readonly configPath?: string;
  /** By absolute path; null where it was looked for and is not there. Folders above a script belong here too. */
  readonly files?: Readonly<Record<string, FileFact | null>>;
  /** User names that were looked for, and their ids; null where there is no such user. */
  readonly users?: Readonly<Record<string, { readonly uid: number; readonly gid: number } | null>>;
  readonly selinux?: 'enforcing' | 'permissive' | 'disabled';
  readonly unit?: { readonly waitsForNetwork: boolean; readonly restarts: boolean };
  /** Names of running services that may remove addresses they did not set, such as `systemd-networkd`. */
  readonly addressManagers?: readonly string[];
  /** The process that keepalived's PID file names, by its command name. */
  readonly pidFileProcess?: { readonly pid: number; readonly command: string };
  /** Whether the host's firewall lets VRRP (protocol 112) in, by peer address. */
  readonly vrrpAllowedFrom?: Readonly<Record<string, boolean>>;
  /** Virtual addresses that answered ARP although no node of the cluster holds them. */
  readonly squattedAddresses?: readonly string[];
  /** What the cloud knows about each HAVIP; null where it knows none with that address. */
  readonly havips?: Readonly<Record<string, { readonly bindable: boolean } | null>>;
}
