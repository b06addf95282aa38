/** A small cloud with Tencent's API, for the lab and for tests; it enforces what is known of the real one's rules. */

export { Cloud } from './cloud.ts';
export { type FakeCloud, startFakeCloud, TEST_CREDENTIAL } from './fake-cloud.ts';
export type { LoggedCall } from './http/call-log.ts';
export type { Fault } from './http/faults.ts';
export type { World } from './world/world.ts';
