// Everything there is to check: format, lint, types, unit tests, tests with real programs, and tests on lab
// machines. Ends with `N passed, N failed`. Without root, what needs root is left out and named.
//
//   npm test                     with a sample of the longer tables on lab machines
//   npm run test:long            with every row of them; takes hours
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import {
  ensureBuilt,
  ensureDebianPackages,
  ensureStoppedDebianPackages,
  needRoot,
  root,
  run,
} from './setup.mjs';

needRoot('for the lab machines; `npm run check` does what can be done without');
ensureDebianPackages(
  'openssh-server',
  'openssh-client',
  'sudo',
  'opendoas',
  'procps',
  'iproute2',
  'iputils-ping',
  'rpm',
  'keepalived',
  'chromium',
  'ansible-core',
);
const everyRow = process.argv.includes('--every-row');
if (everyRow) ensureStoppedDebianPackages('postgresql', 'prometheus');
ensureBuilt();

const folder = mkdtempSync(join(tmpdir(), 'havip-deploy-results-'));
const total = { passed: 0, failed: 0 };
/** What failed, to be told once more where everybody looks: at the end. */
const failures = [];

function check(name, ...words) {
  const { status } = spawnSync('npx', words, { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  failures.push(name);
  total.failed += 1;
}

/** The Node releases that are supported: the one in the middle is tried where there is time. */
const RELEASES = everyRow ? [20, 22, 24] : [20, 24];

/** Other releases than the one that runs this, each with its program, from packages that hold nothing else. */
function otherReleases() {
  run('npm', 'ci', '--prefix', 'test/node', '--ignore-scripts', '--no-audit', '--no-fund');
  const [own] = process.versions.node.split('.');
  return RELEASES.filter((release) => release !== Number(own)).map((release) => ({
    name: `Node ${release}`,
    folder: join(root, `test/node/node_modules/node-${release}/bin`),
  }));
}

const OWN_RELEASE = { name: `Node ${process.versions.node}`, folder: dirname(process.execPath) };

/**
 * @param release the Node that runs them, and that programs which they start find first
 * @param projects which of vitest.config.ts
 * @param more words for vitest
 */
function tests(release, projects, ...more) {
  process.stdout.write(`\n${projects.join(' and ')} tests on ${release.name}\n`);
  const file = join(folder, `${release.name}-${projects.join('-')}.json`);
  const words = [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...more,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...projects.flatMap((name) => ['--project', name]),
  ];
  const { status, signal } = spawnSync(join(release.folder, 'node'), words, {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: `${release.folder}:${process.env.PATH}`,
      ...(everyRow ? { HAVIP_DEPLOY_EVERY_ROW: '1' } : {}),
    },
  });
  if (!existsSync(file)) {
    failures.push(
      `${projects.join(' and ')} on ${release.name}: vitest ended early (${status ?? signal}), without results`,
    );
    total.failed += 1;
    return;
  }
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, 'utf8'));
  total.passed += numPassedTests;
  for (const { name, status: ended, message, assertionResults } of testResults) {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    failures.push(
      ...failed.map(
        (test) => `${release.name}: ${relative(root, name)}: ${test.fullName}\n${test.failureMessages[0]}`,
      ),
    );
    if (ended === 'failed' && failed.length === 0)
      failures.push(`${release.name}: ${relative(root, name)}: ${message}`);
  }
  // A file that cannot even be loaded has no tests that could fail.
  total.failed += status === 0 ? 0 : Math.max(1, numFailedTests);
}

/**
 * What every lab is made of is fetched and built once, which takes minutes of which a part is waiting: meanwhile
 * the tests run that need none. What goes wrong here, the first lab test tells.
 */
function makeLabsReady() {
  const lab = (...words) => `${process.execPath} dist/main.js lab ${words.join(' ')}`;
  const name = '--name test-ready';
  const both = `${lab('up', name, '--yum 2.2.7,2.3.3', '--no-witness')}; ${lab('down', name)}`;
  // Tests that measure run beside it, and come first.
  const making = spawn('nice', ['-n', '15', 'sh', '-c', both], { cwd: root, stdio: 'ignore' });
  return new Promise((resolve) => void making.on('close', resolve));
}

const ready = makeLabsReady();
try {
  check('format and lint', 'biome', 'check');
  check('types', 'tsc');
  const releases = [OWN_RELEASE, ...otherReleases()];
  for (const release of releases) {
    // What a release may change is how it meets files, processes and sockets: where time is short, the newest of
    // the others does that, and our own has its turn with the labs.
    // All files in one process each, with the modules loaded once: it takes half the time.
    if (everyRow || release === OWN_RELEASE) tests(release, ['unit'], '--no-isolate');
    if (everyRow || release === releases.at(-1)) tests(release, ['integration']);
  }
  // Which Node has put their text together makes no difference, and the unit tests compare the text.
  tests(OWN_RELEASE, ['programs']);
  await ready;
  tests(OWN_RELEASE, ['lab']);
  if (everyRow) tests(OWN_RELEASE, ['timed']);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const failure of failures)
  process.stdout.write(`\nFAILED ${failure.split('\n').slice(0, 12).join('\n')}\n`);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
