import type { Machine } from './machine.ts';
import { fallSilent, speak } from './wire.ts';

/** A program that ended with an exit code other than 0; the message is what it said. */
export class ScriptFailed extends Error {}

/** A program that was not begun, since its run has lost the lease. */
export class LeaseLost extends Error {}

/** What the bench's own resources have in their scripts, one a line after `#bench `. */
export type BenchLine =
  | { readonly do: 'write'; readonly path: string; readonly content: string | null }
  | { readonly do: 'service'; readonly name: string; readonly action: string }
  | { readonly do: 'package'; readonly name: string; readonly version: string | null }
  | { readonly do: 'call'; readonly text: string }
  | { readonly do: 'say'; readonly text: string }
  | { readonly do: 'fail'; readonly text: string };

/** One line of a script. */
export function benchLine(line: BenchLine): string {
  return `#bench ${JSON.stringify(line)}`;
}

/** Runs a script: the bench's own lines, and `systemctl VERB UNIT`; gives what it printed. */
export function runScript(machine: Machine, script: string): string {
  let said = '';
  for (const line of script.split('\n')) {
    const settled = /^rm -r?f '?(\/var\/lib\/havip-deploy\/pending\/[^\s']+)/.exec(line)?.[1];
    if (settled !== undefined) machine.files.delete(settled);
    const own = /^#bench (.*)$/.exec(line)?.[1];
    const [, verb, unit, anyway] =
      /^systemctl (start|stop|restart|reload) (\S+)(?:( \|\| true)| \|\| (?:case .*|\{))?$/.exec(line) ?? [];
    if (own !== undefined) said += perform(machine, JSON.parse(own));
    else if (verb !== undefined && unit !== undefined) systemctl(machine, verb, unit, anyway !== undefined);
    else if (line === 'cat /proc/sys/kernel/random/boot_id') said += `boot ${machine.boot}\n`;
    else if (line.startsWith('setsid sh -c')) restart(machine);
    else writeProof(machine, line);
  }
  return said;
}

function perform(machine: Machine, line: BenchLine): string {
  switch (line.do) {
    case 'say':
      return `${line.text}\n`;
    case 'call':
      machine.calls.push(line.text);
      fail(machine, line.text);
      return '';
    case 'fail':
      throw new ScriptFailed(line.text);
    case 'service':
      systemctl(machine, line.action, line.name, false);
      return '';
    case 'package':
      fail(machine, `install ${line.name}`);
      machine.calls.push(`${line.version === null ? 'remove' : 'install'} ${line.name}`);
      if (line.version === null) machine.packages.delete(line.name);
      else machine.packages.set(line.name, line.version);
      return '';
    case 'write':
      fail(machine, `write ${line.path}`);
      if (line.content === null) machine.files.delete(line.path);
      else machine.files.set(line.path, line.content);
      return '';
  }
}

/** Starts again, and at once: what is enabled runs, and has resigned before. */
function restart(machine: Machine): void {
  machine.calls.push('reboot');
  machine.boot += 1;
  for (const [name, service] of machine.services) {
    if (!service.active) continue;
    systemctl(machine, 'stop', name, true);
    systemctl(machine, 'start', name, true);
  }
}

function fail(machine: Machine, what: string): void {
  if (machine.fails.has(what)) throw new ScriptFailed(`cannot ${what}`);
}

function systemctl(machine: Machine, verb: string, unit: string, anyway: boolean): void {
  machine.calls.push(`${verb} ${unit}`);
  const service = machine.service(unit);
  if (verb === 'enable' || verb === 'disable') {
    service.enabled = verb === 'enable';
    return;
  }
  const vrrp = unit === 'keepalived';
  if (verb === 'stop' || verb === 'restart') {
    service.active = false;
    if (vrrp) fallSilent(machine);
  }
  if (verb === 'stop') return;
  if (!anyway) fail(machine, `${verb === 'restart' ? 'start' : verb} ${unit}`);
  if (verb === 'reload' && !service.active) throw new ScriptFailed(`${unit} does not run`);
  if (!service.active) service.pid = machine.newPid();
  service.active = true;
  if (vrrp) speak(machine);
}

function writeProof(machine: Machine, line: string): void {
  const [, path, text] = /proof/.test(line)
    ? (/dirname (\S+)\)" && printf %s '?([^']*)/.exec(line) ?? [])
    : [];
  if (path !== undefined) machine.files.set(path.replace(/["]/g, ''), text ?? '');
}
