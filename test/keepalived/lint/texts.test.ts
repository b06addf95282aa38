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

  it('that are missing, or go in a circle, are told', () => {
    expect(found('include nothing.conf\n')).toEqual(['KA091 /etc/keepalived/keepalived.conf:1']);
    expect(found('include loop.conf\n')).toEqual(['KA091 /etc/keepalived/loop.conf:1']);
  });

  it('without a way to read them keep rules from calling anything missing', () => {
    const text = `include other.conf\n${instance}`;
    expect(rules(text)).toEqual(['KA091']);
  });
});
