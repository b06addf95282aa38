import { expect, it } from 'vitest';
import { lintNode } from '../../../src/keepalived/lint/lint.ts';
import { config, edited, GOOD } from './sample.ts';

it.each([
  ['/usr/bin/pgrep -x mysqld_safe_wrapper', 1],
  ['pgrep mysqld_safe_wrapper', 1],
  ["/bin/sh -c 'pgrep -u root ^mysqld_safe_wrapper$ && true'", 1],
  ["/bin/sh -c 'pkill -0 -x mysqld_safe_wrapper 2>/dev/null'", 1],
  ["/bin/sh -c 'pgrep -xf mysqld_safe_wrapper && pgrep -x mysqld_safe_wra'", 0],
  ['/usr/bin/pgrep --full mysqld_safe_wrapper', 0],
  ['/usr/bin/pgrep -x mysqld_safe_wra', 0],
  ['/usr/bin/pgrep -x mysqld.*wrapper_of_ours', 0],
  ['/usr/bin/killall -0 mysqld_safe_wrapper', 0],
])('names that pgrep never finds, as the kernel keeps 15 characters: %s', (line, expected) => {
  const text = edited(GOOD, ['"/usr/libexec/keepalived/check"', `"${line}"`]);
  const told = lintNode(config(text)).filter(({ rule }) => rule === 'KA079');
  expect(told.map(({ place }) => place.line)).toEqual(expected === 0 ? [] : [9]);
  for (const { message } of told) expect(message).toContain('the kernel knows it as mysqld_safe_wra');
});
