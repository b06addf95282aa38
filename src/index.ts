/** The public API: everything that playbooks and roles are written with. */

/** The library [zod](https://zod.dev), with which variables are described. */
export { z } from 'zod';
export {
  type PlayDefinition,
  type PlayOptions,
  play,
  playbook,
  type RoleDefinition,
  role,
  rollback,
} from './api/define.ts';
export type { MaybeResource } from './api/resource-list.ts';
export { type Asking, type Attempt, attempt, on, once, read, type TaskGenerator } from './api/tasks.ts';
export { renderTemplate, type Template, template } from './api/template.ts';
export { templateFile } from './api/template-file.ts';
export type {
  Amount,
  CheckVariables,
  ConvergePlay,
  Finding,
  Fleet,
  HostContext,
  Play,
  Playbook,
  Preflight,
  ReplaceConfig,
  Role,
  RollbackPlay,
  StepsOfPlay,
  TaskContext,
  UnitContext,
  VariableIssue,
} from './api/types.ts';
export { failure, type Outcome, success } from './core/outcome.ts';
export type { Place, Problem, ProblemCode } from './core/problem.ts';
export { commandLine, quote } from './core/programs/shell.ts';
export { Secret } from './core/secret.ts';
export { type SyncGroups, syncGroupsOf } from './havip/cluster/groups/sync-groups.ts';
export { LOADED_FILE } from './havip/cluster/paths.ts';
export { RAW_BEGIN, RAW_END } from './havip/cluster/raw-marks.ts';
export {
  CONFIG_PATH,
  clusterFacts,
  instanceOf,
  proofFile,
  stateFileOf,
} from './havip/cluster/state/cluster-facts.ts';
export { keepalivedVersionFact } from './havip/cluster/state/keepalived-version.ts';
export { type ClusterTiming, clusterTiming, startupMs } from './havip/cluster/state/timing.ts';
export type { Placement, VersionOverride } from './havip/context.ts';
export { CHECK_ENDED, type CheckCall, checkToItsEnd } from './havip/daemon/check-to-its-end.ts';
export { daemonView } from './havip/daemon/daemon-view.ts';
export { HOOK_QUEUE } from './havip/daemon/hooks-fact.ts';
export { DAEMON_FUNCTIONS } from './havip/daemon/programs.ts';
export { WEBHOOK_QUEUE, webhookFolder } from './havip/daemon/webhooks-fact.ts';
export { firewallFacts, OPENING_PATH, vrrpAllowed, vrrpClosed } from './havip/firewall/vrrp-allowed.ts';
export { keepalivedReload } from './havip/handover/reload.ts';
export { marked, otherThanOurs } from './havip/own-template.ts';
export {
  type CloudAddressPlay,
  type CloudPlayOptions,
  cloudAddress,
  type ProvePlay,
  type PublicAddressPlay,
  prove,
  publicAddress,
} from './havip/plays.ts';
export {
  closerFacts,
  judge,
  type PreflightInput,
  preflightFacts,
  type Seat,
} from './havip/preflight/index.ts';
export type { HavipSettings } from './havip/settings/havip-types.ts';
export {
  type CheckProbe,
  type CheckSettings,
  ONLY_CHECK,
} from './havip/settings/parts/checks/check-types.ts';
export { VRRP_GROUP } from './havip/settings/parts/settle-vrrp.ts';
export { buildThatReads } from './havip/takeover/build-that-reads.ts';
export { configurationInPlace } from './havip/takeover/in-place.ts';
export { judgeLosses } from './havip/takeover/losses/judge.ts';
export { servedBesides } from './havip/takeover/losses/served-besides.ts';
export { speakerFacts } from './havip/takeover/members.ts';
export { type TakeUp, takeUpOf } from './havip/takeover/take-up.ts';
export { nameBefore, servedBefore } from './havip/undo/served-addresses.ts';
export { sameVersion } from './havip/version-override.ts';
export { answersFact } from './havip/wire/answers-fact.ts';
export { askByArp } from './havip/wire/ask-programs.ts';
export { addressRules, subnetContains } from './inventory/address-rules.ts';
export type { Cluster, Host, Inventory, Member, Variables } from './inventory/types.ts';
export { HARMLESS_TEST_LINES, TEST_CONFIG } from './keepalived/daemon/config-test.ts';
export { NOTIFY_STATE_DIRECTORY } from './keepalived/daemon/notify-state.ts';
export { lintFiles } from './keepalived/lint/files.ts';
export { authorizedKey } from './resources/accounts/authorized-key.ts';
export { group } from './resources/accounts/group.ts';
export { user } from './resources/accounts/user.ts';
export { ensure } from './resources/actions/ensure.ts';
export { type ExecuteResult, execute } from './resources/actions/execute.ts';
export { type FetchResult, fetchFile } from './resources/actions/fetch-file.ts';
export { type HttpResult, httpRequest } from './resources/actions/http-request.ts';
export { pause } from './resources/actions/pause.ts';
export { reboot } from './resources/actions/reboot.ts';
export { waitFor } from './resources/actions/wait-for.ts';
export { command } from './resources/command.ts';
export type { CallDefinition } from './resources/define/call-definition.ts';
export { type ActionDefinition, type ActionKind, defineAction } from './resources/define/define-action.ts';
export {
  defineResource,
  type ResourceDefinition,
  type ResourceKind,
} from './resources/define/define-resource.ts';
/** Types of options for kinds of your own: paths, modes, accounts, programs, times. */
export * as options from './resources/define/options/option-types.ts';
export type { Fact, Facts, Together } from './resources/fact.ts';
export { type FileFacts, file, fileFact } from './resources/file.ts';
export { fileAbsent } from './resources/file-absent.ts';
export { archive } from './resources/files/archive.ts';
export { blockInFile } from './resources/files/block-in-file.ts';
export { copy } from './resources/files/copy.ts';
export { directory } from './resources/files/directory.ts';
export { download } from './resources/files/download.ts';
export { lineInFile } from './resources/files/line-in-file.ts';
export { link } from './resources/files/link.ts';
export { awaitJob } from './resources/jobs/await-job.ts';
export { type JobStarted, startJob } from './resources/jobs/start-job.ts';
export { stopJob } from './resources/jobs/stop-job.ts';
export { type InterfaceAddress, type NetworkFacts, networkFact } from './resources/network.ts';
export { packageInstalled } from './resources/packages/package.ts';
export { exclusionsFact, type PackageExclusion } from './resources/packages/package-exclusions.ts';
export {
  comparePackageVersions,
  type InstalledPackage,
  installedPackageFact,
  type PackageCandidates,
  type PackageManager,
  packageCandidatesFact,
  upstreamVersion,
} from './resources/packages/package-manager.ts';
export { buildAbsent, packageAbsent } from './resources/packages/program-absent.ts';
export { type SourceMarker, sourceInstalled, sourceMarkerFact } from './resources/packages/source-install.ts';
export type {
  Change,
  KnownFact,
  Notification,
  PlanContext,
  Planned,
  Resource,
  ServiceAction,
  Undo,
  Upload,
} from './resources/resource.ts';
export { service, serviceFacts } from './resources/services/service.ts';
export { type ServiceFacts, serviceFact } from './resources/services/service-facts.ts';
export { heldPath } from './resources/services/service-held.ts';
export { serviceStopped } from './resources/services/service-stopped.ts';
export type {
  Action,
  ActionChange,
  ActionMachine,
  ProgramOptions,
  ProgramResult,
  StepResult,
} from './resources/steps/action.ts';
export type { StepEffect } from './resources/steps/effect.ts';
export { handler } from './resources/steps/handler.ts';
export type { Again, Duration, Notify, StepOptions } from './resources/steps/meta.ts';
export type { Asked, MaybeStep, Step, StepQuestion, Tasks, Yielded } from './resources/steps/step.ts';
export { StepFailure } from './resources/steps/step-failure.ts';
export { blocked, present, type VerdictOptions } from './resources/steps/verdict.ts';
export { cron } from './resources/system/cron.ts';
export { kernelModule } from './resources/system/kernel-module.ts';
export { script } from './resources/system/script.ts';
export { sysctl } from './resources/system/sysctl.ts';
export { systemdTimer } from './resources/units/systemd-timer.ts';
export { systemdUnit } from './resources/units/systemd-unit.ts';
