import { z } from 'zod';
import { quote } from '../../core/programs/shell.ts';
import { defineResource } from '../define/define-resource.ts';
import { posixShell, unitName } from '../define/options/option-types.ts';
import type { Fact } from '../fact.ts';
import { type Planned, type ServiceAction, strongest } from '../resource.ts';
import type { StepEffect } from '../steps/effect.ts';
import { forgetPending, type PendingFacts, pendingFact, pendingPath } from './pending.ts';
import { type ServiceFacts, serviceFact } from './service-facts.ts';
import { holdStopped, letGo, ordered } from './service-held.ts';
import { takeUpScript, undoService } from './service-undo.ts';
import { readUnitFiles } from './unit-files.ts';

/** Everything that the plan of a service needs to know. */
export function serviceFacts(service: string): readonly [Fact<ServiceFacts>, Fact<PendingFacts>] {
  return [serviceFact(service), pendingFact(service)];
}

const serviceOptions = {
  service: unitName.describe('The systemd unit; `.service` may be left out.'),
  ready: posixShell
    .optional()
    .describe(
      'Waits until the service does its work and fails when it does not; what it prints is then shown.',
    ),
  readyAgain: posixShell
    .optional()
    .meta({ examples: ['curl -fsS -o /dev/null http://127.0.0.1/'] })
    .describe('The same after a restart, an undo, or the start of one that used to run; default as `ready`.'),
  reload: posixShell
    .optional()
    .meta({ examples: ['nginx -s reload'] })
    .describe('Makes it read its files again while it runs; default `systemctl reload`.'),
  undoReload: posixShell
    .optional()
    .meta({ examples: ['nginx -s reload || systemctl reload nginx'] })
    .describe('The same in an undo, which has to go through; default as `reload`.'),
  undoBy: z
    .literal('restart')
    .optional()
    .meta({ examples: ['restart'] })
    .describe('An undo of a reload restarts it: what was there before cannot be taken up by another reload.'),
  undoAwayMs: z
    .int()
    .positive()
    .optional()
    .meta({ examples: [5000] })
    .describe(
      'For how long an undo may keep clients away beyond what the same step again would, in milliseconds: `rollback` says so before.',
    ),
  notLoaded: z
    .strictObject({ action: z.enum(['reload', 'restart']), reason: z.string() })
    .optional()
    .meta({ examples: [{ action: 'reload', reason: 'runs with an older file' }] })
    .describe(
      'What the running process has not loaded, though the files are as they should be, and how it will.',
    ),
  meanwhile: z
    .strictObject({ before: posixShell, after: posixShell })
    .optional()
    .meta({ examples: [{ before: 'touch /run/maintenance', after: 'rm -f /run/maintenance' }] })
    .describe(
      'What must not have happened during the step: a look before it and one after it, in one shell. An undo does without.',
    ),
  unitFiles: z
    .literal('own')
    .optional()
    .meta({ examples: ['own'] })
    .describe(
      'Of unit files, what notifies it writes none but its own: before a start, systemd reads unit files anew only where it knows others.',
    ),
  afterUndo: posixShell
    .optional()
    .meta({ examples: ['rm -f /run/app.sock'] })
    .describe(
      'After an undo of the step, before the service has to be ready again: takes along what belongs to it.',
    ),
} as const;

type ServiceOptions = z.output<z.ZodObject<typeof serviceOptions>>;

/** A service that runs, starts at boot, and has loaded what was last written for it. */
export const service = defineResource({
  kind: 'service',
  call: 'service',
  summary: 'A service that runs, starts at boot, and has loaded what was last written for it.',
  notes:
    'It stands after what notifies it, and carries out the strongest of what was asked (`daemon-reload`, `reload`, `restart`) once. What a run that was cut off still owes is noted on the machine, and made good by the next one.',
  example: "service({ service: 'nginx', ready: 'curl -fsS -o /dev/null http://127.0.0.1/' })",
  options: serviceOptions,
  key: (options) => options.service,
  title: (options) => `${options.service} service`,
  answers: (options) => options.service,
  facts: (options) => serviceFacts(options.service),
  plan: (options, { facts, notified }) => {
    const [fact, pending] = serviceFacts(options.service);
    const now = facts.get(fact);
    const owed = wanted(now, facts.get(pending), notified(options.service));
    return planService(options, now, strongest(owed, options.notLoaded?.action));
  },
});

/** What the service has to do: what this plan asks, or an earlier run left undone on the same process. */
function wanted(
  now: ServiceFacts,
  pending: PendingFacts,
  notified: ServiceAction | undefined,
): ServiceAction | undefined {
  return strongest(notified, pending.mainPid === now.mainPid ? pending.action : undefined);
}

