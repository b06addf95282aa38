import { describeKilled } from './killed.ts';

describeKilled('an engine in the process', () => ({}));
