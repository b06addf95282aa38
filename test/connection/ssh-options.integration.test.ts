import { existsSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { SSH_OPTIONS, sshOption } from '../../src/core/ssh/ssh-options.ts';
import { manualKeywords } from './as-ssh-prints.ts';
import { BesideSsh } from './beside-ssh.ts';
import { Workshop } from './sshd.ts';

const workshop = new Workshop();
const beside = new BesideSsh(workshop);
const { usual } = beside;
afterAll(() => workshop.remove());

/** Options of releases after Debian 12's. */
const LATER = new Set([
  'ChannelTimeout',
  'ObscureKeystrokeTiming',
  'WarnWeakCrypto',
  'VersionAddendum',
  'Tag',
]);

describe('the list of options', () => {
  it('has each that ssh prints', () => {
    const keys = [...usual.keys()].filter((key) => key !== 'host' && sshOption(key) === undefined);
    expect(keys).toEqual([]);
  });

  it.skipIf(!existsSync('/usr/share/man/man5/ssh_config.5.gz'))(
    'has each of ssh’s manual, and no other',
    () => {
      const manual = manualKeywords();
      expect(manual.length).toBeGreaterThan(90);
      expect(manual.filter((name) => sshOption(name) === undefined)).toEqual([]);
      const own = SSH_OPTIONS.filter(({ name, why }) => !LATER.has(name) && !/passes it over/.test(why));
      const extra = own.filter(
        ({ name }) => !manual.some((each) => each.toLowerCase() === name.toLowerCase()),
      );
      expect(extra.map(({ name }) => name)).toEqual([]);
    },
  );
});

/** Each option with a value that is not its default: as an argument, and in a file. */
const HONOURED: readonly (readonly [option: string, ...values: string[]])[] = [
  ['HostName', '10.0.0.1', '%h.lan', 'other'],
  ['Port', '2200'],
  ['User', 'bob'],
  ['HostKeyAlias', 'known'],
  ['StrictHostKeyChecking', 'accept-new', 'no', 'off', 'yes', 'ask'],
  ['ConnectTimeout', '7', '1m5', 'none'],
  ['ConnectionAttempts', '4'],
  ['ServerAliveInterval', '20', '2m', '0'],
  ['ServerAliveCountMax', '9'],
  ['AddressFamily', 'inet', 'inet6', 'any'],
  ['BindAddress', '127.0.0.9'],
  ['ForwardAgent', 'yes', 'no', '/a/gent'],
  ['IdentitiesOnly', 'yes', 'no'],
  ['IdentityAgent', 'none', '/a/gent', 'SSH_AUTH_SOCK'],
  ['UserKnownHostsFile', '/k', '/dev/null', '"/k /l"'],
  ['GlobalKnownHostsFile', '/g', '"/g /h"'],
  ['PreferredAuthentications', 'password,publickey'],
  ['PubkeyAuthentication', 'no', 'yes'],
  ['PasswordAuthentication', 'no', 'yes'],
  ['KbdInteractiveAuthentication', 'no'],
  ['ProxyJump', 'a', 'u@a:2200,b', 'none'],
  ['ProxyCommand', '"nc %h %p"', 'none'],
  ['Ciphers', 'aes256-ctr', 'aes256-ctr,aes128-cbc'],
  ['MACs', 'hmac-sha2-256,hmac-md5'],
  ['KexAlgorithms', 'curve25519-sha256,diffie-hellman-group14-sha1'],
  ['HostKeyAlgorithms', 'ssh-rsa,ssh-ed25519'],
];
const most = Math.max(...HONOURED.map(([, ...values]) => values.length));
const rounds = Array.from({ length: most }, (_, index) =>
  HONOURED.flatMap(([option, ...values]) => {
    const given = values[index];
    return given === undefined ? [] : [{ option, given }];
  }),
);

describe.each(
  rounds.map((round) => [round.map(({ option, given }) => `${option} ${given}`), round] as const),
)('%j', (_, round) => {
  it('are in a file as for ssh', async () => {
    const lines = round.map(({ option, given }) => ` ${option} ${given.replaceAll('"', '')}`);
    // What comes first counts, and ssh follows the configuration for jump hosts, too.
    const later = 'Host web\n ConnectTimeout 99\n Port 99\n ForwardAgent yes\n HostKeyAlias later\n';
    const { ours, theirs } = await beside.compared(`Host web\n${lines.join('\n')}\n${later}`, '');
    expect(ours).toEqual(theirs);
  });

  it('are in arguments as for ssh', async () => {
    const args = round.map(({ option, given }) => `-o "${option}=${given.replaceAll('"', '')}"`);
    const { ours, theirs } = await beside.compared('Host *\n Port 98\n ForwardAgent yes\n', args.join(' '));
    expect(ours).toEqual(theirs);
  });
});

it.each([
  '-4 -6',
  '-6 -4',
  '-4 -o AddressFamily=any',
  '-o AddressFamily=any -6',
  '-A -a',
  '-aA',
  '-o ForwardAgent=yes -a',
  '-a -o ForwardAgent=yes',
  '-b 127.0.0.1 -b127.0.0.2',
  '-o BindAddress=127.0.0.1 -b 127.0.0.2',
  '-c aes128-ctr -c aes256-ctr',
  '-o MACs=hmac-sha2-256 -m hmac-sha2-512',
  '-l ann -l ben',
  '-o User=ann -l ben',
  '-p 2201 -p 2202',
  '-p 2201 -o Port=2202',
  '-o Port=2202 -p 2201',
  '-o ProxyJump=none -o ProxyJump=a',
  '-o ProxyJump=none -o "ProxyCommand=nc %h 1"',
  '-o ProxyJump=none -o "ProxyCommand=nc %h 1" -o ProxyJump=a',
  '-o ProxyCommand=none -o ProxyJump=a',
  '-o ProxyCommand=none -o "ProxyCommand=nc %h 1"',
  '-o ProxyJump=a -o "ProxyCommand=nc %h 1"',
  '-o "ProxyCommand=nc %h 1" -o ProxyJump=a',
])('the arguments %j count as for ssh', async (args) => {
  const { ours, theirs } = await beside.compared('Host *\n User zoe\n', args);
  expect(ours).toEqual(theirs);
});

it('each option that is honoured has a row', () => {
  const tried = new Set(HONOURED.map(([option]) => option.toLowerCase()));
  const honoured = SSH_OPTIONS.filter(({ treatment }) => treatment === 'honoured');
  expect(honoured.map(({ name }) => name).filter((name) => !tried.has(name.toLowerCase()))).toEqual([
    'IdentityFile',
  ]);
});

describe('an option of a configuration that only the program ssh can honour', () => {
  it.each([
    ['CertificateFile /c', 'CertificateFile'],
    ['PKCS11Provider /p.so', 'PKCS11Provider'],
    ['HostbasedAuthentication yes', 'HostbasedAuthentication'],
    ['RevokedHostKeys /r', 'RevokedHostKeys'],
    ['KnownHostsCommand /bin/true', 'KnownHostsCommand'],
    ['VerifyHostKeyDNS yes', 'VerifyHostKeyDNS'],
    ['VerifyHostKeyDNS ask', undefined],
    ['BindInterface lo', 'BindInterface'],
    ['ProxyUseFdpass yes', 'ProxyUseFdpass'],
    ['RequiredRSASize 3072', 'RequiredRSASize'],
    ['SecurityKeyProvider /s.so', 'SecurityKeyProvider'],
    ['PubkeyAcceptedAlgorithms ssh-ed25519', 'PubkeyAcceptedAlgorithms'],
    ['PubkeyAcceptedAlgorithms +ssh-rsa', undefined],
    ['GSSAPIAuthentication yes', undefined],
    ['CertificateFile none', undefined],
    ['LocalForward 8080 localhost:80', undefined],
    ['ControlMaster auto\nCompression yes\nSendEnv LANG\nRequestTTY yes\nForwardX11 yes', undefined],
    ['Host jump\n HostbasedAuthentication yes\nHost web\n ProxyJump jump', 'HostbasedAuthentication'],
  ])('%j', async (config, expected) => {
    expect((await beside.configured(config)).ours.target.ssh.needsOpenSsh).toBe(expected);
  });
});
