import type { Release } from '../../../core/events/event.ts';
import { type Markup, markup } from '../../documents/markup.ts';
import type { RunRecord } from '../../documents/record.ts';
import { count } from '../../text.ts';
import { MANY } from './fleet.ts';

/** Which programs have taken part, and how the pictures are read. */
export function renderAbout({ origin, drills, releases }: RunRecord): Markup {
  const versions = releases.length > MANY ? counted(releases) : releases.map(renderRelease);
  return markup`<section id="about"><h2>Versions</h2>
<dl class="facts"><dt>havip-deploy</dt><dd>${origin.version}</dd><dt>Node.js here</dt><dd>${origin.node}</dd>${versions}</dl>
${drills.length > 0 && HOW_TO_READ}</section>`;
}

function renderRelease({ host, keepalived }: Release): Markup {
  return markup`<dt>keepalived on ${host}</dt><dd>${keepalived}</dd>`;
}

function counted(releases: readonly Release[]): readonly Markup[] {
  const hosts = new Map<string, number>();
  for (const { keepalived } of releases) hosts.set(keepalived, (hosts.get(keepalived) ?? 0) + 1);
  return [...hosts].map(
    ([keepalived, number]) => markup`<dt>keepalived ${keepalived}</dt><dd>${count(number, 'host')}</dd>`,
  );
}

const HOW_TO_READ = markup`<h3>How to read the pictures</h3>
<p>Time runs from left to right, in seconds from the failure. Each thin bar at the top is a probe that was answered, as high as its round trip was long (a dark dashed one was longer than the scale); each tick below it a probe that was lost. The tinted band is the interruption: the longest time between two answered probes. Where none was lost there is no band: an interruption, if there was any, was shorter than the time between two probes.</p>
<p>Full bars show who had the address, and who was MASTER. Low bars show a node that waits (BACKUP), dotted ones a node that is between states, hatched ones a FAULT, or a keepalived that does not run. The VRRP state is what each node has written down about itself, which takes it a moment; the address is seen by its kernel. Point at a bar to see how long it lasted.</p>`;
