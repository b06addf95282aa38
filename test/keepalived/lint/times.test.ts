import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../../src/keepalived/lint/files.ts';

function said(setting: string): readonly string[] {
  const text = `virtual_server 10.0.0.9 80 {
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.1 80 {
        TCP_CHECK {
            ${setting}
        }
    }
}
`;
  const { findings } = lintFiles([{ file: 'k.conf', text }], { version: '2.2.7', profile: 'lan' });
  return findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

it('a real server may have the port 0', () => {
  const text = `virtual_server 10.0.0.9 80 {\n lb_algo rr\n lb_kind DR\n protocol TCP\n real_server 10.0.0.1 0 {\n TCP_CHECK {\n connect_port 80\n }\n }\n}\n`;
  const { findings } = lintFiles([{ file: 'k.conf', text }], { version: '2.2.7', profile: 'lan' });
  expect(findings.filter(({ rule }) => /^KA09[06]$/.test(rule))).toEqual([]);
});

/** keepalived counts them in microseconds, in 64 bits. */
describe('times of checks', () => {
  it.each(['delay_before_retry', 'warmup', 'delay_loop'])(
    '%s may be as long as keepalived counts',
    (name) => {
      expect([said(`${name} 4294967296`), said(`${name} 18446744073709`)]).toEqual([[], []]);
      expect(said(`${name} 18446744073710`)).toEqual([
        expect.stringContaining('is more than 18446744073709'),
      ]);
    },
  );

  it('are told to be too short where they are', () => {
    expect(said('delay_loop 0')).toEqual([expect.stringContaining('is less than 0.000001')]);
  });
});
