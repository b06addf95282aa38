import { expect, it } from 'vitest';
import { placesFact } from '../../../src/havip/preflight/facts/places.ts';
import { fileFact } from '../../../src/index.ts';
import { codes, type Printed, places } from './machine.ts';

it.each([
  ['a link', 'link /etc/keepalived/keepalived.conf /srv/ka.conf'],
  ['no file', 'odd'],
])('a configuration that is %s is told once: by the plan, where that refuses it', async (_what, line) => {
  const place: Printed = [[placesFact, places(line)]];
  expect(await codes(place)).toHaveLength(1);
  expect(await codes([...place, [fileFact('/etc/keepalived/keepalived.conf'), 'kind=other\n']])).toEqual([]);
});
