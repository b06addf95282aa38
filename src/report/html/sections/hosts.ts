import type { HostResult, TaskResult } from '../../../core/events/document.ts';
import { nameSome } from '../../../core/text/name-some.ts';
import { type Content, type Markup, markup } from '../../documents/markup.ts';
import type { RecordedStep, RunRecord } from '../../documents/record.ts';
import { count } from '../../text.ts';
import { renderDiff } from '../diff.ts';
import { verdict } from '../verdict.ts';
import { MANY } from './fleet.ts';

/** Of more hosts than this, only those that failed are shown unfolded. */
const UNFOLDED = 8;

/** Of more hosts than this, only those that failed have their steps here, and of those the first. */
const MANY_HOSTS = 2 * MANY;
const MOST_FAILED = 50;
const MOST_NAMED = 40;

/** Every host with its steps; what was changed with its diff. */
export function renderHosts(record: RunRecord): Markup {
  const entries = Object.entries(record.document.hosts);
  const busy = entries.filter(([, { tasks }]) => tasks.length > 0);
  const many = busy.length > MANY_HOSTS;
  const shown = many ? busy.filter(([, host]) => hasFailed(host)).slice(0, MOST_FAILED) : busy;
  const status = statusOf(record.steps);
  const hosts = shown.map(([name, host]) =>
    renderHost(name, host, { status, check: record.origin.check, folded: busy.length > UNFOLDED }),
  );
  return markup`<section id="hosts"><h2>Steps on each host</h2>${many && renderRest(busy)}${hosts}${renderIdle(entries)}</section>`;
}

function hasFailed({ failed, unreachable }: HostResult): boolean {
  return failed > 0 || unreachable;
}

/** Of many hosts: how many came to the same. */
function renderRest(busy: readonly (readonly [string, HostResult])[]): Markup {
  const those = (wanted: (host: HostResult) => boolean) => busy.filter(([, host]) => wanted(host)).length;
  const changed = those((host) => !hasFailed(host) && host.changed > 0);
  const same = those((host) => !hasFailed(host) && host.changed === 0);
  return markup`<p>Of ${busy.length} hosts, ${changed} were changed, ${same} needed nothing, and ${busy.length - changed - same} failed; of so many, only those that failed have their steps here, the first ${MOST_FAILED}, and <code>report.json</code> has those of all.</p>`;
}

/** Steps by host and name. */
type StatusOf = (host: string, task: string) => RecordedStep | undefined;

function statusOf(steps: RunRecord['steps']): StatusOf {
  const byName = new Map(steps.map((step) => [`${step.host}\n${step.task}`, step]));
  return (host, task) => byName.get(`${host}\n${task}`);
}

interface Shown {
  readonly status: StatusOf;
  readonly check: boolean;
  readonly folded: boolean;
}

function renderHost(name: string, host: HostResult, { status, check, folded }: Shown): Markup {
  const rows = host.tasks.map((task) => renderStep(task, status(name, task.name), check));
  const table = markup`<table class="steps"><caption>${summary(host, check)}</caption>
<thead><tr><th scope="col">Step</th><th scope="col">Outcome</th></tr></thead><tbody>${rows}</tbody></table>
`;
  if (!folded) return markup`<h3>${name}</h3>${table}`;
  const open = hasFailed(host) ? markup` open` : undefined;
  return markup`<details${open}><summary><b>${name}</b></summary>${table}</details>`;
}

/** Hosts on which there was nothing to do: witnesses, and those that were not reached. */
function renderIdle(entries: readonly (readonly [string, HostResult])[]): Markup {
  const names = (wanted: boolean) =>
    nameSome(
      entries
        .filter(([, { tasks, unreachable }]) => tasks.length === 0 && unreachable === wanted)
        .map(([name]) => name),
      MOST_NAMED,
    );
  const [unreachable, idle] = [names(true), names(false)];
  return markup`${unreachable !== '' && markup`<p><b>Could not be reached:</b> ${unreachable}</p>`}${idle !== '' && markup`<p class="quiet">No steps: ${idle}</p>`}`;
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
