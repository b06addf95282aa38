import { quote } from '../../core/programs/shell.ts';
import type { Undo } from '../resource.ts';
import { forgetPending } from './pending.ts';
import type { ServiceFacts } from './service-facts.ts';
import { letGo, ordered, stopOnce } from './service-held.ts';

/** POSIX sh that has a service take up what was written for it. */
export function takeUpScript(
  { service, reload }: { readonly service: string; readonly reload?: string | undefined },
  action: 'reload' | 'restart' | 'start',
): string {
  if (action === 'reload') return reload ?? `systemctl reload ${quote(service)}`;
  return ordered(action, service);
}

/**
 * How a service's step is taken back. One that did not run is stopped before anything else is put back; one
 * that ran takes up what was put back in the same way as it took up the change, unless that needs more, and has to be
 * ready again.
 */
export function undoService(
  options: {
    readonly service: string;
    readonly ready?: string | undefined;
    readonly readyAgain?: string | undefined;
    readonly reload?: string | undefined;
    readonly undoReload?: string | undefined;
    readonly undoBy?: 'restart' | undefined;
    readonly afterUndo?: string | undefined;
  },
  before: Pick<ServiceFacts, 'active' | 'enabled'>,
  did: 'start' | 'reload' | 'restart' | undefined,
): Undo {
  const unit = quote(options.service);
  const boot = before.enabled
    ? []
    : [`if systemctl is-enabled --quiet ${unit} 2>/dev/null; then did; systemctl disable ${unit} 2>&1; fi`];
  const after = options.afterUndo === undefined ? [] : [options.afterUndo];
  if (!before.active) {
    const stop = `if systemctl is-active --quiet ${unit}; then did; fi\n${stopOnce(options.service)}`;
    return {
      when: 'reverse',
      script: [
        `if [ "$(systemctl show -p LoadState ${unit})" = LoadState=loaded ]; then`,
        stop,
        ...boot,
        'fi',
        ...after,
      ].join('\n'),
    };
  }
  const ready = options.readyAgain ?? options.ready;
  const { service, reload, undoReload = reload } = options;
  const again = takeUpScript({ service, reload: undoReload }, undoneBy(options, did));
  const steps = [
    'did',
    ...boot,
    letGo(service),
    `systemctl reset-failed ${unit} 2>/dev/null || true`,
    `if systemctl is-active --quiet ${unit}; then\n${again}\nelse ${ordered('start', service)}\nfi`,
    `systemctl is-active --quiet ${unit} || { systemctl --no-pager --lines=20 status ${unit}; exit 1; }`,
    ...after,
    ...(ready === undefined ? [] : [`(\nundoing=yes\n${ready}\n)`]),
    forgetPending(options.service),
  ];
  return {
    when: 'last',
    script: ['systemctl daemon-reload', 'if [ "$begun" = yes ]; then', ...steps, 'fi'].join('\n'),
  };
}

function undoneBy(
  { undoBy }: { readonly undoBy?: 'restart' | undefined },
  did: 'start' | 'reload' | 'restart' = 'start',
): 'start' | 'reload' | 'restart' {
  return did === 'reload' && undoBy !== undefined ? undoBy : did;
}
