import * as z from 'zod';
import { Secret } from '../../core/secret.ts';
import {
  choice,
  duration,
  flag,
  ipv4OrAuto,
  list,
  mapping,
  text,
  wholeNumber,
  wholeSeconds,
} from '../../inventory/schema-parts.ts';
import {
  checkSchema,
  checksSchema,
  trackFileSchema,
  trackInterfaceSchema,
  trackProcessSchema,
} from './parts/checks/check-schema.ts';
import { hookShape } from './parts/hooks/hook-schema.ts';
import { webhooksSchema } from './parts/hooks/webhook-schema.ts';
import { addressesSchema, rawSchema, vrrpShape } from './parts/vrrp-schema.ts';

/** A VRRP instance's name, of which files are named, too. */
export const INSTANCE_NAME = /^[A-Za-z0-9][\w.-]{0,31}$/;

/** The failures that a drill can cause. */
export const DRILLS = [
  ...(['stop', 'restart', 'crash', 'oom', 'freeze', 'pause', 'isolate', 'partition', 'link'] as const),
  ...(['netreload', 'fwreload', 'check', 'upgrade-package', 'reboot'] as const),
] as const;

const version = () =>
  text('a version in quotes, such as "2.2.8"', /^\d+(\.\d+){1,3}([-+~.:][A-Za-z0-9.+~:-]*)?$/);
const exactVersion = () =>
  text(
    'a version in quotes, such as "2.2.8", or as the package manager writes it, "1:2.2.7-1+b2"',
    /^(\d+:)?\d+(\.\d+){1,3}([-+~.:][A-Za-z0-9.+~:-]*)?$/,
  );
const port = () => wholeNumber(1, 65535);
const anyText = (expected: string) => text(expected, /\S/);

