import { expect, it } from 'vitest';
import { lintFiles } from '../../../src/keepalived/lint/files.ts';

const INSTANCE = (more: string) =>
  `vrrp_instance V {\n interface eth0\n virtual_router_id 1\n virtual_ipaddress {\n 10.0.0.9\n }\n${more}}\n`;
const SERVER = (more: string) =>
  `virtual_server 10.0.0.9 80 {\n${more} lb_kind NAT\n protocol TCP\n real_server 10.0.0.3 80 {\n }\n}\n`;
const RULE = (more: string) => `static_rules {\n from 10.0.0.1 table 20 priority 402 ${more}\n}\n`;

/** What the linter calls an error. */
function errors(text: string): readonly string[] {
  const { findings } = lintFiles([{ file: 'a.conf', text }], { version: '2.2.7', profile: 'lan' });
  return findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
}

// As keepalived -t of 2.2.7 and 2.3.3 has it of each.
it.each([
  [
    'a process by the name of its block elsewhere',
    `track_process t {\n process sshd\n}\n${INSTANCE('')}`,
    'KA003',
  ],
  [
    'a group of a route that moves',
    INSTANCE(' virtual_routes {\n 10.1.0.0/16 dev eth0 track_group G\n }\n'),
    'KA090',
  ],
  [
    'a group of a rule that moves',
    INSTANCE(' virtual_rules {\n from 10.0.0.1 table 5 priority 5 track_group G\n }\n'),
    'KA090',
  ],
  ['one port where a range stands', RULE('ipproto tcp sport 80'), 'KA090'],
  ['a protocol by its name', RULE('no_track protocol static'), 'KA090'],
  ['reverse without a weight', INSTANCE(' track_interface {\n eth1 reverse\n }\n'), 'KA005'],
  ['reverse before its weight', INSTANCE(' track_interface {\n eth1 reverse weight 5\n }\n'), 'KA005'],
  [
    'an interface that is not reversed',
    INSTANCE(' track_interface {\n eth1 weight 5 noreverse\n }\n'),
    'KA005',
  ],
  ['hashed for another scheduler', SERVER(' lb_algo rr\n hashed\n'), 'KA096'],
  ['hashed before its scheduler', SERVER(' hashed\n lb_algo sh\n'), 'KA096'],
])('names %s', (_, text, rule) => {
  expect(errors(text)).toEqual([rule]);
});

it.each([
  [
    'a group of what is static',
    `static_routes {\n 10.1.0.0/16 dev eth0 track_group G\n}\ntrack_group G {\n group {\n V\n }\n}\n${INSTANCE('')}`,
  ],
  ['a range of ports', RULE('ipproto tcp sport 80-80 dport 90-99')],
  ['a protocol by its number', RULE('no_track protocol 20')],
  ['a weight in reverse', INSTANCE(' track_interface {\n eth1 weight 5 reverse\n }\n')],
  ['hashed', SERVER(' lb_algo sh\n hashed\n')],
])('accepts %s', (_, text) => {
  expect(errors(text)).toEqual([]);
});
