import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { role } from '../../src/api/define.ts';
import { template } from '../../src/api/template.ts';
import type { TaskContext } from '../../src/api/types.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Host } from '../../src/inventory/types.ts';
import { createSecretStore, isSecretName, toPlain } from '../../src/inventory/variables/secrets.ts';
import { file } from '../../src/resources/file.ts';

/** A host whose variables an inventory has given. */
function hostWith(vars: Record<string, unknown>): {
  readonly host: Host;
  readonly secrets: readonly string[];
} {
  const store = createSecretStore();
  const variables = new Map(Object.entries(vars).map(([name, value]) => [name, { value }]));
  const host = { name: 'one', vars: toPlain(variables, store) } as unknown as Host;
  return { host, secrets: store.secrets.map((secret) => secret.reveal()) };
}

function render(source: string, variables: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'havip-template-'));
  try {
    writeFileSync(join(folder, 'x.hbs'), source);
    return template(pathToFileURL(join(folder, 'x.hbs')))(variables);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it.each([
  [{ ops_webhook: 'https://x.example/t0ken' }, ['https://x.example/t0ken']],
  [{ webhooks: ['https://x.example/t0ken'] }, ['https://x.example/t0ken']],
  [
    { notify: { webhooks: [{ url: 'https://x.example/t0ken', kind: 'slack', states: ['master'] }] } },
    ['https://x.example/t0ken'],
  ],
  [
    { notify: { webhooks: [{ url: 'https://x.example/', secret: 'SECabc' }] } },
    ['https://x.example/', 'SECabc'],
  ],
  [{ webhooks: 'none', url: 'https://x.example/' }, []],
])('the URL of a webhook is a secret: %j', (vars, expected) =>
  expect(hostWith(vars).secrets).toEqual(expected),
);

describe('a role that has secrets among its variables', () => {
  const given = {
    db_password: 'hunter2-hunter2',
    numeric_password: 87654321,
    db: { passwords: ['one-one', 'two-two'] },
  };

  it.each([
    ['whatever they are', z.looseObject({})],
    ['strings', z.looseObject({ db_password: z.string().min(8), numeric_password: z.number() })],
    ['nothing said of them', undefined],
  ])('gets them as they are, by a schema of %s', (_name, vars) => {
    const { host } = hostWith(given);
    let seen: unknown;
    const own = role<Record<string, unknown>>({
      name: 'own',
      ...(vars && { vars }),
      resources: (context) => {
        seen = [context.vars, context.host.vars];
        return [];
      },
    });
    const checked = own.check(host, {});
    if ('issues' in checked) throw new Error(JSON.stringify(checked.issues));
    own.resources({ host, vars: checked.vars } as TaskContext);
    expect(seen).toEqual([given, given]);
    const text = 'p={{db_password}} {{numeric_password}}{{#each db.passwords}} {{this}}{{/each}}';
    expect(render(text, checked.vars as object)).toBe('p=hunter2-hunter2 87654321 one-one two-two');
  });

  it('asks a host that works things out only for what it uses', () => {
    class Lazy {
      get name() {
        return 'one';
      }
      get vars() {
        const get = (): never => {
          throw new Error('nobody has asked for it');
        };
        return Object.defineProperties(
          { used: new Secret('hunter2') },
          { unused: { enumerable: true, get } },
        );
      }
    }
    const host = new Lazy() as unknown as Host;
    const own = role<{ used: string }>({
      name: 'own',
      vars: z.object({ used: z.string() }),
      resources: () => [],
    });
    expect(own.check(host, {})).toEqual({ vars: { used: 'hunter2' } });
    let named: unknown;
    const other = role({
      name: 'other',
      vars: (asked) => {
        named = asked.name;
        return { vars: {} };
      },
      resources: () => [],
    });
    other.check(host, {});
    expect(named).toBe('one');
  });

  it('renders a secret that it holds itself, deep in its variables', () => {
    expect(render('{{a.b.c}}', { a: { b: { c: new Secret('hunter2') } } })).toBe('hunter2');
  });

  it('is told where the mask of one would get onto a machine', () => {
    const secret = new Secret('hunter2');
    const said = (content: string) =>
      file({ path: '/etc/x', content }).problems?.map(({ summary }) => summary);
    expect(said(`p=${secret}\n`)).toEqual([expect.stringContaining('the mask of a secret')]);
    expect(said('# ******** a banner ********\n')).toBeUndefined();
  });
});

describe('the name of a variable', () => {
  it.each([
    ...[
      'password',
      'db_password',
      'dbPassword',
      'dbpass',
      'DB_PASSWD',
      'mysqlRootPassword',
      'passphrase',
      'my-password',
    ],
    ...[
      'aws_secret_key',
      'awsSecretAccessKey',
      'secret_access_key',
      'client_secret',
      'clientSecret',
      'api_key',
      'apikey',
    ],
    ...[
      'apiKey',
      'auth_token',
      'authtoken',
      'passwords',
      'secrets',
      'credentials',
      'private_key',
      'tokens',
      'pw',
      'pwd',
    ],
    ...['auth_pass', 'ansible_become_pass', 'encryption_key', 'wifi_psk'],
  ])('%s says that it is secret', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each([
    ...[
      'user',
      'bypass',
      'compass',
      'public_key',
      'key',
      'host_key_checking',
      'passenger',
      'password_file',
      'tokenizer',
    ],
    ...['ssh_private_key_file', 'keyboard', 'secretary', 'address', 'monkey'],
  ])('%s does not', (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  it.each<readonly [string, Record<string, unknown>, readonly string[]]>([
    ['a string', { db_password: 'hunter2' }, ['hunter2']],
    ['a number', { numeric_password: 87654321 }, ['87654321']],
    ['a list', { passwords: ['one-one', 'two-two'] }, ['one-one', 'two-two']],
    ['a mapping', { secrets: { db: 'one-one', web: { key: 'two-two' } } }, ['one-one', 'two-two']],
    ['deep in others', { app: { db: [{ dbPassword: 'one-one' }] } }, ['one-one']],
    ['a URL', { dsn: 'mysql://ann:hunt%40r2@db/x' }, ['hunt%40r2', 'hunt@r2']],
    ['several URLs', { urls: 'a://b:cccc@d e://f:gggg@h' }, ['cccc', 'gggg']],
    ['names beside secrets', { credentials: { user: 'annabel', password: 'one-one' } }, ['one-one']],
    ...['PRIVATE KEY', 'OPENSSH PRIVATE KEY', 'PGP PRIVATE KEY BLOCK'].map((kind) => {
      const key = `-----BEGIN ${kind}-----\nMIIE\n-----END ${kind}-----\n`;
      return [`a ${kind} of any name`, { tls: { file: key } }, [key]] as const;
    }),
    ['what is too short', { max_token: 5, password: 'abc' }, []],
    ['what is none', { url: 'https://example.com:8080/a@b', note: 'a:b@c' }, []],
    ['what all may see', { cert: '-----BEGIN CERTIFICATE-----\nMIIE\n', pub: 'ssh-ed25519 AAAA x' }, []],
  ])('makes secrets of %s', (_name, vars, expected) => {
    expect(new Set(hostWith(vars).secrets)).toEqual(new Set(expected));
  });
});
