import { z } from 'zod';
import { commandLine } from '../../core/programs/shell.ts';
import { defineResource } from '../define/define-resource.ts';
import { line, word } from '../define/options/option-types.ts';
import { partsOf } from '../define/parts.ts';
import type { Fact } from '../fact.ts';
import { type FileFacts, fileFact, planFile } from '../file.ts';
import { planRemoval } from '../file-absent.ts';
import type { Planned } from '../resource.ts';

const moduleOptions = {
  module: word
    .refine((value) => /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(value), 'must be the name of a kernel module')
    .describe('Its name.'),
  parameters: line
    .default('')
    .meta({ examples: ['numdummies=2'] })
    .describe('Given to it as it is loaded, such as `numdummies=2`; one that is loaded keeps what it has.'),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('`absent`: it is neither loaded, as far as nothing uses it, nor at the next start.'),
} as const;

type ModuleOptions = z.output<z.ZodObject<typeof moduleOptions>>;

/** A kernel module that is loaded, now and at each start, or not. */
export const kernelModule = defineResource({
  kind: 'kernel-module',
  call: 'kernelModule',
  summary: 'A kernel module that is loaded, now and at each start, or not.',
  notes:
    'What is built into the kernel counts as loaded. For the next start there is a file in `/etc/modules-load.d`.',
  example: "kernelModule({ module: 'br_netfilter' })",
  options: moduleOptions,
  owesItself: true,
  key: ({ module }) => module.replaceAll('-', '_'),
  title: ({ module }) => `kernel module ${module}`,
  facts: ({ module }) => [loadedFact(module), fileFact(loadPath(module)), fileFact(parametersPath(module))],
  plan: (options, { facts }) =>
    planModule(
      options,
      facts.get(loadedFact(options.module)),
      facts.get(fileFact(loadPath(options.module))),
      facts.get(fileFact(parametersPath(options.module))),
    ),
});

function loadPath(module: string): string {
  return `/etc/modules-load.d/havip-deploy-${module}.conf`;
}

function parametersPath(module: string): string {
  return `/etc/modprobe.d/havip-deploy-${module}.conf`;
}

/** Whether the kernel has it, loaded or built in. */
function loadedFact(module: string): Fact<boolean> {
  return {
    id: `kernel-module:${module}`,
    program: `[ ! -d /sys/module/${module.replaceAll('-', '_')} ] || echo loaded`,
    parse: (output) => output.trim() === 'loaded',
  };
}

function planModule(
  { module, parameters, state }: ModuleOptions,
  loaded: boolean,
  load: FileFacts,
  given: FileFacts,
): Planned {
  const wanted = state === 'present';
  const options = wanted && parameters !== '' ? `options ${module} ${parameters}\n` : undefined;
  const { blocked, parts } = partsOf([
    fileChange(loadPath(module), wanted ? `${module}\n` : undefined, load),
    fileChange(parametersPath(module), options, given),
  ]);
  if (blocked !== undefined) return blocked;
  if (loaded === wanted && parts.scripts.length === 0) {
    return { state: 'unchanged', reason: wanted ? 'loaded, and at each start' : 'not loaded' };
  }
  const now = loaded === wanted ? undefined : switchTo(module, wanted);
  return {
    state: 'change',
    reason: [...(now ? [now.reason] : []), ...parts.reasons].join(', '),
    diff: [...(now ? [now.diff] : []), ...parts.diffs].join('\n'),
    guard: parts.guard,
    script: [...parts.scripts, ...(now ? [now.script] : [])].join('\n'),
    keep: parts.keep,
    leaves: parts.leaves,
    undo: { when: 'reverse', script: [...(now ? ['did', now.back] : []), ...parts.undo].join('\n') },
  };
}

function switchTo(module: string, wanted: boolean) {
  const [load, unload] = [commandLine('modprobe', module), commandLine('modprobe', '-r', module)];
  return {
    reason: wanted ? 'not loaded' : 'loaded',
    diff: `kernel module ${module}: ${wanted ? 'load' : 'unload'}`,
    script: wanted ? load : unload,
    // Something may use it by now.
    back: wanted ? `${unload} 2>/dev/null || true` : load,
  };
}

function fileChange(path: string, content: string | undefined, now: FileFacts): Planned {
  return content === undefined
    ? planRemoval({ path }, now)
    : planFile({ path, content, mode: '644', owner: 'root', group: 'root' }, now);
}
