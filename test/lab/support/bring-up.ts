/** Brings up the lab that it is told, in a process of its own, so that a test can kill it in the middle. */
import { labUp } from '../../../src/lab/index.ts';

const [name = ''] = process.argv.slice(2);
const up = await labUp({ name }, (text) => void process.stdout.write(`${text}\n`));
process.exitCode = up.ok ? 0 : 1;
