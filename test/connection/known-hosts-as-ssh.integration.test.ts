import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/connection/index.ts';
import { EVERY_ROW } from '../support/long.ts';
import { Sshd, targetOf, Workshop } from './sshd.ts';

let workshop: Workshop;
let sshd: Sshd;
let user = '';
let count = 0;

/** Public keys as known_hosts has them, `TYPE BASE64`: two of the server, two of nobody. */
const key = { ed25519: '', rsa: '', other: '', otherRsa: '' };

beforeAll(async () => {
  workshop = new Workshop();
  user = workshop.key('user');
  const files = {
    ed25519: workshop.key('host-ed25519'),
    rsa: workshop.key('host-rsa', 'rsa'),
    other: workshop.key('other'),
    otherRsa: workshop.key('other-rsa', 'rsa'),
  };
  for (const [name, file] of Object.entries(files)) {
    key[name as keyof typeof key] = workshop.publicKey(file).trim().split(' ').slice(0, 2).join(' ');
  }
  sshd = await Sshd.start(workshop, {
    hostKeys: [files.ed25519, files.rsa],
    authorizedKeys: [workshop.publicKey(user)],
  });
});
afterAll(async () => {
  await sshd.stop();
  workshop.remove();
});

const here = () => `[127.0.0.1]:${sshd.port}`;
const hashed = (line: string) => {
  const file = workshop.file(`hash-${count}`, `${line}\n`);
  execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
  return execFileSync('cat', [file], { encoding: 'utf8' }).trim();
};

/** What stands in one known_hosts file, or several; the server is on another port than 22. */
const FILES: readonly (readonly [string, () => string | readonly string[]])[] = [
  ['nothing', () => ''],
  ['its key under its port', () => `${here()} ${key.ed25519}`],
  ['its RSA key only', () => `${here()} ${key.rsa}`],
  ['its key under the plain name', () => `127.0.0.1 ${key.ed25519}`],
  ['another under its port', () => `${here()} ${key.other}`],
  [
    'another under its port, its own under the plain name',
    () => `${here()} ${key.other}\n127.0.0.1 ${key.ed25519}`,
  ],
  [
    'another of another type under its port, its own under the plain name',
    () => `${here()} ${key.otherRsa}\n127.0.0.1 ${key.ed25519}`,
  ],
  [
    'its own under its port, another under the plain name',
    () => `${here()} ${key.ed25519}\n127.0.0.1 ${key.other}`,
  ],
  ['another under the plain name', () => `127.0.0.1 ${key.other}`],
  ['another and its own under its port', () => `${here()} ${key.other}\n${here()} ${key.ed25519}`],
  ['its key under another port', () => `[127.0.0.1]:1 ${key.ed25519}`],
  ['its key under a hashed name', () => hashed(`${here()} ${key.ed25519}`)],
  ['its key under a hashed plain name', () => hashed(`127.0.0.1 ${key.ed25519}`)],
  [
    'another under a hashed name, its own under the plain name',
    () => `${hashed(`${here()} ${key.other}`)}\n127.0.0.1 ${key.ed25519}`,
  ],
  [
    'its key under a hash and a name',
    () => `${hashed(`${here()} ${key.ed25519}`).split(' ')[0]},x ${key.ed25519}`,
  ],
  ['its key under a list', () => `a,b,${here()} ${key.ed25519}`],
  ['its key under *', () => `* ${key.ed25519}`],
  ['its key under 127.0.0.?', () => `127.0.0.? ${key.ed25519}`],
  ['its key under [127.0.*]:port', () => `[127.0.*]:${sshd.port} ${key.ed25519}`],
  ['its key under * except its port', () => `*,!${here()} ${key.ed25519}`],
  ['its key under * except the plain name', () => `*,!127.0.0.1 ${key.ed25519}`],
  ['another under *', () => `* ${key.other}\n127.0.0.1 ${key.ed25519}`],
  ['its key, revoked under its port', () => `${here()} ${key.ed25519}\n@revoked ${here()} ${key.ed25519}`],
  ['its key, revoked for all', () => `${here()} ${key.ed25519}\n@revoked * ${key.ed25519}`],
  [
    'its key under the plain name, revoked there',
    () => `127.0.0.1 ${key.ed25519}\n@revoked 127.0.0.1 ${key.ed25519}`,
  ],
  ['another, revoked, and its own', () => `@revoked ${here()} ${key.other}\n${here()} ${key.ed25519}`],
  ['its key as an authority', () => `@cert-authority ${here()} ${key.ed25519}`],
  ['another as an authority, and its own', () => `@cert-authority * ${key.other}\n${here()} ${key.ed25519}`],
  [
    'another as an authority, its own under the plain name',
    () => `@cert-authority ${here()} ${key.other}\n127.0.0.1 ${key.ed25519}`,
  ],
  ['an unknown marker', () => `@trusted ${here()} ${key.ed25519}`],
  ['its key, named as of another type', () => `${here()} ssh-rsa ${key.ed25519.split(' ')[1]}`],
  [
    'another, named as of another type, its own under the plain name',
    () => `${here()} ssh-rsa ${key.other.split(' ')[1]}\n127.0.0.1 ${key.ed25519}`,
  ],
  ['its key cut short', () => `${here()} ${key.ed25519.slice(0, -8)}`],
  [
    'its key with a foreign character in it',
    () => `${here()} ${key.ed25519.slice(0, -8)}!${key.ed25519.slice(-8)}`,
  ],
  ['its key commented out', () => `#${here()} ${key.ed25519}`],
  ['its key after blanks and with a comment', () => ` \t${here()}\t${key.ed25519}  of the lab  `],
  ['lines that end as on Windows', () => `${here()} ${key.ed25519}\r\n`],
  ['its key in the second file', () => [`a ${key.other}`, `${here()} ${key.ed25519}`]],
  [
    'another in the first file, its own in the second',
    () => [`${here()} ${key.other}`, `${here()} ${key.ed25519}`],
  ],
  [
    'its key in the first file, revoked in the second',
    () => [`${here()} ${key.ed25519}`, `@revoked * ${key.ed25519}`],
  ],
  ['its key in a file behind one that is not there', () => ['', `${here()} ${key.ed25519}`]],
];

