// Everything there is to check: format, lint, types, unit tests, tests with real programs, and tests on lab
// machines. Ends with `N passed, N failed`. Without root, what needs root is left out and named.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ensureBuilt, ensureDebianPackages, needRoot, root } from './setup.mjs';

needRoot('for the lab machines; `npm run check` does what can be done without');
ensureDebianPackages(
  'openssh-server',
  'openssh-client',
  'sudo',
  'procps',
  'iproute2',
  'iputils-ping',
  'rpm',
  'keepalived',
  'chromium',
  'ansible-core',
);
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

/** @param workers files at the same time; those with machines mostly wait */
function tests(workers, ...projects) {
  const file = join(folder, `${projects.join('-')}.json`);
  const words = [
    'vitest',
    'run',
    `--maxWorkers=${workers}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...projects.flatMap((name) => ['--project', name]),
  ];
  const { status, signal } = spawnSync('npx', words, { cwd: root, stdio: 'inherit' });
  if (!existsSync(file)) {
    failures.push(`${projects.join(' and ')}: vitest ended early (${status ?? signal}), without results`);
    total.failed += 1;
    return;
  }
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, 'utf8'));
  total.passed += numPassedTests;
  for (const { name, status: ended, message, assertionResults } of testResults) {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    failures.push(
      ...failed.map((test) => `${relative(root, name)}: ${test.fullName}\n${test.failureMessages[0]}`),
    );
    if (ended === 'failed' && failed.length === 0) failures.push(`${relative(root, name)}: ${message}`);
  }
  // A file that cannot even be loaded has no tests that could fail.
  total.failed += status === 0 ? 0 : Math.max(1, numFailedTests);
}

try {
  check('format and lint', 'biome', 'check');
  check('types', 'tsc');
  tests(2, 'unit', 'integration');
  tests(5, 'lab');
  tests(1, 'timed');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const failure of failures)
  process.stdout.write(`\nFAILED ${failure.split('\n').slice(0, 12).join('\n')}\n`);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
