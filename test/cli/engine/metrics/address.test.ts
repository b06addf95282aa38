import { describe, expect, it } from 'vitest';
import { metricsAddress, metricsUrl } from '../../../../src/cli/engine/metrics/address.ts';

describe('the address of --metrics', () => {
  it.each([
    ['9464', 'http://127.0.0.1:9464/metrics'],
    [':9464', 'http://127.0.0.1:9464/metrics'],
    ['localhost:9464', 'http://127.0.0.1:9464/metrics'],
    ['0', 'http://127.0.0.1:0/metrics'],
    ['10.0.0.5:9464', 'http://10.0.0.5:9464/metrics'],
    ['0.0.0.0:9464', 'http://0.0.0.0:9464/metrics'],
    ['[::1]:9464', 'http://[::1]:9464/metrics'],
  ])('%s is %s', (text, url) => {
    expect(metricsUrl(metricsAddress(text))).toBe(url);
  });

  it.each(['', '65536', '999999', '-1', 'yes', '10.0.0.5', '10.0.0.5:', 'control.example:9464', '::1:9464'])(
    '%j is none',
    (text) => {
      expect(() => metricsAddress(text)).toThrow('It is a port');
    },
  );
});
