// Takes over pairs that somebody else made: random ones from a seed, on lab machines, by `plan` and then
// `up`. Each has to end with exit code 0 and no longer an interruption than the plan said, plus one second, or
// with a refusal before anything was changed; never with exit code 8, never with two holders for longer than
// an advert. A refusal of what `import` itself has written passes only where it is one of the named right ones.
//   npm run soak -- --seed 1 --count 100 [--from 0] [--pairs 3,7] [--clusters 2] [--lab NAME] [--keep] [--quick] [--told]
// `--pairs` makes these alone, `--quick` leaves the drills out, `--told` shows what each run told that did not
// take over. The number of a pair says its releases, too: the same on both machines, or one of each.
import { parseArgs } from 'node:util';
import { ensureBuilt, needRoot } from './setup.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '100' },
    from: { type: 'string', default: '0' },
    pairs: { type: 'string' },
    clusters: { type: 'string', default: '2' },
    lab: { type: 'string', default: 'soak' },
    keep: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    told: { type: 'boolean', default: false },
  },
});

needRoot('to make the lab machines');
ensureBuilt();
const { createJiti } = await import('jiti');
const jiti = createJiti(import.meta.url);
const { labUp, labDown } = await jiti.import('../src/lab/index.ts');
const { soak } = await jiti.import('../test/lab/support/soak/run.ts');

// One more: its machines are third nodes of the others.
const clusters = Number(values.clusters) + 1;
const up = await labUp({ name: values.lab, clusters, yum: ['2.2.7', '2.3.3'] }, (text) =>
  console.error(text),
);
if (!up.ok) throw new Error(JSON.stringify(up.problems, null, 2));

const lineOf = ({ number, passed, outcome, plannedS, gapS, bothMs, exitCode, why, summary }) =>
  `${passed ? 'ok  ' : 'FAIL'} ${String(number).padStart(3)} ${outcome.padEnd(12)} exit ${exitCode ?? '-'} planned${seconds(plannedS)} s measured${seconds(gapS)} s both ${Math.round(bothMs)} ms  ${why}  [${summary}]`;
const seconds = (value) => value.toFixed(2).padStart(6);
const results = await soak(up.value, {
  seed: Number(values.seed),
  numbers:
    values.pairs?.split(',').map(Number) ??
    Array.from({ length: Number(values.count) }, (_value, index) => Number(values.from) + index),
  thirds: true,
  more: values.quick ? ['--verify', 'never'] : [],
  releases: [
    ['2.2.7', '2.2.7'],
    ['2.3.3', '2.3.3'],
    ['2.2.7', '2.3.3'],
    ['2.3.3', '2.2.7'],
  ],
  onResult: (result) => {
    console.log(lineOf(result));
    if (values.told && result.told) console.log(result.told.replace(/^/gm, '       '));
  },
});
if (!values.keep) await labDown(values.lab, () => undefined);

const count = (is) => results.filter(is).length;
console.log(
  `${results.length} pairs of seed ${values.seed}: ${count(({ outcome }) => outcome === 'taken over')} taken over, ${count(({ outcome }) => outcome === 'refused')} refused untouched, ${count(({ outcome }) => outcome === 'unusable')} that did not serve by themselves, ${count(({ outcome }) => outcome === 'not imported')} that could not be imported; ${count(({ passed }) => !passed)} failed`,
);
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