describe('known_hosts is read as ssh reads it: a server on another port', () => {
  // Each starts ssh twice: every other one shows the kinds.
  it.each(FILES.filter((_, index) => EVERY_ROW || index % 4 === 0))('%s', async (_name, content) => {
    count += 1;
    const texts = [content()].flat();
    const files = texts.map((text, index) =>
      text === ''
        ? workshop.path(`none-${count}-${index}`)
        : workshop.file(`known-${count}-${index}`, `${text}\n`),
    );
    const target = targetOf(sshd.port, { privateKeyFile: user, ssh: { userKnownHostsFiles: files } });
    const ours = await connect(target);
    if (ours.ok) await ours.value.close();
    const options = [
      'StrictHostKeyChecking=yes',
      'GlobalKnownHostsFile=none',
      'BatchMode=yes',
      'IdentitiesOnly=yes',
    ];
    const theirs = spawnSync(
      'ssh',
      [
        ...['-F', 'none', '-i', user, '-p', String(sshd.port)],
        ...[...options, `UserKnownHostsFile=${files.join(' ')}`].flatMap((option) => ['-o', option]),
        ...[`${target.user}@127.0.0.1`, 'true'],
      ],
      { encoding: 'utf8' },
    );
    const reason = ours.ok ? '' : (ours.problems[0]?.code ?? '');
    expect([ours.ok, reason], theirs.stderr).toEqual([
      theirs.status === 0,
      expect.stringMatching(ours.ok ? /^$/ : /host-key/),
    ]);
    const changed = /IDENTIFICATION HAS CHANGED/.test(theirs.stderr);
    expect(reason === 'connection.host-key-changed').toBe(changed);
    expect(reason === 'connection.host-key-revoked').toBe(/REVOKED/.test(theirs.stderr));
  });
});
