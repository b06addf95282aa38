import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { type CliResult, cli } from './support/cli.ts';
import {
  ADDRESS,
  exec,
  freshLab,
  holdersOf,
  inventoryWith,
  NODES,
  onNodes,
  PRIMARY,
  removeLab,
  SECONDARY,
} from './support/cluster.ts';

const CONFIG = '/etc/keepalived/keepalived.conf';
const LOOP = '/run/beside.pid';

/** A program beside the tool that does something for ever. */
const forever = (what: string, before = '') =>
  `setsid sh -c 'echo $$ >${LOOP}; ${before} while :; do ${what}; sleep 0.3; done' >/dev/null 2>&1 </dev/null &`;
const END = `kill "$(cat ${LOOP} 2>/dev/null)" 2>/dev/null; rm -f ${LOOP}; true`;

/** Programs on the machines themselves that do something with keepalived or its address, all the time. */
describe('a program beside keepalived', { timeout: 600_000 }, () => {
  let lab: Lab;
  const said = ({ stdout, stderr }: CliResult) => `${stdout}${stderr}`;
  beforeAll(async () => {
    lab = await freshLab({ name: 'test-beside' });
  });
  afterAll(() => removeLab(lab));

  it('that starts it all the time is no hindrance to a first deployment', async () => {
    await onNodes(lab, forever('systemctl is-active -q keepalived || systemctl restart keepalived'));
    const up = await cli(['up', lab.inventoryFile, '--json']);
    expect(up.code, said(up)).toBe(0);
    expect(up.document.clusters.web).toMatchObject({ healthy: true, holder: PRIMARY });
    expect(up.document.durationMs).toBeLessThan(80_000);
    await onNodes(lab, END);
  });

  it('that sets the address on a standby in the middle of a change is told, and all is taken back', async () => {
    const config = () => Promise.all(NODES.map((node) => exec(lab, node, `md5sum <${CONFIG}`)));
    const before = await config();
    const changes = `was=$(md5sum <${CONFIG}); while [ "$was" = "$(md5sum <${CONFIG})" ]; do sleep 0.1; done;`;
    await exec(lab, SECONDARY, forever(`ip addr add ${ADDRESS}/32 dev eth0`, changes));
    const changed = await inventoryWith(lab, 'changed.yaml', { garp_master_refresh: 17 });
    const up = await cli(['up', changed, '--json']);
    expect([2, 3], said(up)).toContain(up.code);
    expect(said(up)).toMatch(/has not put .* here|verify\.address-set-again/);
    expect(await config()).toEqual(before);
    await exec(lab, SECONDARY, `${END}; ip addr del ${ADDRESS}/32 dev eth0`);
    expect(await holdersOf(lab)).toEqual([PRIMARY]);
  });
});
