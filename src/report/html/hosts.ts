import type { HostResult, TaskResult } from '../../core/document.ts';
import { type Content, type Markup, markup } from '../markup.ts';
import type { RecordedStep, RunRecord } from '../record.ts';
import { count } from '../text.ts';
import { renderDiff } from './diff.ts';
import { verdict } from './verdict.ts';

/** Of more hosts than this, only those that failed are shown unfolded. */
const UNFOLDED = 8;

/** Every host with its steps; what was changed with its diff. */
export function renderHosts(record: RunRecord): Markup {
  const entries = Object.entries(record.document.hosts);
  const busy = entries.filter(([, { tasks }]) => tasks.length > 0);
  const hosts = busy.map(([name, host]) => renderHost(name, host, record, busy.length > UNFOLDED));
  return markup`<section id="hosts"><h2>Steps on each host</h2>${hosts}${renderIdle(entries)}</section>`;
}

function renderHost(name: string, host: HostResult, { steps, origin }: RunRecord, folded: boolean): Markup {
  const rows = host.tasks.map((task) => renderStep(task, stepOf(name, task, steps), origin.check));
  const table = markup`<table class="steps"><caption>${summary(host, origin.check)}</caption>
<thead><tr><th scope="col">Step</th><th scope="col">Outcome</th></tr></thead><tbody>${rows}</tbody></table>
`;
  if (!folded) return markup`<h3>${name}</h3>${table}`;
  const open = host.failed > 0 || host.unreachable ? markup` open` : undefined;
  return markup`<details${open}><summary><b>${name}</b></summary>${table}</details>`;
}

/** Hosts on which there was nothing to do: witnesses, and those that were not reached. */
function renderIdle(entries: readonly (readonly [string, HostResult])[]): Markup {
  const names = (wanted: boolean) =>
    entries
      .filter(([, { tasks, unreachable }]) => tasks.length === 0 && unreachable === wanted)
      .map(([name]) => name)
      .join(', ');
  const [unreachable, idle] = [names(true), names(false)];
  return markup`${unreachable !== '' && markup`<p><b>Could not be reached:</b> ${unreachable}</p>`}${idle !== '' && markup`<p class="quiet">No steps: ${idle}</p>`}`;
}

function stepOf(host: string, task: TaskResult, steps: readonly RecordedStep[]): RecordedStep | undefined {
  return steps.find((step) => step.host === host && step.task === task.name);
}

function summary(host: HostResult, check: boolean): string {
  const parts = [
    count(host.tasks.length, 'step'),
    `${host.changed} ${check ? 'to change' : 'changed'}`,
    ...(host.failed > 0 ? [`${host.failed} failed`] : []),
    ...(host.unreachable ? ['then out of reach'] : []),
    count(host.roundTrips, 'round trip'),
  ];
  return parts.join(', ');
}

function renderStep(task: TaskResult, step: RecordedStep | undefined, check: boolean): Markup {
  return markup`<tr><th scope="row">${task.name}</th><td>${outcome(task, step, check)}${reason(task, step)}${task.diff !== null && renderDiff(task.diff)}</td></tr>
`;
}

function outcome(
  { error, changed, rescued }: TaskResult,
  step: RecordedStep | undefined,
  check: boolean,
): Markup {
  if (rescued === true) return markup`<span class="verdict warn">rescued</span>`;
  if (error !== null) return verdict(false, 'failed');
  if (changed) return markup`<span class="verdict warn">${check ? 'would change' : 'changed'}</span>`;
  return markup`<span class="quiet">${step?.status === 'skipped' ? 'skipped' : 'in place'}</span>`;
}

/** Nothing where the diff says the same in its words. */
function reason({ error, diff }: TaskResult, step: RecordedStep | undefined): Content {
  const text = error ?? (diff?.includes(step?.note ?? '\n') ? undefined : step?.note);
  return text !== undefined && markup`<span class="quiet">: ${text}</span>`;
}
