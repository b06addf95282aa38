import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../../src/keepalived/lint/files.ts';

const rules = (text: string) => lintFiles([{ file: 'k.conf', text }]).findings.map(({ rule }) => rule);

describe('a text that is no configuration', () => {
  it.each([
    ['UTF-16', Buffer.from('\uFEFFglobal_defs {\n}\n', 'utf16le').toString('latin1')],
    ['a Jinja template', 'vrrp_instance V {\n  priority {{ priority }}\n{% if x %}\n}\n'],
    ['an ERB template', 'vrrp_instance V {\n  priority <%= @priority %>\n}\n'],
    ['a Go template', 'vrrp_instance V {\n{{range .peers}}\n}\n'],
    ['a program', '\x7fELF\0\0\x01{{{'],
  ])('%s has one finding, which says so: KA097', (_, text) => {
    expect(rules(text)).toEqual(['KA097']);
  });
});

describe('a parameter that nobody defines', () => {
  it.each([
    [
      'is told once, with its braces',
      'global_defs {\n router_id ${ID}\n smtp_helo_name ${ID}\n}\n',
      ['KA002'],
    ],
    ['and is known by its definition', '$ID=a\nglobal_defs {\n router_id ${ID}\n}\n', []],
    ['in quotes is no brace', 'global_defs {\n router_id "${ID}"\n}\n', []],
    [
      'but for those that keepalived knows',
      'vrrp_script c {\n script "${_PWD}/x" \n interval ${_RANDOM 1 3}\n}\n',
      [],
    ],
  ])('%s', (_, text, expected) =>
    expect(rules(text).filter((rule) => rule < 'KA070' && rule !== 'KA020')).toEqual(expected),
  );
});

describe('virtual servers', () => {
  const real = (name: string, more = '') => `real_server ${name} {\n weight 1\n${more} }\n`;
  const server = (name: string, ...lines: readonly string[]) =>
    `virtual_server ${name} {\n delay_loop 5\n lb_algo rr\n${/^fwmark/.test(name) ? '' : ' protocol TCP\n'} ${lines.join(' ')}}\n`;
  it.each([
    ['of NAT change ports', server('10.0.0.1 80', 'lb_kind NAT\n', real('10.0.0.2 8080')), []],
    ['of DR do not', server('10.0.0.1 80', 'lb_kind DR\n', real('10.0.0.2 8080')), ['KA096']],
    ['nor is another port asked', server('10.0.0.1 80', 'lb_kind DR\n', real('10.0.0.2')), []],
    [
      'of one method each',
      server('10.0.0.1 80', 'lb_kind DR\n', real('10.0.0.2 81', 'lvs_method NAT\n')),
      [],
    ],
    ['of a firewall mark have no ports', server('fwmark 7', 'lb_kind TUN\n', real('10.0.0.2 80')), ['KA096']],
    ['of a group that is not there', server('group G', 'lb_kind DR\n', real('10.0.0.2 80')), ['KA070']],
    ...(
      [
        ['by a file that is there', (text: string) => `track_file f {\n file /run/f\n}\n${text}`, []],
        [
          'by a file that is there only below',
          (text) => `${text}track_file f {\n file /run/f\n}\n`,
          ['KA070'],
        ],
        ['by a file that is not there', (text) => text, ['KA070']],
      ] as const satisfies readonly [string, (text: string) => string, readonly string[]][]
    ).map(([name, around, expected]): [string, string, readonly string[]] => [
      name,
      around(
        server('10.0.0.1 80', 'lb_kind NAT\n', real('10.0.0.2 80', 'FILE_CHECK {\n track_file f\n }\n')),
      ),
      expected,
    ]),
    [
      'with a sorry server',
      server('10.0.0.1 80', 'lb_kind DR\n sorry_server 10.0.0.9 99\n', real('10.0.0.2 80')),
      ['KA096'],
    ],
    [
      'with a server twice',
      server('10.0.0.1 80', 'lb_kind NAT\n', real('10.0.0.2 80'), real('10.0.0.2 80')),
      ['KA092'],
    ],
  ])('%s', (_, text, expected) => expect(rules(text)).toEqual(expected));
});

