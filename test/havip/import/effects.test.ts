import { expect, it } from 'vitest';
import { effectOf } from '../../../src/havip/import/compare/effects.ts';

it.each([
  ['instance notify', 'notify /n', /a hook runs it/],
  ['instance notify_master', 'notify_master /m', /a hook runs it/],
  ['instance notify_stop', 'notify_stop /s', /a hook runs it/],
  // Its own.
  ['instance notify', undefined, /who is told/],
  ['instance notify_priority_changes', 'notify_priority_changes', /who is told/],
  ['global vrrp_notify_fifo', undefined, /who is told/],
])('%s, found as %s, is told as what it is', (key, found, text) => {
  expect(effectOf(key, found)).toMatch(text);
});
