import { describe, expect, it } from 'vitest';
import {
  compareDebianVersions,
  compareEvr,
  compareRpmVersions,
  upstreamVersion,
} from '../../src/resources/packages/version.ts';

describe('compareRpmVersions', () => {
  it.each([
    ['1.2.24', '1.2.24', 0],
    ['1.2.13', '1.2.24', -1],
    ['1.10', '1.9', 1],
    ['2.0~rc1', '2.0', -1],
    ['2.0^git1', '2.0', 1],
    ['2.0^git1', '2.0.1', -1],
    ['1.05', '1.5', 0],
    ['1.a', '1.1', -1],
    ['1_1', '1.1', 0],
  ] as const)('%s against %s is %i', (a, b, expected) => {
    expect(compareRpmVersions(a, b)).toBe(expected);
    expect(compareRpmVersions(b, a)).toBe(expected === 0 ? 0 : -expected);
  });
});

describe('compareEvr', () => {
  it.each([
    ['1:1.0-1', '2.0-1', 1],
    ['0:2.1.5-9.el8', '2.1.5-9.el8', 0],
    ['2.1.5-9.el8', '2.1.5-10.el8', -1],
    ['2.1.5', '2.1.5-1', -1],
  ] as const)('%s against %s is %i', (a, b, expected) => {
    expect(compareEvr(a, b)).toBe(expected);
  });
});

describe('compareDebianVersions', () => {
  it.each([
    ['1:2.2.7-1+b2', '1:2.2.7-1', 1],
    ['1:2.2.7-1', '2.3.3', 1],
    ['2.3~rc1-1', '2.3-1', -1],
    ['1.0', '1.0-0', 0],
    ['1.0a', '1.0+', -1],
  ] as const)('%s against %s is %i', (a, b, expected) => {
    expect(compareDebianVersions(a, b)).toBe(expected);
  });
});

describe('upstreamVersion', () => {
  it.each([
    ['1:2.2.7-1+b2', '2.2.7'],
    ['2.1.5-9.el8', '2.1.5'],
    ['2.3.3', '2.3.3'],
  ])('of %s is %s', (full, expected) => {
    expect(upstreamVersion(full)).toBe(expected);
  });
});
