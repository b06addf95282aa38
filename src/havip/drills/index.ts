export { runDrill } from './drive/drill.ts';
export { measureHandover } from './handover.ts';
export { type CloudSource, compareSources, type Disagreement, type NodeSources } from './holder-agreement.ts';
export { proveCluster } from './prove.ts';
export type { Scenario } from './scenario.ts';
export { findScenario, scenarios } from './scenarios.ts';
export type * from './types.ts';
export { drillStatistics } from './verdict/statistics.ts';
export { isInconclusive } from './verdict/verdict-prober.ts';