const source = mapping({
  url: text('an http or https URL of the tarball', /^https?:\/\/[^\s"'\\]+$/)
    .optional()
    .describe('Where the nodes fetch the tarball.'),
  path: anyText('the path of a tarball')
    .optional()
    .describe('A tarball on the control machine, instead of `url`; `~` is the home directory.'),
  version: version().describe("The tarball's version."),
  sha256: text('64 hexadecimal digits', /^[0-9A-Fa-f]{64}$/)
    .transform((digits) => digits.toLowerCase())
    .describe('SHA-256 of the tarball, checked before it is unpacked.'),
}).describe('A release tarball of keepalived to build from: `url` or `path`.');

const install = mapping({
  method: choice('auto', 'package', 'source')
    .default('auto')
    .describe(
      "`auto` takes the repository's package where it is new enough, and builds from `source` otherwise.",
    ),
  min_version: version().default('1.2.24').describe('The oldest version that will do.'),
  version: exactVersion().optional().describe('Exactly this version instead of the newest.'),
  source: source.optional(),
}).describe('How keepalived gets onto the nodes.');

const mailbox = () =>
  text('an e-mail address, or the name of a local user', /^[^\s@"#!{}\\]+(?:@[^\s@"#!{}\\]+)?$/);

const notify = mapping({
  email: z
    .union([mailbox(), list(mailbox(), 'an e-mail address, or a list of up to 20', 20)], {
      error: 'an e-mail address, or a list of them',
    })
    .transform((value) => (typeof value === 'string' ? [value] : value))
    .optional()
    .meta({ title: 'an e-mail address, or a list of them' })
    .describe('Who gets a mail when the address moves.'),
  from: mailbox().optional().describe('The sender of these mails.'),
  smtp_server: text('a host, or host:port', /^[A-Za-z0-9.-]+(:\d{1,5})?$/)
    .optional()
    .describe('The server that takes them.'),
  smtp_connect_timeout: wholeSeconds(1, 300).prefault('30s').describe('How long to wait for that server.'),
  ...hookShape,
  webhooks: webhooksSchema,
  smtp_helo_name: text('the name of a host', /^[A-Za-z0-9.-]{1,255}$/)
    .optional()
    .describe('What keepalived calls itself there.'),
  smtp_alert: flag()
    .optional()
    .describe('Whether changes of state are mailed; by default wherever there is an address.'),
  email_faults: flag()
    .optional()
    .describe('Whether faults of what is watched are mailed too, true otherwise.'),
}).describe('Who is told of a change. A log and a state file are always written.');

const id = (prefix: string) => text(`an id such as ${prefix}-1a2b3c4d`, new RegExp(`^${prefix}-[0-9a-z]+$`));

const havipId = () => {
  const error = 'an id such as havip-1a2b3c4d, or terraform: FILE with name: NAME';
  const terraform = mapping({
    terraform: anyText('the path of a file'),
    name: anyText('the name of an output or a resource').optional(),
  });
  return z.union([id('havip'), terraform], { error }).meta({ title: error });
};

const cloud = mapping({
  provider: choice('tencent').describe('Whose API is called.'),
  region: text('a region such as ap-guangzhou', /^[a-z]+-[a-z0-9-]+$/).describe('The region of the VPC.'),
  vpc_id: id('vpc').optional().describe('The VPC; needed with `name`.'),
  subnet_id: id('subnet').optional().describe('The subnet of the HAVIP; needed with `name`.'),
  havip_id: havipId()
    .optional()
    .describe(
      'A HAVIP that exists; with `terraform`, the one in that state file, or in what `terraform output -json` printed.',
    ),
  name: text('a name of 1 to 60 characters', /^\S.{0,59}$/)
    .optional()
    .describe('The name of a HAVIP that is created where missing, instead of `havip_id`.'),
  limit_range: flag()
    .optional()
    .describe('Whether the HAVIP is limited to the members: no other instance may announce it.'),
  endpoint: text(
    'a URL without a path, such as https://vpc.intl.tencentcloudapi.com',
    /^https?:\/\/[\w.:[\]-]+\/?$/,
  )
    .optional()
    .describe("Another URL than the provider's own."),
}).describe('The cloud that the HAVIP belongs to. Without it, no cloud call is made.');

const service = mapping({
  tcp: port().optional().describe('This port of the address accepts a connection.'),
  http: text('a URL or a path such as /health', /^(https?:\/\/|\/)[^\s"'\\]*$/)
    .optional()
    .describe('This URL, or path at the address, answers.'),
}).describe('What is probed behind the address besides ping: `tcp` or `http`.');

const verify = mapping({
  witness: anyText('the name of a host')
    .optional()
    .describe('The host that probes; no member of this cluster. Without one, the nodes probe each other.'),
  interval: duration(5, 10_000, 'a duration from 5ms to 10s, such as 100ms')
    .prefault('100ms')
    .describe('Time between two probes.'),
  max_interruption: duration(1, 600_000, 'a duration up to 10m, such as 5s')
    .prefault('5s')
    .describe('The longest interruption that passes.'),
  drills: list(choice(...DRILLS), 'a list of drills', DRILLS.length)
    .default(['stop'])
    .describe('The failures to cause, in this order.'),
  service: service.optional(),
  connections: wholeNumber(0, 500)
    .default(0)
    .describe(
      'So many idle and as many busy connections to `service` are kept through the address during drills; how many hang, and for how long, is told.',
    ),
}).describe('How a failover is measured and judged.');

/** What a group's `havip` may hold: one schema for checking, for editors and for the reference. */
export const havipSchema = mapping({
  address: ipv4OrAuto('an IPv4 address such as 172.16.16.12, or auto')
    .optional()
    .describe('The HAVIP; `auto` with `cloud`: the one that the cloud has chosen.'),
  addresses: addressesSchema.optional(),
  virtual_router_id: wholeNumber(1, 255).describe('VRRP id of the cluster, unique in the VPC.'),
  instance: text("a name of letters, digits, '_', '.' and '-'", INSTANCE_NAME)
    .optional()
    .describe(
      "keepalived's name for the VRRP instance; by default `VI_1`, and `VI_2` and up for further clusters of the same machines, in the inventory's order.",
    ),
  interface: text('the name of an interface, or auto', /^[A-Za-z0-9][\w.@:-]{0,14}$/)
    .default('auto')
    .describe('Where the address goes; `auto` is the interface whose subnet contains it.'),
  profile: choice('standard', 'fast')
    .default('standard')
    .describe('`standard` is VRRPv2 with whole seconds, `fast` VRRPv3 below a second.'),
  advert_int: duration(10, 255_000, 'seconds from 0.01 to 255')
    .transform((milliseconds) => milliseconds / 1000)
    .optional()
    .describe("Seconds between two adverts; by default the profile's, 1 or 0.3."),
  primary: anyText('the name of a member')
    .optional()
    .describe(
      "The primary, all others are secondaries: instead of the hosts' `havip_role` and `havip_priority`, which are the same in every cluster of a host.",
    ),
  preempt: flag().default(false).describe('Whether the primary takes the address back when it returns.'),
  sync_group: text(
    'a name of up to 30 letters, digits, _ and -, which begins with a letter',
    /^[A-Za-z][\w-]{0,29}$/,
  )
    .optional()
    .describe(
      'Clusters of the same machines with the same name here move together: to one machine, all or none.',
    ),
  auth_pass: text(
    '1 to 8 characters in quotes, without blanks and none of " \\ $',
    /^[\x21\x23\x25-\x5b\x5d-\x7e]{1,8}$/,
  )
    .transform((value) => new Secret(value))
    .optional()
    .describe('VRRP password, profile `standard` only. It crosses the network in the clear.'),
  eip: ipv4OrAuto('an IPv4 address such as 81.71.14.118, or auto')
    .optional()
    .describe(
      'Public address of the HAVIP, bound where `cloud` is set; `auto`: the one that is bound, else a new one.',
    ),
  install: install.prefault({}),
  check: checkSchema.optional(),
  checks: checksSchema.optional(),
  track_interface: trackInterfaceSchema.optional(),
  track_process: trackProcessSchema.optional(),
  track_file: trackFileSchema.optional(),
  idle_weights: flag()
    .default(false)
    .describe(
      'Weights that can move nothing are left as they are, without a word: what `import` keeps of a pair that has them.',
    ),
  ...vrrpShape,
  raw: rawSchema.optional(),
  template: anyText('the path of a Handlebars template')
    .optional()
    .describe(
      "A template of keepalived.conf instead of the role's, with the same variables; seen from the file that names it.",
    ),
  notify: notify.prefault({}),
  cloud: cloud.optional(),
  verify: verify.prefault({}),
  firewall: choice('check', 'manage')
    .default('check')
    .describe(
      '`check` only tells what blocks VRRP; `manage` lets it in from the peers, for good, by the firewall that is in force.',
    ),
}).describe('Makes this group a cluster: the machines that share one HAVIP.');

/** The settings as they come out of the schema; a key that is wrong or missing is left out. */
export type ParsedHavip = Partial<z.output<typeof havipSchema>>;
