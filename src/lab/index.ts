/** Disposable machines with systemd, sshd, yum and a network of their own, on one Debian machine. */

export { labDown } from './down.ts';
export type { Lab, LabMachine } from './lab.ts';
export type { LabCloud } from './lab-cloud.ts';
export { machineExec } from './machines/inside.ts';
export { type AddressEvent, type AddressMonitor, startAddressMonitor } from './network/address-monitor.ts';
export { killSshSessions, setCable } from './network/control.ts';
export { type Ping, type PingReply, type PingResult, startPing } from './network/ping.ts';
export {
  KEEPALIVED_RELEASES,
  type KeepalivedRelease,
  type LabCloudUse,
  type LabLogin,
  type LabOptions,
} from './plan/options.ts';
export { type LabStatus, labStatus } from './status.ts';
export { labUp } from './up.ts';