function planService(options: ServiceOptions, now: ServiceFacts, action: ServiceAction | undefined): Planned {
  if (now.masked) return masked(options.service);
  const unit = quote(options.service);
  const { steps, atBoot, reasons, does } = orders(options, now, action);
  if (reasons.length === 0) return { state: 'unchanged', reason: 'running, enabled, nothing to load' };
  const { meanwhile } = options;
  const script = [
    ...(meanwhile === undefined ? [] : [meanwhile.before]),
    ...(does === undefined ? [] : [letGo(options.service)]),
    ...steps,
    `systemctl is-active --quiet ${unit} || { systemctl --no-pager --lines=20 status ${unit}; exit 1; }`,
    ...(does === 'start' ? ['tell_running'] : []),
    ...atBoot,
    ...readiness(options, does === 'restart' || (does === 'start' && now.enabled)),
    ...(meanwhile === undefined ? [] : [meanwhile.after]),
    forgetPending(options.service),
  ].join('\n');
  return {
    state: 'change',
    reason: reasons.join(', '),
    diff: `${options.service}: ${reasons.join(', ')}`,
    ...(mayHaveStarted(now) ? {} : { guard: stillAs(options.service, now) }),
    script,
    keep: [pendingPath(options.service)],
    undo: undoService(options, now, does),
    ...(does === 'start' ? { tellsRunning: true as const } : {}),
    ...(does === undefined ? {} : { effects: [effectOf(options, does)] }),
  };
}

function effectOf(
  { service: name, undoBy, undoAwayMs }: ServiceOptions,
  kind: 'start' | 'reload' | 'restart',
): StepEffect {
  const more = kind === 'reload' && undoBy !== undefined;
  return {
    kind,
    service: name,
    ...(more && { undo: undoBy }),
    ...(undoAwayMs !== undefined && { undoAwayMs }),
  };
}

/**
 * Whether it may run by the time of its step without anybody's having done anything: a watchdog starts it again and
 * again, and that fails only until its package and its files are there.
 */
function mayHaveStarted({ loaded, activeState }: ServiceFacts): boolean {
  return !loaded || activeState === 'failed' || activeState === 'activating';
}

/** POSIX sh that fails where it is another process by now, or in another state; systemd says both in either order. */
function stillAs(service: string, { activeState, mainPid }: ServiceFacts): string {
  const said = [`ActiveState=${activeState}`, `MainPID=${mainPid}`];
  const either = [said, said.toReversed()].map((lines) => quote(lines.join('\n'))).join(' | ');
  return `case "$(systemctl show -p ActiveState,MainPID ${quote(service)})" in ${either}) ;; *) false ;; esac`;
}

/** What systemd is told, and why. */
function orders(options: ServiceOptions, now: ServiceFacts, action: ServiceAction | undefined) {
  const { service: name, notLoaded } = options;
  const unit = quote(name);
  const steps: string[] = [];
  // After the start, so that what it takes is part of the wait for the service to come up.
  const atBoot = now.enabled ? [] : [`systemctl enable ${unit} 2>&1`];
  const reasons: string[] = [];
  let does: 'start' | 'reload' | 'restart' | undefined;
  if (now.needsDaemonReload || action !== undefined) steps.push(daemonReload(options, now));
  if (now.needsDaemonReload || action === 'daemon-reload') reasons.push('unit files changed');
  if (!now.enabled) reasons.push('enable at boot');
  if (!now.active) {
    steps.push(startScript(name, now));
    reasons.push(`start (${now.activeState})`);
    does = 'start';
  } else if (action === 'restart' || action === 'reload') {
    // A package that is removed on the way takes its service out of the boot.
    if (action === 'restart' && now.enabled) steps.push(`systemctl enable ${unit} 2>&1`);
    steps.push(takeUpScript(options, action));
    reasons.push(notLoaded === undefined ? action : `${action}: ${notLoaded.reason}`);
    does = action;
  }
  return { steps, atBoot, reasons, does };
}

/** What does not run is read when it starts, as a rule. */
function daemonReload({ service: name, unitFiles }: ServiceOptions, { activeState }: ServiceFacts): string {
  return unitFiles === 'own' && activeState === 'inactive' ? readUnitFiles(name) : 'systemctl daemon-reload';
}

/**
 * A start that is refused since there were many lately is not one that fails, whatever state they have left. What has
 * been started meanwhile may not have read what was written last.
 */
function startScript(service: string, now: ServiceFacts): string {
  const unit = quote(service);
  const start = ordered('start', service);
  const again = `systemctl reset-failed ${unit} 2>/dev/null || true\n${start}`;
  const fresh =
    now.activeState !== 'inactive'
      ? again
      : `{ ${start}\n} || case $(systemctl show -p Result ${unit}) in\n*=start-limit*)\n${again} ;;\n*) exit 1 ;;\nesac`;
  if (!mayHaveStarted(now)) return fresh;
  // Begun without its files, a start may never come to an end, and leave processes behind that are in the next one's way.
  const clean = `${holdStopped(service)}\nsleep 1\n${letGo(service)}\n${again}`;
  return `case $(systemctl show -p ActiveState ${unit}) in\n*=inactive)\n${fresh} ;;\n*)\n${clean} ;;\nesac`;
}

function masked(service: string): Planned {
  return {
    state: 'blocked',
    problem: {
      code: 'host.unit-masked',
      summary: `the unit ${service} is masked, so systemd will not start it`,
      detail: 'Somebody has switched it off for good with `systemctl mask`. Nothing was changed.',
      fix: `Find out why; then \`systemctl unmask ${service}\` on the machine.`,
    },
  };
}

function readiness({ ready, readyAgain = ready }: ServiceOptions, again: boolean): readonly string[] {
  const program = again ? readyAgain : ready;
  return program === undefined ? [] : [`(\n${program}\n)`];
}
