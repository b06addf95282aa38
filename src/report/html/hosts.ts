import type { HostResult, TaskResult } from '../../core/document.ts';
import { type Content, type Markup, markup } from '../markup.ts';
import type { RecordedStep, RunRecord } from '../record.ts';
import { count } from '../text.ts';
import { renderDiff } from './diff.ts';

/** Every host with its steps; what was changed with its diff. */
export function renderHosts({ document, steps, origin }: RunRecord): Markup {
  const hosts = Object.entries(document.hosts).map(([name, host]) =>
    renderHost(name, host, steps, origin.check),
  );
  return markup`<section id="hosts"><h2>Steps on each host</h2>${hosts.length === 0 ? markup`<p class="quiet">No host was contacted.</p>` : hosts}</section>`;
}

function renderHost(name: string, host: HostResult, steps: readonly RecordedStep[], check: boolean): Markup {
  const { tasks } = host;
  if (tasks.length === 0)
    return markup`<h3>${name}</h3><p class="quiet">${host.unreachable ? 'Could not be reached.' : 'No steps.'}</p>`;
  const rows = tasks.map((task) => renderStep(task, stepOf(name, task, steps), check));
  return markup`<h3>${name}</h3>
<table class="steps"><caption>${summary(host, check)}</caption>
<thead><tr><th scope="col">Step</th><th scope="col">Outcome</th></tr></thead><tbody>${rows}</tbody></table>
`;
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

function outcome({ error, changed }: TaskResult, step: RecordedStep | undefined, check: boolean): Markup {
  if (error !== null) return markup`<span class="verdict bad">✗ failed</span>`;
  if (changed) return markup`<span class="verdict warn">${check ? 'would change' : 'changed'}</span>`;
  return markup`<span class="quiet">${step?.status === 'skipped' ? 'skipped' : 'in place'}</span>`;
}

function reason({ error }: TaskResult, step: RecordedStep | undefined): Content {
  const text = error ?? step?.note;
  return text !== undefined && markup`<span class="quiet">: ${text}</span>`;
}
