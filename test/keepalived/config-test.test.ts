import { describe, expect, it } from 'vitest';
import { judgeConfigTest } from '../../src/keepalived/daemon/config-test.ts';

const SECURITY = 'SECURITY VIOLATION - scripts are being executed but script_security not enabled.';
const OWN_INTERFACE = '(VI_1) Ignoring track_interface eth0 since own interface';
const UNKNOWN = "(k.conf: Line 3) Unknown keyword 'prioriti'";

describe('judgeConfigTest', () => {
  it.each([
    ['silence', '2.2.7', 0, '', 'accepted'],
    ['only harmless lines', '2.2.7', 6, `${SECURITY}\n${OWN_INTERFACE}\n`, 'accepted'],
    ['a complaint behind a security violation', '2.2.7', 6, `${SECURITY}\n${UNKNOWN}\n`, 'rejected'],
    ['a complaint with exit code 0', '2.2.7', 0, "Config files missing 'k.conf'.", 'rejected'],
    [
      'an executable file',
      '2.2.7',
      0,
      "Configuration file 'x' is not a regular non-executable file - skipping",
      'rejected',
    ],
    ['a complaint before the signal', '2.2.7', 143, UNKNOWN, 'rejected'],
    ['the signal that 2.2.7 sends itself', '2.2.7', 143, '', 'indeterminate'],
    ['a signal to any other release', '2.3.3', 137, '', 'indeterminate'],
    ['a release without a usable -t', '2.0.6', 0, '', 'indeterminate'],
    ['the first release with one', '2.0.7', 0, '', 'accepted'],
    ['an exit code that nothing explains', '2.2.7', 5, '', 'indeterminate'],
    ['one that its remark does not explain', '2.2.7', 1, OWN_INTERFACE, 'indeterminate'],
    ['a test that did not end', '2.2.7', 124, '', 'indeterminate'],
    ['a test that remarked on something and did not end', '2.2.7', 124, OWN_INTERFACE, 'indeterminate'],
  ])('%s', (_, version, exitCode, stderr, verdict) => {
    expect(judgeConfigTest(version, exitCode, stderr).verdict).toBe(verdict);
  });

  it('names the lines that decided, without the harmless ones', () => {
    expect(judgeConfigTest('2.2.7', 6, `${SECURITY}\n${UNKNOWN}\n`).lines).toEqual([UNKNOWN]);
  });
});
