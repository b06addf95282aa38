/** What a scenario's programs are told about the node they run on. */
export interface ScenarioContext {
  /** Service or unit name. */
  readonly unit: string;
  readonly interface: string;
  readonly addresses: readonly string[];
}

/**
 * One way to make a node fail, as data. The programs are POSIX sh with the functions of `prelude.ts`
 * (`service_start`, `service_stop`, `service_restart`) at hand. `restore` must be safe to run twice, and
 * on a node that is well: the target runs it by itself when nobody else comes to do it.
 */
export interface Scenario {
  readonly name: string;
  /** For progress lines: `stopping keepalived`. */
  readonly activity: string;
  /** Makes the failure happen; a non-zero exit means that it did not. */
  cause(context: ScenarioContext): string;
  /** Brings the node back. */
  restore(context: ScenarioContext): string;
}
