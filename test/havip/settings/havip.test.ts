import { describe, expect, it } from 'vitest';
import { loaded, pair } from '../../inventory/folder.ts';

const SHA = 'a'.repeat(64);

describe('havip settings', () => {
  it.each<[string, string, object]>([
    [
      'durations',
      'verify: { interval: 50ms, max_interruption: 2m }',
      { verify: { interval: 50, max_interruption: 120_000 } },
    ],
    ['a bare number as seconds', 'verify: { interval: 0.2 }', { verify: { interval: 200 } }],
    ['fast', 'profile: fast', { profile: 'fast', advert_int: 0.3 }],
    ['advert_int in hundredths', 'profile: fast\n          advert_int: 0.05', { advert_int: 0.05 }],
    ['advert_int as a duration', 'profile: fast\n          advert_int: 250ms', { advert_int: 0.25 }],
    ['advert_int in seconds', 'advert_int: 2', { advert_int: 2 }],
    ['YAML 1.1 booleans', 'preempt: yes', { preempt: true }],
    ['one mail address', 'notify: { email: a@b.c }', { notify: { email: ['a@b.c'] } }],
    [
      'a check',
      'check: { tcp: 80 }',
      {
        checks: [
          { name: 'havip_check', tcp: 80, interval: 2000, timeout: 1000, fall: 3, rise: 2, weight: 0 },
        ],
      },
    ],
    [
      'a source by URL',
      `install: { source: { url: "http://x/y.tgz", version: "2.3.3", sha256: ${SHA.toUpperCase()} } }`,
      {
        install: { method: 'auto', source: { url: 'http://x/y.tgz', version: '2.3.3', sha256: SHA } },
      },
    ],
    [
      'a source by path',
      `install: { source: { path: ~/y.tgz, version: "2.3.3", sha256: ${SHA} } }`,
      {
        install: { source: { path: '/home/me/y.tgz' } },
      },
    ],
    [
      'nothing after a key',
      'profile:\n          check:\n          verify: { witness: }',
      { profile: 'standard', verify: { interval: 100 } },
    ],
    [
      'a service',
      'verify: { service: { http: /health }, drills: [stop, crash] }',
      {
        verify: { service: { http: '/health' }, drills: ['stop', 'crash'] },
      },
    ],
    [
      'a cloud',
      'cloud: { provider: tencent, region: ap-hongkong, havip_id: havip-1a2b }',
      {
        cloud: { provider: 'tencent', region: 'ap-hongkong', havip_id: 'havip-1a2b' },
      },
    ],
    ['an EIP', 'eip: 81.71.14.118', { eip: '81.71.14.118' }],
  ])('%s', async (_, text, expected) => {
    const { clusters } = await loaded(pair(text));
    expect(clusters[0]?.havip).toMatchObject(expected);
  });

  it('takes several addresses', async () => {
    const text = pair().replace('address: 172.16.16.12', 'addresses: [172.16.16.12, 172.16.16.13]');
    expect((await loaded(text)).clusters[0]?.havip.addresses).toEqual(['172.16.16.12', '172.16.16.13']);
  });

  it('finds the witness', async () => {
    expect((await loaded(pair('verify: { witness: probe }'))).clusters[0]?.witness?.name).toBe('probe');
  });
});
