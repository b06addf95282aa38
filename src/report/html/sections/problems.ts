import { formatPlace, type Problem } from '../../../core/problem.ts';
import { nameSome } from '../../../core/text/name-some.ts';
import { type Markup, markup } from '../../documents/markup.ts';
import type { RunRecord } from '../../documents/record.ts';

/** Of a large fleet: nobody reads more of them, and a browser takes long to lay them out. */
const MOST = 100;
const MOST_HOSTS = 40;

function andMore(all: number): Markup | undefined {
  return all > MOST
    ? markup`<p class="quiet">${all - MOST} more are in <code>report.json</code>.</p>`
    : undefined;
}

/** What went wrong, and what to do about it; the same on many hosts is told once. */
export function renderProblems(problems: readonly Problem[]): Markup | undefined {
  if (problems.length === 0) return undefined;
  const groups = new Map<string, { problem: Problem; hosts: string[] }>();
  for (const problem of problems) {
    const { host, ...rest } = problem;
    const key = JSON.stringify(rest);
    const group = groups.get(key) ?? { problem, hosts: [] };
    if (host !== undefined) group.hosts.push(host);
    groups.set(key, group);
  }
  const shown = [...groups.values()].slice(0, MOST);
  const blocks = shown.map(({ problem, hosts }) => renderProblem(problem, hosts));
  return markup`<section id="problems"><h2>What went wrong</h2>${blocks}${andMore(groups.size)}</section>`;
}

function renderProblem({ code, summary, detail, fix, source }: Problem, hosts: readonly string[]): Markup {
  const where = hosts.length === 0 ? undefined : `${nameSome(hosts, MOST_HOSTS)}: `;
  const [first, ...more] = (detail ?? '').trimEnd().split('\n');
  return markup`<article class="problem"><h3>${where}${summary}</h3>
${first !== '' && markup`<p>${first}</p>`}${more.length > 0 && markup`<pre>${more.join('\n')}</pre>`}
${source !== undefined && markup`<p class="small">at <code>${formatPlace(source)}</code></p>`}
${fix !== undefined && markup`<p class="fix">${fix}</p>`}
<p class="quiet small"><code>${code}</code></p></article>`;
}

/** What a person should know though nothing failed. */
export function renderNotices(notices: RunRecord['notices']): Markup | undefined {
  if (notices.length === 0) return undefined;
  const items = notices
    .slice(0, MOST)
    .map(
      ({ host, text, fix }) =>
        markup`<li>${host !== undefined && markup`<b>${host}</b>: `}${text}${fix !== undefined && markup`<p class="fix">${fix}</p>`}</li>`,
    );
  return markup`<section id="notices"><h2>Remarks</h2><ul>${items}</ul>${andMore(notices.length)}</section>`;
}
