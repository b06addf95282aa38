/** What makes a node give the address up; the kinds are told apart with `'tcp' in check`. */
export type CheckSettings = CheckProbe & {
  /** keepalived's name for it, of its own in the cluster. */
  readonly name: string;
  /** Milliseconds, whole seconds. */
  readonly interval: number;
  /** Milliseconds, whole seconds; the next run is left out while one lasts. */
  readonly timeout: number;
  /** Failures in a row until it counts as broken. */
  readonly fall: number;
  /** Successes in a row until it counts as well again. */
  readonly rise: number;
  /** 0: a failure is a fault. Otherwise the priority changes by so much. */
  readonly weight: number;
  /** Who runs it, where that is not root. */
  readonly user?: string;
  /** Failed until it has succeeded `rise` times. */
  readonly init_fail?: boolean;
};

/** What is looked at. */
export type CheckProbe =
  /** Name of a process that must run. */
  | { readonly process: string }
  /** Port on the node itself that must accept a connection. */
  | { readonly tcp: number }
  /** URL that must answer with a status below 400. */
  | { readonly http: string }
  /** Absolute path of a program on the node, with arguments; exit code 0 is well. */
  | { readonly script: string };

/** What keepalived watches by itself, without a script. */
export interface TrackedSettings {
  readonly interfaces: readonly TrackedInterface[];
  readonly processes: readonly TrackedProcess[];
  readonly files: readonly TrackedFile[];
}

export interface TrackedInterface {
  readonly interface: string;
  readonly weight: number;
}

export interface TrackedProcess {
  readonly name: string;
  /** Its name, or its command line with arguments. */
  readonly process: string;
  readonly param_match?: 'initial' | 'partial';
  readonly full_command: boolean;
  readonly weight: number;
  readonly quorum: number;
  readonly quorum_max?: number;
  /** Milliseconds, whole seconds. */
  readonly delay?: number;
}

export interface TrackedFile {
  readonly name: string;
  readonly file: string;
  readonly weight: number;
  /** Written by keepalived where the file is missing. */
  readonly init_file?: number;
}

/** The name of the one check that `havip.check` gives. */
export const ONLY_CHECK = 'havip_check';
