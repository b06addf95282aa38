import { z } from 'zod';
import { defineResource } from '../define/define-resource.ts';
import { text, word } from '../define/options/option-types.ts';
import { fileFact, planFile } from '../file.ts';
import { planRemoval } from '../file-absent.ts';
import type { Planned } from '../resource.ts';

/** A unit file in `/etc/systemd/system`, that systemd has read, or none. */
export const systemdUnit = defineResource({
  kind: 'file',
  call: 'systemdUnit',
  summary: 'A unit file in `/etc/systemd/system` that systemd has read, or none.',
  notes: 'Whether its service runs is for a `service` that stands after it; `notify` has it restarted.',
  example: `systemdUnit({
  unit: 'app.service',
  content: '[Service]\\nExecStart=/usr/local/bin/app\\n[Install]\\nWantedBy=multi-user.target\\n',
  notify: { service: 'app', action: 'restart' },
})`,
  options: {
    unit: word
      .refine(
        (name) =>
          /^[A-Za-z0-9:_.@\\-]+\.(service|socket|timer|mount|automount|path|target|slice)$/.test(name) &&
          !name.startsWith('-'),
        'must be the whole name of a unit, such as app.service',
      )
      .describe('Its whole name.'),
    content: text.optional().describe('The whole of it. Required for one that is to be there.'),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('`absent`: there is to be no such file; one that a package has brought then counts again.'),
  },
  conflict: ({ content, state }) =>
    state === 'present' && content === undefined ? 'lacks "content"' : undefined,
  key: ({ unit }) => pathOf(unit),
  title: ({ unit }) => `unit ${unit}`,
  facts: ({ unit }) => [fileFact(pathOf(unit))],
  plan: ({ unit, content = '', state }, { facts }) => {
    const path = pathOf(unit);
    const now = facts.get(fileFact(path));
    return afterReload(
      state === 'absent'
        ? planRemoval({ path }, now)
        : planFile({ path, content, mode: '644', owner: 'root', group: 'root' }, now),
    );
  },
});

/** Where a unit file of one's own is. */
export function pathOf(unit: string): string {
  return `/etc/systemd/system/${unit}`;
}

/** systemd reads unit files when it is told to: after the change, and after that was taken back. */
export function afterReload(planned: Planned): Planned {
  if (planned.state !== 'change') return planned;
  const { undo } = planned;
  return {
    ...planned,
    script: `(\n${planned.script}\n)\nsystemctl daemon-reload`,
    ...(undo && { undo: { ...undo, script: `${undo.script}\nsystemctl daemon-reload` } }),
  };
}
