/** A small cloud with Tencent's API, for the lab and for tests; it enforces what is known of the real one's rules. */

export type { LoggedCall } from './call-log.ts';
export { Cloud } from './cloud.ts';
export { type FakeCloud, startFakeCloud, TEST_CREDENTIAL } from './fake-cloud.ts';
export type { Fault } from './faults.ts';
export type { World } from './world.ts';
