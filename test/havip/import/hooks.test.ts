import { expect, it } from 'vitest';
import { findClusters } from '../../../src/havip/import/clusters.ts';
import { describeCluster } from '../../../src/havip/import/describe.ts';
import { nodeFrom, pair } from './sample.ts';

/** A sync group of the one instance. */
const GROUP = (lines: string) => `vrrp_sync_group G {\n group {\n VI_1\n }\n ${lines}\n}\n`;

/** What `notify` would be told of the instance. */
const TOLD = 'INSTANCE VI_1 MASTER "$HAVIP_PRIORITY"';

it.each<[what: string, style: Parameters<typeof pair>[0], master: string | undefined, raw?: string]>([
  ['a program of root', { more: 'notify_master "/m a"' }, '/m a'],
  [
    'a program of another user',
    { more: 'notify_master "/m a" ops' },
    undefined,
    'notify_master "/m a" ops\n',
  ],
  ['a program by its name', { more: 'notify_master m' }, undefined, 'notify_master m\n'],
  ['one for all changes', { more: 'notify /n' }, `/n ${TOLD}`],
  ['one for all changes, by its name', { more: 'notify n' }, `/usr/bin/env n ${TOLD}`],
  ['one for all changes of another user', { more: 'notify n ops' }, `/sbin/runuser -u ops -- n ${TOLD}`],
  [
    'one for all changes of another user and group',
    { more: 'notify "/n x" ops adm' },
    `/sbin/runuser -u ops -g adm -- /n x ${TOLD}`,
  ],
  [
    'one of root beside another default',
    { globals: 'script_user ops', more: 'notify /n root' },
    `/n ${TOLD}`,
  ],
  [
    'one of another user by default, beside one for a single change',
    { globals: 'script_user ops', more: 'notify /n\n notify_master /m' },
    `/sbin/runuser -u ops -- /n ${TOLD}`,
    'notify_master /m ops\n',
  ],
  ['two of root at one change', { more: 'notify /n\n notify_master /m' }, `/bin/sh -c '/m; /n ${TOLD}'`],
  [
    'those of a group',
    { after: GROUP('notify_master m ops\n notify /n') },
    "/bin/sh -c '/sbin/runuser -u ops -- m; /n GROUP G MASTER 0'",
  ],
])('%s becomes a hook, or stays as it is', (_, style, master, raw) => {
  const [found] = findClusters(pair(style).map((text, index) => nodeFrom(`n${index + 1}`, text)));
  if (found === undefined) throw new Error('no cluster');
  const { havip } = describeCluster(found, false);
  expect(havip).toMatchObject({
    ...(master !== undefined && { notify: { master } }),
    ...(raw !== undefined && { raw: { instance: raw } }),
  });
  expect('notify' in havip).toBe(master !== undefined);
  expect('raw' in havip).toBe(raw !== undefined);
});
