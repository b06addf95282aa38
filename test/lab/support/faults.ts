import { expect } from 'vitest';
import type { Lab } from '../../../src/lab/index.ts';
import { exec, holdersNow, settle } from '../../havip/drills/support/lab-cluster.ts';

const CONFIG = '/etc/keepalived/keepalived.conf';
const NOTIFY = '/usr/libexec/keepalived/test-notify';
const NODES = ['HAVIP-01', 'HAVIP-02'] as const;

/** Both daemons run and HAVIP-01 has the address; where HAVIP-02 has it, a restart there is the shortest way. */
export async function atRest(lab: Lab): Promise<void> {
  const up =
    'systemctl is-active keepalived && sed \'s/.*"state":"\\([A-Z]*\\).*/\\1/\' /var/lib/havip/state/HAVIP.json; true';
  const states = async () => Promise.all(NODES.map((node) => exec(lab, node, up)));
  const is = async (...wanted: readonly string[]) =>
    (await states()).join() === wanted.map((state) => `active\n${state}\n`).join();
  if (await is('BACKUP', 'MASTER')) {
    await exec(lab, 'HAVIP-02', 'systemctl restart keepalived');
    await expect.poll(() => is('MASTER', 'BACKUP'), { timeout: 10_000 }).toBe(true);
  }
  if (!(await is('MASTER', 'BACKUP')) || (await holdersNow(lab)).join() !== 'HAVIP-01') await settle(lab);
}

/** A firewall rule that drops what comes in and matches. */
export function block(lab: Lab, node: string, rule: string): Promise<string> {
  const rules = `table ip test {\nchain test {\ntype filter hook input priority 0;\n${rule} drop\n}\n}\n`;
  return exec(lab, node, 'nft -f -', rules);
}

/** The witness becomes a third node, with the lowest priority. */
export async function startThirdNode(lab: Lab): Promise<void> {
  const third = [
    peers('172.16.16.5', '172.16.16.6'),
    `sed -i -e 's/priority .*/priority 230/' -e 's/unicast_src_ip .*/unicast_src_ip 172.16.16.9/' ${CONFIG}`,
  ].join('; ');
  await exec(lab, 'probe-01', 'yum -q -y install keepalived >/dev/null; mkdir -p /usr/libexec/keepalived');
  for (const path of [CONFIG, NOTIFY]) {
    const text = await exec(lab, 'HAVIP-02', `cat ${path}`);
    await exec(lab, 'probe-01', `cat >${path}; chmod ${path === CONFIG ? '640' : '755'} ${path}`, text);
  }
  await exec(lab, 'HAVIP-01', peers('172.16.16.6', '172.16.16.9'));
  await exec(lab, 'HAVIP-02', peers('172.16.16.5', '172.16.16.9'));
  await settle(lab);
  await exec(lab, 'probe-01', `${third}; systemctl start keepalived`);
}

/** It is the witness alone again, and the nodes know each other alone. */
export async function removeThirdNode(lab: Lab): Promise<void> {
  await exec(lab, 'probe-01', 'systemctl stop keepalived');
  for (const node of NODES) await exec(lab, node, `mv ${CONFIG}.kept ${CONFIG}`);
}

function peers(...addresses: readonly string[]): string {
  const block = `unicast_peer {\\n${addresses.join('\\n')}\\n}`;
  return `sed -i.kept -e '/unicast_peer {/,/}/d' -e 's/unicast_src_ip.*/&\\n${block}/' ${CONFIG}`;
}