describe('the profile', () => {
  const multicast =
    'vrrp_instance V {\n interface eth0\n virtual_router_id 5\n virtual_ipaddress {\n 10.0.0.9\n }\n}\n';

  it('is guessed from unicast: what only a cloud needs is not asked of a LAN', () => {
    const { findings, guessed } = lintFiles([{ file: 'k.conf', text: multicast }]);
    expect(findings).toEqual([]);
    expect([...guessed]).toEqual([['k.conf', 'lan']]);
  });

  it('can be said', () => {
    const found = lintFiles([{ file: 'k.conf', text: multicast }], { profile: 'havip' }).findings;
    expect(found.map(({ rule }) => rule)).toEqual(['KA020', 'KA044', 'KA044', 'KA053']);
  });
});

describe('includes', () => {
  const files: Readonly<Record<string, string>> = {
    '/etc/keepalived/conf.d/a.conf': 'vrrp_script chk {\n script "/bin/true"\n init_fail\n}\n',
    '/etc/keepalived/loop.conf': 'include loop.conf\n',
  };
  const include = (pattern: string) =>
    Object.entries(files)
      .filter(([file]) => file.endsWith(pattern.replace('*', 'a')))
      .map(([file, text]) => ({ file, text }));
  const found = (text: string) =>
    lintFiles([{ file: '/etc/keepalived/keepalived.conf', text }], { include }).findings.map(
      ({ rule, place }) => `${rule} ${place.file}:${place.line}`,
    );
  const instance =
    'vrrp_instance V {\n interface eth0\n virtual_router_id 5\n virtual_ipaddress {\n 10.0.0.9\n }\n track_script {\n chk\n }\n}\n';

  it('are read where they stand', () => {
    expect(found(`include conf.d/*.conf\n${instance}`)).toEqual(['KA074 /etc/keepalived/conf.d/a.conf:2']);
    expect(found(`${instance}include conf.d/*.conf\n`)).toContain('KA070 /etc/keepalived/keepalived.conf:8');
  });

  it('that all include each other are told, and no file more than a thousand times', () => {
    let count = 0;
    const include = () => {
      count += 2;
      return ['/c/a', '/c/b'].map((file) => ({ file, text: 'include *\n' }));
    };
    const { findings } = lintFiles([{ file: '/c/a', text: `include *\n${instance}` }], { include });
    expect(findings.map(({ rule }) => rule)).toContain('KA091');
    expect(count).toBeLessThan(5000);
  });

  it('of a file by itself, or by each other, hide nothing of it', () => {
    const texts = {
      '/c/a': 'include b\nvrrp_instance {\n}\n',
      '/c/b': 'include a\n',
      '/c/c': 'include c\n}\n',
    };
    const include = (name: string) =>
      Object.entries(texts)
        .filter(([file]) => file === `/c/${name}`)
        .map(([file, text]) => ({ file, text }));
    const files = Object.entries(texts).map(([file, text]) => ({ file, text }));
    const errors = lintFiles(files, { include }).findings.filter(({ severity }) => severity === 'error');
    expect(new Set(errors.map(({ place }) => place.file))).toEqual(new Set(['/c/a', '/c/c']));
  });

  it('that are missing, or go in a circle, are told', () => {
    expect(found('include nothing.conf\n')).toEqual(['KA091 /etc/keepalived/keepalived.conf:1']);
    expect(found('include loop.conf\n')).toEqual(['KA091 /etc/keepalived/loop.conf:1']);
  });

  it('without a way to read them keep rules from calling anything missing', () => {
    const text = `include other.conf\n${instance}`;
    expect(rules(text)).toEqual(['KA091']);
  });
});
