/** The public API: everything that playbooks and roles are written with. */
export { z } from 'zod';
export { type PlayOptions, play, playbook, role, rollback } from './api/define.ts';
export { type Template, template } from './api/template.ts';
export type {
  Amount,
  Fleet,
  HostContext,
  Play,
  Playbook,
  Role,
  TaskContext,
  UnitContext,
} from './api/types.ts';
export type { Problem } from './core/problem.ts';
export { Secret } from './core/secret.ts';
export { commandLine, quote } from './core/shell.ts';
export {
  CONFIG_PATH,
  clusterFacts,
  INSTANCE_NAME,
  proofFile,
  STATE_FILE,
} from './havip/cluster/cluster-facts.ts';
export { keepalivedVersionFact } from './havip/cluster/keepalived-version.ts';
export { type ClusterTiming, clusterTiming } from './havip/cluster/timing.ts';
export type { VersionOverride } from './havip/context.ts';
export { cloudAddress, prove, publicAddress } from './havip/plays.ts';
export { addressesIn } from './havip/undo/served-addresses.ts';
export { sameVersion } from './havip/version-override.ts';
export { addressRules, subnetContains } from './inventory/address-rules.ts';
export type { Cluster, Host, Inventory, Member } from './inventory/types.ts';
export { HARMLESS_TEST_LINES } from './keepalived/config-test.ts';
export { lintFiles } from './keepalived/lint/files.ts';
export { NOTIFY_STATE_DIRECTORY } from './keepalived/notify-state.ts';
export { command } from './resources/command.ts';
export type { Fact, Facts } from './resources/fact.ts';
export { type FileFacts, file, fileFact } from './resources/file.ts';
export { fileAbsent } from './resources/file-absent.ts';
export { type NetworkFacts, networkFact } from './resources/network.ts';
export { packageInstalled } from './resources/package.ts';
export {
  comparePackageVersions,
  installedPackageFact,
  packageCandidatesFact,
  upstreamVersion,
} from './resources/package-manager.ts';
export { buildAbsent, packageAbsent } from './resources/program-absent.ts';
export type { Notification, Planned, Resource } from './resources/resource.ts';
export { service, serviceFacts } from './resources/service.ts';
export { serviceStopped } from './resources/service-stopped.ts';
export { sourceInstalled, sourceMarkerFact } from './resources/source-install.ts';
export { blocked, present } from './resources/verdict.ts';
