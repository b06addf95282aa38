import { z } from 'zod';
import { quote } from '../../core/programs/shell.ts';
import { defineResource } from '../define/define-resource.ts';
import { accountName, line, unitName } from '../define/options/option-types.ts';
import { type Parts, partsOf } from '../define/parts.ts';
import { type Fact, parsePairs } from '../fact.ts';
import { fileFact, planFile } from '../file.ts';
import { planRemoval } from '../file-absent.ts';
import type { Planned } from '../resource.ts';
import { pathOf } from './systemd-unit.ts';

const timerOptions = {
  timer: unitName
    .refine((name) => !/[.@]/.test(name), 'must be a name without an ending, such as backup')
    .describe('Names both units: `NAME.timer` and `NAME.service`.'),
  calendar: line
    .optional()
    .describe(
      'When, as `systemd-analyze calendar` reads it: `daily`, `Mon *-*-* 02:30`. Required for a timer that is to be there.',
    ),
  command: line.optional().describe('What is run, by `/bin/sh`. Required as well.'),
  user: accountName.default('root').describe('Whom it runs as.'),
  description: line
    .optional()
    .meta({ examples: ['clears old logs away'] })
    .describe('What it is for; default its name.'),
  persistent: z.boolean().default(true).describe('What was missed while the machine was off is made good.'),
  randomDelay: line
    .refine((value) => /^\d+(us|ms|s|m|min|h)?$/.test(value), 'must be a time such as 10min')
    .optional()
    .describe('It begins at a random moment of so long a time, so that not all machines do at once.'),
  state: z.enum(['present', 'absent']).default('present').describe('`absent`: there is to be no such timer.'),
} as const;

type TimerOptions = z.output<z.ZodObject<typeof timerOptions>>;

/** A job that systemd runs at its times, or that there is none. */
export const systemdTimer = defineResource({
  kind: 'timer',
  call: 'systemdTimer',
  summary: 'A job that systemd runs at its times, or none.',
  notes: 'The timer runs and starts at boot; its job is a service of the type `oneshot`.',
  example:
    "systemdTimer({ timer: 'backup', calendar: '*-*-* 02:30', command: '/usr/local/bin/backup', randomDelay: '10min' })",
  options: timerOptions,
  owesItself: true,
  conflict: ({ calendar, command, state }) =>
    state === 'present' && (calendar === undefined || command === undefined)
      ? `lacks "${calendar === undefined ? 'calendar' : 'command'}"`
      : undefined,
  key: ({ timer }) => timer,
  title: ({ timer }) => `timer ${timer}`,
  facts: ({ timer }) => [
    fileFact(pathOf(`${timer}.service`)),
    fileFact(pathOf(`${timer}.timer`)),
    timerFact(timer),
  ],
  plan: (options, { facts }) => {
    const { timer, state } = options;
    const files = Object.entries(contents(options)).map(([unit, content]) => {
      const path = pathOf(unit);
      const now = facts.get(fileFact(path));
      return state === 'absent'
        ? planRemoval({ path }, now)
        : planFile({ path, content, mode: '644', owner: 'root', group: 'root' }, now);
    });
    const { blocked, parts } = partsOf(files);
    return blocked ?? planTimer(options, facts.get(timerFact(timer)), parts);
  },
});

interface TimerFacts {
  readonly active: boolean;
  readonly enabled: boolean;
}

function timerFact(timer: string): Fact<TimerFacts> {
  return {
    id: `timer:${timer}`,
    program: `systemctl show -p ActiveState,UnitFileState ${quote(`${timer}.timer`)}`,
    parse: (output) => {
      const { ActiveState, UnitFileState } = parsePairs(output);
      return { active: ActiveState === 'active', enabled: UnitFileState === 'enabled' };
    },
  };
}

function contents(options: TimerOptions): Readonly<Record<string, string>> {
  const { timer, calendar = '', command = '', user, description = timer, persistent, randomDelay } = options;
  const about = '# Managed by havip-deploy: what is changed here by hand is replaced by the next run.\n';
  const delay = randomDelay === undefined ? '' : `RandomizedDelaySec=${randomDelay}\n`;
  return {
    // In a unit file % and $ have meanings of their own.
    [`${timer}.service`]: `${about}[Unit]\nDescription=${specifiers(description)}\n\n[Service]\nType=oneshot\nUser=${user}\nExecStart=/bin/sh -c ${word(command)}\n`,
    [`${timer}.timer`]: `${about}[Unit]\nDescription=${specifiers(description)}\n\n[Timer]\nOnCalendar=${calendar}\nPersistent=${persistent}\n${delay}\n[Install]\nWantedBy=timers.target\n`,
  };
}

function specifiers(value: string): string {
  return value.replaceAll('%', '%%');
}

/** One word of a command line in a unit file, in which nothing has a meaning. */
function word(value: string): string {
  return `"${specifiers(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('$', '$$$$')}"`;
}

function planTimer({ timer, state }: TimerOptions, now: TimerFacts, parts: Parts): Planned {
  const wanted = state === 'present';
  const reasons = [...new Set([...parts.reasons, ...differing(now, wanted)])];
  if (reasons.length === 0) {
    return { state: 'unchanged', reason: wanted ? 'runs, with its times and its job' : 'not there' };
  }
  const unit = quote(`${timer}.timer`);
  const [stop, disable] = ['stop', 'disable'].map((word) => `systemctl ${word} ${unit} 2>/dev/null || true`);
  const start = `systemctl restart ${unit}`;
  const enable = `systemctl enable ${unit} 2>&1`;
  const write = [...parts.scripts, 'systemctl daemon-reload'];
  return {
    state: 'change',
    reason: reasons.join(', '),
    diff: [...parts.diffs, `${timer}.timer: ${reasons.join(', ')}`].join('\n'),
    guard: parts.guard,
    script: (wanted ? [...write, enable, start] : [stop, disable, ...write]).join('\n'),
    keep: parts.keep,
    leaves: parts.leaves,
    undo: {
      when: 'reverse',
      script: [
        'did',
        ...(now.active ? [] : [stop]),
        ...(now.enabled ? [] : [disable]),
        ...parts.undo,
        'systemctl daemon-reload',
        ...(now.enabled ? [enable] : []),
        ...(now.active ? [start] : []),
      ].join('\n'),
    },
  };
}

function differing({ active, enabled }: TimerFacts, wanted: boolean): string[] {
  return [
    ...(enabled === wanted ? [] : [wanted ? 'enable at boot' : 'disable at boot']),
    ...(active === wanted ? [] : [wanted ? 'start' : 'stop']),
  ];
}
