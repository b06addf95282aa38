import { systemClock } from '../../../src/core/clock.ts';
import { InProcessEngine } from '../../../src/rollout/in-process/in-process-engine.ts';
import { describeEngine } from './conformance.ts';

describeEngine('an engine in the process', {
  start: async (work, caps = {}) => new InProcessEngine({ work, caps, clock: systemClock }),
});
