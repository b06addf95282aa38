import { failure, type Outcome, success } from '../../core/outcome.ts';
import { defineAction } from '../define/define-action.ts';
import { duration, posixShell } from '../define/options/option-types.ts';
import type { ActionMachine, StepResult } from '../steps/action.ts';
import { waitUntil } from './wait-until.ts';

/** Milliseconds between two attempts to reach a machine that is away. */
const TRY_AGAIN_MS = 2000;

/** Detached from the session, so that the step has ended, and is in the journal as done, before the machine goes. */
const REBOOT = `if [ -d /run/systemd/system ]; then set -- systemctl reboot; else set -- reboot; fi
command -v "$1" >/dev/null || { echo "there is no $1 on this machine"; exit 1; }
setsid sh -c 'sleep 1; exec "$@"' reboot "$@" </dev/null >/dev/null 2>&1 &`;

/** The id that the kernel gives to each boot; nothing but a reboot changes it. */
const BOOT_ID = 'cat /proc/sys/kernel/random/boot_id';

/** The machine starts again. */
export const reboot = defineAction({
  call: 'reboot',
  summary: 'The machine starts again, and is waited for until it can be used.',
  notes:
    'That it has really started again is told by the kernel, whose boot id must be another one. Where others stand by for what the machine does, it is handed over to them before.',
  example: "yield* reboot({ timeout: '5m', ready: 'systemctl is-active --quiet nginx' });",
  options: {
    timeout: duration.default(600_000).describe('How long it may be away.'),
    ready: posixShell
      .optional()
      .describe('Succeeds when the machine does its work; tried again and again until then.'),
  },
  key: () => '',
  title: () => 'reboot',
  reads: false,
  does: () => 'starts the machine again',
  effects: () => [{ kind: 'reboot' }],
  perform: async ({ timeout, ready }, machine): Promise<Outcome<StepResult>> => {
    const until = machine.clock.monotonicMs() + timeout;
    const before = await bootId(machine);
    if (!before.ok) return before;
    const sent = await machine.change({ script: REBOOT }, { activity: 'rebooting the machine' });
    if (!sent.ok) return sent;
    if (sent.value.exitCode !== 0) return failure(notRebooted(sent.value.stdout.trim()));
    machine.activity('waiting for the machine to come back');
    const back = await waitUntil(
      machine,
      until,
      async () => {
        const now = (await machine.reconnect()).ok ? await bootId(machine) : undefined;
        return now?.ok === true && now.value !== before.value;
      },
      TRY_AGAIN_MS,
    );
    if (!back) return failure(stillAway(timeout, 'has not come back with another boot id'));
    const works = await waitUntil(
      machine,
      until,
      async () => {
        const answer = await machine.read(ready ?? STARTED, {
          activity: 'waiting for the machine to be ready',
        });
        return answer.ok && answer.value.exitCode === 0;
      },
      TRY_AGAIN_MS,
    );
    return works ? success({ changed: true }) : failure(stillAway(timeout, 'is back and not ready'));
  },
  guess: () => ({ changed: true }),
  tells: () => 'started again',
});

/** Units are still being started. Where there is no systemd, being reached is all that there is to wait for. */
const STARTED = `[ -d /run/systemd/system ] || exit 0
case "$(systemctl is-system-running 2>/dev/null)" in initializing | starting) exit 1 ;; esac`;

async function bootId(machine: ActionMachine): Promise<Outcome<string>> {
  const answer = await machine.read(BOOT_ID, { activity: 'reading the boot id', timeoutMs: 30_000 });
  return answer.ok ? success(answer.value.stdout.trim()) : answer;
}

function notRebooted(said: string) {
  return {
    code: 'host.step-failed',
    summary: 'the machine cannot be rebooted',
    detail: said || 'It printed nothing.',
    fix: 'Reboot it by hand, or leave the step out.',
  } as const;
}

function stillAway(timeoutMs: number, what: string) {
  return {
    code: 'host.not-rebooted',
    summary: `the machine ${what} within ${Math.round(timeoutMs / 1000)} s`,
    detail: 'It was told to reboot.',
    fix: 'Look at its console. Where it only takes longer, give the step a longer `timeout`.',
  } as const;
}
