import { describe, expect, it } from 'vitest';
import { fingerprint, hostKeyAlgorithms, judgeHostKey } from '../../src/connection/host-keys/host-key.ts';
import { concerns, knownHostName, parseKnownHosts } from '../../src/connection/host-keys/known-hosts.ts';
import { KnownHostsFile, KnownKeys } from '../../src/connection/host-keys/known-keys.ts';

/** A public key blob of a type; only its type field and identity matter here. */
function blob(...fields: readonly string[]): Buffer {
  return Buffer.concat(
    fields.flatMap((field) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(field.length);
      return [length, Buffer.from(field)];
    }),
  );
}

function line(hosts: string, key: Buffer, type = 'ssh-ed25519'): string {
  return `${hosts} ${type} ${key.toString('base64')} a comment`;
}

const ED = blob('ssh-ed25519', 'one');
const OTHER_ED = blob('ssh-ed25519', 'two');
const RSA = blob('ssh-rsa', 'three');
// ssh-keygen -H made this of 192.0.2.7.
const HASHED = '|1|K5Y/lVAtwz4A2nuCJbxphUz2Bhw=|w1kCQe7zQPFCJFBSXXh1MNxAQVg=';

const known = (text: string) => new KnownKeys([new KnownHostsFile(parseKnownHosts(text, 'f'))]);

describe('concerns', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.70', false],
    ['a,b,192.0.2.7', '192.0.2.7', true],
    ['192.0.2.*', '192.0.2.7', true],
    ['192.0.2.?', '192.0.2.7', true],
    ['192.0.2.?', '192.0.2.77', false],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com,!b.example.com', 'b.example.com', false],
    ['!b.example.com,*.example.com', 'b.example.com', false],
    ['!b.example.com', 'a.example.com', false],
    ['[192.0.2.7]:2222', '[192.0.2.7]:2222', true],
    ['[192.0.2.7]:2222', '192.0.2.7', false],
    ['[*.example.com]:2222', '[a.example.com]:2222', true],
    ['Node.Example.com', 'node.example.com', true],
    ['*a*a*a*a*a*a*b', 'a'.repeat(60), false],
    [HASHED, '192.0.2.7', true],
    [HASHED, '192.0.2.8', false],
  ])('%s against %s: %s', (hosts, name, expected) => {
    const [entry] = parseKnownHosts(line(hosts, ED), 'known_hosts');
    expect(entry && concerns(entry, name)).toBe(expected);
    // The same from among many.
    expect(known(line(hosts, ED)).about(name).length > 0).toBe(expected);
  });
});

describe('parseKnownHosts', () => {
  it('passes over comments, blank and broken lines, and counts all lines', () => {
    const text = `# a comment\n\nbroken\n@unknown ${line('h', ED)}\r\n${line('h', ED)}\r\n@revoked ${line('*', RSA, 'ssh-rsa')}`;
    const entries = parseKnownHosts(text, 'f');
    expect(entries.map(({ marker, line: at, keyType }) => [marker, at, keyType])).toEqual([
      [undefined, 5, 'ssh-ed25519'],
      ['revoked', 6, 'ssh-rsa'],
    ]);
  });
});

describe('knownHostName', () => {
  it.each([
    ['Node1', 22, 'node1'],
    ['192.0.2.7', 2222, '[192.0.2.7]:2222'],
    ['2001:db8::1', 22, '2001:db8::1'],
    ['2001:db8::1', 2222, '[2001:db8::1]:2222'],
  ])('%s port %i is %s', (address, port, expected) => {
    expect(knownHostName(address, port)).toBe(expected);
  });
});

it('what is known of a name stands in the order of its files and lines, however it is written there', () => {
  const first = [line(HASHED, ED), line('192.0.2.7', OTHER_ED), line('192.0.2.*,!192.0.2.8', RSA, 'ssh-rsa')];
  const files = [first, [line('192.0.2.7,other', ED)]].map(
    (lines) => new KnownHostsFile(parseKnownHosts(lines.join('\n'), 'f')),
  );
  const keys = new KnownKeys(files);
  // Asked twice, and of another between.
  for (const [name, lines] of [
    ['192.0.2.7', [1, 2, 3, 1]],
    ['192.0.2.8', []],
    ['192.0.2.7', [1, 2, 3, 1]],
  ] as const)
    expect(keys.about(name).map((entry) => entry.line)).toEqual(lines);
});

describe('judgeHostKey', () => {
  const judge = (text: string, key: Buffer, port = 22) => judgeHostKey(known(text), 'h', port, key).kind;
  it.each([
    ['no entry', '', ED, 22, 'unknown'],
    ['the same key', line('h', ED), ED, 22, 'known'],
    ['one of two keys of a type', `${line('h', ED)}\n${line('h', OTHER_ED)}`, OTHER_ED, 22, 'known'],
    ['another key of the type', line('h', ED), OTHER_ED, 22, 'changed'],
    ['a key of a type that the host had none of', line('h', ED), RSA, 22, 'changed'],
    ['another host', line('g', ED), ED, 22, 'unknown'],
    ['the key revoked for all', `${line('h', ED)}\n@revoked ${line('*', ED)}`, ED, 22, 'revoked'],
    ['another key revoked', `${line('h', ED)}\n@revoked ${line('*', RSA, 'ssh-rsa')}`, ED, 22, 'known'],
    ['only an authority', `@cert-authority ${line('*', ED)}`, OTHER_ED, 22, 'unknown'],
    ['the authority itself', `@cert-authority ${line('*', ED)}`, ED, 22, 'unknown'],
    ['the port', line('[h]:2222', ED), ED, 2222, 'known'],
    ['port 22 of the machine, same key', line('h', ED), ED, 2222, 'known'],
    ['port 22 of the machine, another key', line('h', ED), OTHER_ED, 2222, 'unknown'],
    ['revoked by the plain name', `${line('[h]:2222', ED)}\n@revoked ${line('h', ED)}`, ED, 2222, 'revoked'],
  ])('%s', (_name, text, key, port, expected) => {
    expect(judge(text, key, port)).toBe(expected);
  });

  it('names the authority that it cannot use', () => {
    const verdict = judgeHostKey(known(`\n@cert-authority ${line('*', ED)}`), 'h', 22, RSA);
    expect(verdict).toMatchObject({ kind: 'unknown', certificateAuthority: { file: 'f', line: 2 } });
  });
});

describe('hostKeyAlgorithms', () => {
  const first = (text: string, port = 22) => hostKeyAlgorithms(known(text), 'h', port)[0];
  it('offers first what it can check', () => {
    expect(first('')).toBe('ssh-ed25519');
    expect(first(line('h', RSA, 'ssh-rsa'))).toBe('rsa-sha2-512');
    expect(first(line('h', RSA, 'ssh-rsa'), 2222)).toBe('rsa-sha2-512');
    expect(first(`@revoked ${line('h', RSA, 'ssh-rsa')}`)).toBe('ssh-ed25519');
  });

  it('never offers SHA-1', () => {
    expect(hostKeyAlgorithms(known(''), 'h', 22)).not.toContain('ssh-rsa');
  });
});

it('prints fingerprints as ssh-keygen does', () => {
  const key = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl', 'base64');
  expect(fingerprint(key)).toBe('SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU');
});
