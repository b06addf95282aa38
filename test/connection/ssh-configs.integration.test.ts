import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { BesideSsh } from './beside-ssh.ts';
import { Workshop } from './sshd.ts';

const workshop = new Workshop();
const beside = new BesideSsh(workshop);
afterAll(() => workshop.remove());

/** A jump host that is reached through itself is none for ssh either. */
const NO_LOOP = 'Host hop\n ProxyJump none\n ProxyCommand none\nHost j1 j2\n ProxyJump none\nMatch all\n';

/** Configurations with the shapes that people write. */
const line = fc.constantFrom(
  ...[
    'HostName 10.0.0.1',
    'HostName %h.lan',
    'Port 2201',
    'Port 2202',
    'User ann',
    'User ben',
    'HostKeyAlias k1',
  ],
  ...[
    'StrictHostKeyChecking no',
    'StrictHostKeyChecking accept-new',
    'ConnectTimeout 3',
    'ServerAliveInterval 11',
  ],
  ...[
    'ForwardAgent yes',
    'AddressFamily inet',
    'ConnectionAttempts 3',
    'IdentitiesOnly yes',
    'ProxyJump hop:2200',
  ],
  ...['ProxyCommand nc %h %p', 'UserKnownHostsFile /x', 'Ciphers aes256-ctr', 'PasswordAuthentication no'],
  ...['User = eve', 'Port=2203', 'HostName="10.0.0.3"', 'hostname 10.0.0.4', 'StrictHostKeyChecking ask'],
  ...['UserKnownHostsFile /x /y', 'UserKnownHostsFile none', 'GlobalKnownHostsFile none', 'ProxyJump none'],
  ...['ProxyCommand none', 'ProxyCommand ssh -W "%h:%p" j1 # %%', 'HostKeyAlgorithms +ssh-rsa'],
  ...[
    'HostKeyAlgorithms -ssh-rsa*',
    'HostKeyAlgorithms ^ssh-ed25519',
    'MACs -*md5*',
    'ServerAliveCountMax 7',
  ],
  ...[
    'KexAlgorithms -diffie*',
    'IdentityAgent none',
    'PreferredAuthentications publickey',
    'ConnectTimeout 1m',
  ],
  ...[
    'KbdInteractiveAuthentication no',
    'StrictHostKeyChecking off',
    'ForwardAgent no',
    'CanonicalizeHostname no',
  ],
  ...['BindAddress 127.0.0.2', 'Include INCLUDED', 'Include INCLUDED*', 'Include /no/such/*'],
);
const head = fc.constantFrom(
  ...[
    'Host web',
    'Host *',
    'Host db',
    'Host !web *',
    'Host w?b',
    'Host web db',
    'Match all',
    'Match host web',
  ],
  ...[
    'Match originalhost web',
    'Match user ann',
    'Match !user ben',
    'Match localuser nobody',
    'Match host *.lan',
  ],
  ...[
    'Match exec "test %n = web"',
    'Match exec "false"',
    'Match final host 10.*',
    'Match canonical',
    'Match host web user ann',
  ],
);
const block = fc
  .tuple(head, fc.array(line, { maxLength: 4 }))
  .map(([first, lines]) => [first, ...lines].join('\n  '));
const file = fc
  .tuple(fc.array(line, { maxLength: 2 }), fc.array(block, { maxLength: 5 }))
  .map(([top, blocks]) => [...top, ...blocks, ''].join('\n'));
const argument = fc.constantFrom(
  ...[
    '-p 2209',
    '-l cyd',
    '-4',
    '-6',
    '-A',
    '-a',
    '-b 127.0.0.3',
    '-c aes128-ctr',
    '-o ProxyJump=j1,j2',
    '-C',
    '-vvq',
  ],
  ...[
    '-o Port=2210',
    '-o ConnectTimeout=9',
    '-oServerAliveInterval=1m',
    '-o "User dan"',
    '-o HostKeyAlias=k2',
  ],
  ...[
    '-o StrictHostKeyChecking=yes',
    '-o ProxyJump=none',
    '-o "ProxyCommand=nc %h 1"',
    '-o ControlMaster=auto',
  ],
);

it('generated configurations and arguments are as for ssh', async () => {
  mkdirSync(join(workshop.folder, 'more'), { recursive: true });
  const included = join(workshop.folder, 'more', 'inc');
  await fc.assert(
    fc.asyncProperty(
      ...([file, file, fc.array(argument, { maxLength: 4 })] as const),
      fc.constantFrom('web', 'db', '10.1.1.1'),
      async (config, other, args, host) => {
        writeFileSync(included, other.replace(/^.*INCLUDED.*$/gm, ''));
        const { ours, theirs } = await beside.compared(
          `${NO_LOOP}${config.replaceAll('INCLUDED', included)}`,
          args.join(' '),
          host,
        );
        expect(ours).toEqual(theirs);
      },
    ),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 12), seed: Number(process.env.FUZZ_SEED ?? 1) },
  );
}, 180_000);
