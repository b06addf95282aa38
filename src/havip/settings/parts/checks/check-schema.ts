import {
  choice,
  flag,
  list,
  mapping,
  shorthand,
  text,
  wholeNumber,
  wholeSeconds,
} from '../../../../inventory/schema-parts.ts';

const portNumber = () => wholeNumber(1, 65535);
const url = () => text('a URL such as http://127.0.0.1/health', /^https?:\/\/[^\s"'\\]+$/);

/** Names of keepalived's own objects: one word, and fit for the name of a file. */
const objectName = () => text('a name of letters, digits, _, - and .', /^[A-Za-z0-9][\w.-]{0,59}$/);

const probe = {
  process: text('the name of a process, without spaces', /^[\w.+@:-]{1,64}$/)
    .optional()
    .describe('A process of this name runs on the node.'),
  tcp: portNumber().optional().describe('This port of the node accepts a connection.'),
  http: url().optional().describe('This URL answers with a status below 400.'),
  script: text('the absolute path of a program on the nodes, with its arguments', /^\/[^\n]*$/)
    .optional()
    .describe('This program on the node, given by its absolute path, ends with 0.'),
  interval: wholeSeconds(1, 3600).prefault('2s').describe('Time between two checks.'),
  timeout: wholeSeconds(1, 3600)
    .prefault('1s')
    .describe('A check that takes longer has failed. While one runs, the next is left out.'),
  fall: wholeNumber(1, 100).default(3).describe('Failures in a row until the node gives the address up.'),
  rise: wholeNumber(1, 100).default(2).describe('Successes in a row until it counts as well again.'),
};

/** The one check of most clusters. */
export const checkSchema = mapping(probe).describe(
  'What makes a node give the address up: one of `process`, `tcp`, `http`, `script`.',
);

const weight = (most: number) =>
  wholeNumber(-most, most)
    .default(0)
    .describe(
      '0: the node is in fault without it, and gives the address up. Otherwise its priority changes by so much, which needs `preempt: true`.',
    );

/** Several checks, each with its own times, weight and user. */
export const checksSchema = list(
  mapping({
    name: objectName().describe('Its name in keepalived.conf and in the logs.'),
    ...probe,
    weight: weight(253),
    user: text('the name of a user', /^[A-Za-z_][\w.-]{0,31}$/)
      .optional()
      .describe('Who runs it; `root` otherwise. From keepalived 1.3.0 on.'),
    init_fail: flag()
      .default(false)
      .describe('It counts as failed until it has succeeded `rise` times. From keepalived 1.3.2 on.'),
  }),
  'a list of 1 to 20 checks, each with a name',
  20,
).describe('Several checks, instead of `check`; each has a name.');

const interfaceName = () => text('the name of an interface', /^[A-Za-z0-9][\w.@:-]{0,14}$/);

export const trackInterfaceSchema = list(
  shorthand(
    'interface',
    mapping({ interface: interfaceName().describe('Its name on every node.'), weight: weight(253) }),
  ),
  'a list of 1 to 20 interfaces',
  20,
).describe('Interfaces that have to be up, besides that of the address.');

export const trackProcessSchema = list(
  mapping({
    name: objectName().describe('Its name in keepalived.conf and in the logs.'),
    process: text(
      'the name of a process, or with arguments its command line',
      /^[^\s"'{}#!$\\][^"{}#!$\\\n]*$/,
    ).describe('The process, by the name that the kernel has; with arguments, those have to be the same.'),
    param_match: choice('initial', 'partial')
      .optional()
      .describe(
        'Which of its arguments have to be the same: `partial`, the first ones; `initial`, the last one may go on.',
      ),
    full_command: flag().default(false).describe('The whole command line is compared.'),
    weight: weight(254),
    quorum: wholeNumber(1, 65535).default(1).describe('How many have to run.'),
    quorum_max: wholeNumber(0, 65535).optional().describe('How many may run.'),
    delay: wholeSeconds(1, 3600)
      .optional()
      .describe('How long they have to be missing, or there, until that counts.'),
  }),
  'a list of 1 to 20 processes, each with a name',
  20,
).describe('Processes that keepalived itself watches, without a script. From keepalived 2.0.11 on.');

export const trackFileSchema = list(
  mapping({
    name: objectName().describe('Its name in keepalived.conf and in the logs.'),
    file: text('the absolute path of a file on the nodes', /^\/[^\s"'{}#!$\\]*$/).describe(
      'A file on the node that holds a number. With weight 0 any number but 0 is a fault; otherwise the number times the weight changes the priority.',
    ),
    weight: weight(254),
    init_file: wholeNumber(-254, 254)
      .optional()
      .describe('What keepalived writes into it where it is not there.'),
  }),
  'a list of 1 to 20 files, each with a name',
  20,
).describe('Files whose content decides, such as one that other programs write. From keepalived 2.0.0 on.');
