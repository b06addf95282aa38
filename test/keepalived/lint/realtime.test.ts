import { expect, it } from 'vitest';
import { lintNode } from '../../../src/keepalived/lint/lint.ts';
import { parse } from '../../../src/keepalived/parse/parse.ts';
import { edited, GOOD } from './sample.ts';

it.each([
  ['vrrp_rt_priority 50', ['KA099']],
  ['max_auto_priority 99', ['KA099']],
  ['max_auto_priority -1', []],
])('knows whether the VRRP process gets a realtime priority by %s', (line, rules) => {
  const text = edited(GOOD, ['    script_user', `    ${line}\n    script_user`]);
  const found = lintNode(parse(text, 'keepalived.conf'), { version: '2.2.7' });
  expect(found.map(({ rule }) => rule)).toEqual(rules);
});
