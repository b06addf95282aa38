import { commandLine } from '../../core/programs/shell.ts';
import { Markup, markup } from '../documents/markup.ts';
import type { RunRecord } from '../documents/record.ts';
import { formatElapsed } from '../words/duration.ts';
import { renderAbout } from './sections/about.ts';
import { renderClusters } from './sections/clusters.ts';
import { renderFigures } from './sections/figures.ts';
import { renderFleet } from './sections/fleet.ts';
import { headlineOf } from './sections/headline.ts';
import { renderHosts } from './sections/hosts.ts';
import { renderNotices, renderProblems } from './sections/problems.ts';
import { STYLE } from './style.ts';

/** The whole report as one self-contained page: no scripts, and nothing that is loaded from elsewhere. */
export function renderPage(record: RunRecord): string {
  const { document, origin } = record;
  const { good, word, sentence } = headlineOf(record);
  const tone = good ? 'good' : 'bad';
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="havip-deploy ${origin.version}">
<title>${word}: havip-deploy ${document.command} ${origin.inventory}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
${PATTERNS}
<header>
<p class="eyebrow ${tone}">${good ? '✓' : '✗'} ${word}</p>
<h1>${sentence}</h1>
<p class="quiet"><code>${commandLine('havip-deploy', ...origin.words)}</code>${origin.check && ' (check only)'}<br>
<time datetime="${document.startedAt}">${formatDate(document.startedAt)}</time>, ${timeOf(document)}</p>
${renderFigures(record)}
</header>
<main>
${renderFleet(record)}
${renderProblems(document.errors)}
${renderClusters(record)}
${renderHosts(record)}
${renderNotices(record.notices)}
${renderAbout(record)}
</main>
<footer><p>Written by havip-deploy ${origin.version}. The same as data: <code>report.json</code>, <code>junit.xml</code> beside this file.</p></footer>
</body>
</html>
`;
  return page.text;
}

/** How long it took, and what it came to; of what goes on, only since when. */
function timeOf({ durationMs, exitCode, unfinished }: RunRecord['document']): string {
  const elapsed = formatElapsed(durationMs);
  return unfinished === undefined ? `took ${elapsed}, exit code ${exitCode}` : `for ${elapsed} now`;
}

/** Textures, so that bars are told apart without colour; drawn by every picture of the page. */
const PATTERNS = markup`<svg class="defs" aria-hidden="true"><defs>
<pattern id="hatch-bad" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" x2="0" y1="0" y2="6" stroke="var(--lost)" stroke-width="2.5" opacity="0.55"/></pattern>
<pattern id="hatch-quiet" width="5" height="5" patternUnits="userSpaceOnUse"><circle cx="2" cy="2" r="1" fill="var(--still)"/></pattern>
</defs></svg>`;

/** `22 November 2026, 20:41:03 UTC`; what a mask has left of a date stays as it is. */
function formatDate(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const day = date.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return `${day}, ${date.toISOString().slice(11, 19)} UTC`;
}
