import { z } from 'zod';
import { quote } from '../../core/programs/shell.ts';
import { defineResource } from '../define/define-resource.ts';
import { line, word } from '../define/options/option-types.ts';
import { type Fact, parsePairs } from '../fact.ts';
import { fileFact, planFile } from '../file.ts';
import type { Planned } from '../resource.ts';

const key = z
  .string()
  .regex(
    /^[a-z0-9][A-Za-z0-9_-]*(?:[./][A-Za-z0-9_-]+)+$/,
    'must be the name of a kernel setting such as vm.swappiness',
  );

const sysctlOptions = {
  name: word
    .refine((value) => /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(value), 'must be of letters, digits, _ and -')
    .describe('Names the file in `/etc/sysctl.d`, which ends in `.conf`.'),
  settings: z
    .record(
      key,
      z.union([z.number(), line], 'must be a number or a text').transform((value) => String(value).trim()),
    )
    .readonly()
    .describe('Each setting with its value.'),
} as const;

type SysctlOptions = z.output<z.ZodObject<typeof sysctlOptions>>;

/** Settings of the running kernel, which it also has after its next start. */
export const sysctl = defineResource({
  kind: 'sysctl',
  call: 'sysctl',
  summary: 'Settings of the running kernel, which it also has after its next start.',
  notes:
    'They are a file of their own in `/etc/sysctl.d`. An undo gives the running kernel back what it had.',
  example: "sysctl({ name: '60-baseline', settings: { 'vm.swappiness': 10, 'net.core.somaxconn': 4096 } })",
  options: sysctlOptions,
  key: ({ name }) => name,
  title: ({ name }) => `kernel settings ${name}`,
  facts: ({ name, settings }) => [fileFact(pathOf(name)), settingsFact(Object.keys(settings))],
  owesItself: true,
  plan: (options, { facts, changing }) =>
    planSettings(
      options,
      facts.get(fileFact(pathOf(options.name))),
      facts.get(settingsFact(Object.keys(options.settings))),
      changing,
    ),
});

function pathOf(name: string): string {
  return `/etc/sysctl.d/${name}.conf`;
}

/** `net.ipv4.conf.eth0/1.rp_filter` is `/proc/sys/net/ipv4/conf/eth0.1/rp_filter`. */
function procPath(name: string): string {
  return `/proc/sys/${[...name].map((each) => (each === '.' ? '/' : each === '/' ? '.' : each)).join('')}`;
}

/** What the running kernel has; a setting that it does not know is left out. */
function settingsFact(keys: readonly string[]): Fact<Readonly<Record<string, string>>> {
  return {
    id: `sysctl:${keys.join(' ')}`,
    program: keys
      .map(
        (each) =>
          `[ ! -e ${quote(procPath(each))} ] || printf '%s=%s\\n' ${quote(each)} "$(tr '\\n\\t' '  ' < ${quote(procPath(each))})"`,
      )
      .join('\n'),
    parse: (output) =>
      Object.fromEntries(Object.entries(parsePairs(output)).map(([name, value]) => [name, words(value)])),
  };
}

function words(value: string): string {
  return value.trim().replaceAll(/\s+/g, ' ');
}

function planSettings(
  { name, settings }: SysctlOptions,
  now: Parameters<typeof planFile>[1],
  running: Readonly<Record<string, string>>,
  changing: boolean,
): Planned {
  const unknown = Object.keys(settings).filter((each) => running[each] === undefined);
  if (unknown.length > 0 && changing) {
    return { state: 'unchanged', reason: 'not known yet: looked at again after the steps before it' };
  }
  if (unknown.length > 0) return unknownSetting(unknown);
  const lines = Object.entries(settings).map(([each, value]) => `${each} = ${value}\n`);
  const content = `# Managed by havip-deploy: what is changed here by hand is replaced by the next run.\n${lines.join('')}`;
  const path = pathOf(name);
  const written = planFile({ path, content, mode: '644', owner: 'root', group: 'root' }, now);
  if (written.state === 'blocked') return written;
  const differing = Object.entries(settings).filter(([each, value]) => running[each] !== words(value));
  if (written.state !== 'change' && differing.length === 0)
    return { state: 'unchanged', reason: 'in force, and written down' };
  const set = (each: string, value: string) => `printf '%s\\n' ${quote(value)} > ${quote(procPath(each))}`;
  const change = written.state === 'change' ? written : undefined;
  return {
    ...change,
    state: 'change',
    reason: [
      ...(change ? [change.reason] : []),
      ...differing.map(([each, value]) => `${each} ${running[each]} -> ${value}`),
    ].join(', '),
    diff: [
      ...(change?.diff ? [change.diff] : []),
      ...differing.map(([each, value]) => `${each}: ${running[each]} -> ${value} (running kernel)`),
    ].join('\n'),
    // The kernel first: what it refuses is not written down.
    script: [
      ...differing.map(([each, value]) => set(each, value)),
      ...(change ? [`(\n${change.script}\n)`] : []),
    ].join('\n'),
    undo: {
      when: 'reverse',
      script: [
        ...(change?.undo ? [change.undo.script] : []),
        ...(differing.length > 0 ? ['did'] : []),
        ...differing.map(([each]) => set(each, running[each] ?? '')),
      ].join('\n'),
    },
  };
}

function unknownSetting(names: readonly string[]): Planned {
  return {
    state: 'blocked',
    problem: {
      code: 'host.no-such-setting',
      summary: `the kernel has no setting ${names.join(', ')}`,
      detail: 'It is mistyped, or its module is not loaded.',
      fix: 'Load the module before, with kernelModule(), or correct the name.',
    },
  };
}
