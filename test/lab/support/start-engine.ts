/** Starts the PostgreSQL of a lab without machines, in a process of its own, so that a test can kill it in the middle. */
import { startEngine } from '../../../src/lab/engine/server.ts';
import { engineLab } from './engine-lab.ts';

const [name = '', port = ''] = process.argv.slice(2);
process.stdout.write('begins\n');
const started = await startEngine(await engineLab(name, Number(port)), () => undefined);
process.exitCode = started.ok ? 0 : 1;
