import type { CloudResult } from '../../../core/events/document.ts';
import { type Markup, markup } from '../../documents/markup.ts';
import { verdict } from '../verdict.ts';

/** The cloud's part of a cluster's facts: what it has, and whether its word agrees with the machines'. */
export function renderCloudFacts({ havipId, eip, sources, disagreements }: CloudResult): Markup {
  const agree = disagreements.length === 0;
  const words = sources.interface.length === 0 ? 'nobody has the address' : 'three sources agree';
  return markup`<dt>HAVIP</dt><dd>${havipId ?? 'none'}</dd>
<dt>EIP</dt><dd>${eip ?? 'none'}</dd>
<dt>Cloud</dt><dd>${verdict(agree, agree ? words : 'disagrees with the machines')}</dd>
`;
}

/** Who has the address by each source, every disagreement in a sentence, and what was done in the cloud. */
export function renderCloud({ sources, movedAt, disagreements, tasks }: CloudResult): Markup {
  const rows: readonly (readonly [string, string])[] = [
    ['VRRP state', sources.vrrp.join(' and ') || 'nobody'],
    ['Address on the interface', sources.interface.join(' and ') || 'nobody'],
    [`Cloud${movedAt === null ? '' : `, moved ${movedAt}`}`, sources.cloud ?? 'nobody'],
  ];
  const done = tasks.filter(({ changed }) => changed);
  return markup`<table><caption>Who has the address, by three sources</caption>
<tbody>${rows.map(([source, holder]) => markup`<tr><th scope="row">${source}</th><td>${holder}</td></tr>`)}</tbody></table>
${disagreements.map((sentence) => markup`<p>${verdict(false, sentence)}</p>`)}${
  done.length > 0 &&
  markup`<table class="steps"><caption>Steps in the cloud</caption>
<tbody>${done.map(({ name, diff }) => markup`<tr><th scope="row">${name}</th><td>${diff ?? ''}</td></tr>`)}</tbody></table>
`
}`;
}
