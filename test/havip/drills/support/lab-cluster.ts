import type { Connection } from '../../../../src/connection/connection.ts';
import { connect } from '../../../../src/connection/index.ts';
import type { DrillSubject } from '../../../../src/havip/drills/index.ts';
import { type Lab, machineExec } from '../../../../src/lab/index.ts';

/** The HAVIP of a lab's first cluster. */
export const ADDRESS = '172.16.16.12';
const STATE_FILE = '/var/lib/havip/state/HAVIP.json';
const NODES = [
  { name: 'HAVIP-01', ip: '172.16.16.5', peer: '172.16.16.6', priority: 250, role: 'primary' },
  { name: 'HAVIP-02', ip: '172.16.16.6', peer: '172.16.16.5', priority: 240, role: 'secondary' },
] as const;

/** Milliseconds, as keepalived computes them for priority 240. */
const STANDARD = { advertMs: 1000, skewMs: 62.5, masterDownMs: 3062.5 };

export interface LabCluster {
  readonly subject: DrillSubject;
  readonly connections: Readonly<Record<string, Connection>>;
  close(): Promise<void>;
}

/** A notify script of the tests' own: what counts is the `state` in the file. */
const NOTIFY = `#!/bin/sh
mkdir -p ${STATE_FILE.slice(0, STATE_FILE.lastIndexOf('/'))}
printf '{"v":1,"instance":"%s","state":"%s"}\\n' "$2" "$3" >${STATE_FILE}.new && mv ${STATE_FILE}.new ${STATE_FILE}
`;

function configuration(node: (typeof NODES)[number]): string {
  return `global_defs {
  router_id ${node.name}
  vrrp_skip_check_adv_addr
  enable_script_security
  script_user root
}
vrrp_instance HAVIP {
  state BACKUP
  interface eth0
  virtual_router_id 51
  nopreempt
  priority ${node.priority}
  advert_int 1
  unicast_src_ip ${node.ip}
  unicast_peer {
    ${node.peer}
  }
  virtual_ipaddress {
    ${ADDRESS}
  }
  garp_master_delay 1
  garp_master_refresh 5
  notify "/usr/libexec/keepalived/test-notify"
}
`;
}

/** Installs and starts keepalived on both nodes of a lab, the primary first, and connects to all machines. */
export async function startCluster(lab: Lab, intervalMs: number): Promise<LabCluster> {
  await onBoth(lab, 'yum -q -y install keepalived >/dev/null && mkdir -p /usr/libexec/keepalived');
  for (const node of NODES) {
    const install = (path: string, mode: string, text: string) =>
      exec(lab, node.name, `cat >${path} && chmod ${mode} ${path}`, text);
    await install('/usr/libexec/keepalived/test-notify', '755', NOTIFY);
    await install('/etc/keepalived/keepalived.conf', '640', configuration(node));
  }
  await settle(lab);
  const connections = Object.fromEntries(
    await Promise.all(lab.machines.map(async ({ name }) => [name, await connectTo(lab, name)] as const)),
  );
  return {
    subject: subjectOf(connections, intervalMs),
    connections,
    close: async () => {
      await Promise.all(Object.values(connections).map((connection) => connection.close()));
    },
  };
}

/** Both daemons run and the primary has the address. */
export async function settle(lab: Lab): Promise<void> {
  await exec(
    lab,
    'HAVIP-02',
    'systemctl stop keepalived; ip addr del 172.16.16.12/32 dev eth0 2>/dev/null; true',
  );
  await exec(lab, 'HAVIP-01', 'systemctl restart keepalived');
  const held = `ip -4 -o addr show dev eth0 | grep -q ' ${ADDRESS}/'`;
  await exec(lab, 'HAVIP-01', `for n in $(seq 100); do ${held} && exit; sleep 0.1; done; exit 1`);
  await exec(
    lab,
    'HAVIP-02',
    `systemctl start keepalived; for n in $(seq 50); do grep -q BACKUP ${STATE_FILE} && exit; sleep 0.1; done; exit 1`,
  );
}

/** The nodes that have the address, seen without the code under test. */
export async function holdersNow(lab: Lab): Promise<readonly string[]> {
  const shown = await Promise.all(
    NODES.map(
      async ({ name }) => [name, await machineExec(lab, name, 'ip -4 -o addr show dev eth0')] as const,
    ),
  );
  return shown.filter(([, { stdout }]) => stdout.includes(` ${ADDRESS}/`)).map(([name]) => name);
}

export async function exec(lab: Lab, machine: string, program: string, stdin = ''): Promise<string> {
  const { exitCode, stdout, stderr } = await machineExec(lab, machine, program, { stdin });
  if (exitCode !== 0) throw new Error(`${machine}: ${program} ended with ${exitCode}: ${stderr}`);
  return stdout;
}

function onBoth(lab: Lab, program: string): Promise<readonly string[]> {
  return Promise.all(NODES.map(({ name }) => exec(lab, name, program)));
}

function subjectOf(connections: Readonly<Record<string, Connection>>, intervalMs: number): DrillSubject {
  const connection = (name: string): Connection => {
    const found = connections[name];
    if (found === undefined) throw new Error(`not connected to ${name}`);
    return found;
  };
  return {
    cluster: 'web',
    addresses: [ADDRESS],
    nodes: NODES.map(({ name, role }) => ({ name, role, interface: 'eth0', connection: connection(name) })),
    prober: { name: 'probe-01', connection: connection('probe-01') },
    intervalMs,
    maxInterruptionMs: 5000,
    stateFile: STATE_FILE,
    ...STANDARD,
  };
}

async function connectTo(lab: Lab, name: string): Promise<Connection> {
  const machine = lab.machines.find((one) => one.name === name);
  if (machine === undefined) throw new Error(`no machine ${name}`);
  const opened = await connect({
    name,
    via: 'ssh',
    address: '127.0.0.1',
    port: machine.port,
    user: lab.user,
    privateKeyFile: lab.privateKeyFile,
    ssh: { userKnownHostsFiles: [lab.knownHostsFile] },
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  return opened.value;
}
