import { recordsText } from './journal-programs.ts';
import { leaseProgram } from './leases.ts';
import type { Machine } from './machine.ts';
import { runScript } from './scripts.ts';

/** What prints each fact that the runner and the cluster ask for; the first that fits answers. */
const ANSWERS: readonly (readonly [RegExp, (machine: Machine, about: string, program: string) => string])[] =
  [
    [/\\036run=/, (machine, _about, program) => recordsText(machine, program)],
    [/^printf '%s\\n' "\$addresses"/, addresses],
    [/^systemctl show -p LoadState\S* (\S+)$/, serviceText],
    [/^is_state\(\)/, daemonText],
    [/^for card in/, () => 'asked\n'],
    [
      /^keepalived -v/,
      ({ packages }) => (packages.has('keepalived') ? 'Keepalived v2.2.7 (01/16,2022)\n' : ''),
    ],
    [/^\[ ! -e '?(\S+?)'? \] \|\| cat /, ({ files }, path) => files.get(path) ?? ''],
    [/^cat (\S+)$/, ({ files }, path) => files.get(path) ?? ''],
    [/^#bench package (.*)$/, ({ packages }, name) => packages.get(name) ?? ''],
    [/^#bench file (.*)$/, ({ files }, path) => (files.has(path) ? `=${files.get(path)}` : '')],
    [/^if \[ ! -e (\S+) \]/, fileText],
  ];

/** What a fact's program would print on a machine. */
export function answerFact(machine: Machine, program: string): string {
  const lease = leaseProgram(machine, program);
  if (lease !== undefined) return lease;
  for (const [pattern, answer] of ANSWERS) {
    const found = pattern.exec(program);
    if (found !== null) return answer(machine, found[1] ?? '', program);
  }
  return runScript(machine, program);
}

function addresses({ address, holds }: Machine): string {
  const own = `2: eth0    inet ${address}/20 brd 172.16.31.255 scope global eth0\n`;
  const floating = holds ? '2: eth0    inet 172.16.16.12/20 scope global secondary eth0\n' : '';
  return `${own}${floating}default via 172.16.16.1 dev eth0\n`;
}

/** One process, which writes its own state file. */
function daemonText(machine: Machine): string {
  const { active, pid } = machine.service('keepalived');
  if (!active) return 'boot=b\nstate=\n';
  const state = {
    ...{
      v: 1,
      instance: 'VI_1',
      state: machine.vrrp,
      prio: 1,
      vip_held: machine.holds,
      at_iso: '',
      at_mono: 9,
    },
    ...{ boot_id: 'b', seq: 1, keepalived_pid: pid },
  };
  return `process ${pid} 1 100 keepalived\nboot=b\nstate=${JSON.stringify(state)}\nloaded=yes\n`;
}

function serviceText(machine: Machine, unit: string): string {
  const { active, enabled, pid } = machine.service(unit);
  return `LoadState=loaded
ActiveState=${active ? 'active' : 'inactive'}
UnitFileState=${enabled ? 'enabled' : 'disabled'}
MainPID=${active ? pid : 0}
NeedDaemonReload=no
`;
}

function fileText({ files }: Machine, path: string): string {
  const content = files.get(path);
  return content === undefined
    ? 'kind=absent\n'
    : `kind=file\nmode=640\nowner=root\ngroup=root\nsize=${content.length}\nsha256=0\ncontent=\n${content}`;
}
