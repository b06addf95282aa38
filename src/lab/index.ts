/** Disposable machines with systemd, sshd, yum and a network of their own, on one Debian machine. */
export { type AddressEvent, type AddressMonitor, startAddressMonitor } from './address-monitor.ts';
export { killSshSessions, setCable } from './control.ts';
export { labDown } from './down.ts';
export { machineExec } from './inside.ts';
export type { Lab, LabMachine } from './lab.ts';
export type { LabCloud } from './lab-cloud.ts';
export {
  KEEPALIVED_RELEASES,
  type KeepalivedRelease,
  type LabCloudUse,
  type LabLogin,
  type LabOptions,
} from './options.ts';
export { type Ping, type PingReply, type PingResult, startPing } from './ping.ts';
export { type LabStatus, labStatus } from './status.ts';
export { labUp } from './up.ts';
