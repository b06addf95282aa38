/** Colours by meaning, light and dark; every text colour has a contrast of 4.5 or more on what it stands on. */
const COLOURS = `
:root { color-scheme: light dark;
  --page: #ffffff; --sheet: #f6f7f9; --ink: #18212b; --quiet: #56616e; --rule: #dde2e8; --faint: #eceff3;
  --good: #1b6e47; --good-sheet: #e8f4ed; --bad: #b3261e; --bad-sheet: #fcecea; --warn: #8a5200;
  --bar: #2f6690; --bar-ink: #ffffff; --wait: #c9d9e6; --wait-ink: #1e3a52; --still: #8fa0ae;
  --answer: #4f87b3; --lost: #c62f26; --band: rgba(198, 47, 38, 0.13); --two: rgba(176, 106, 0, 0.16);
  --added: #e4f3e8; --removed: #fbe7e5; --link: #1f5f99; }
@media (prefers-color-scheme: dark) { :root {
  --page: #12161b; --sheet: #1a2027; --ink: #e4e9ee; --quiet: #9dabb8; --rule: #2d3640; --faint: #20272f;
  --good: #6cc598; --good-sheet: #15281f; --bad: #ff8a80; --bad-sheet: #34191a; --warn: #e3ad5b;
  --bar: #4d8fc0; --bar-ink: #07131d; --wait: #2a4257; --wait-ink: #c9dcec; --still: #66788a;
  --answer: #5f9dcb; --lost: #ff6f61; --band: rgba(255, 111, 97, 0.2); --two: rgba(227, 173, 91, 0.22);
  --added: #173122; --removed: #3a1f20; --link: #7fb8e6; } }`;

const TEXT = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif; }
main, body > header, body > footer { max-width: 60rem; margin: 0 auto; padding: 0 1.5rem; }
body > header { padding-top: 3rem; }
body > footer { padding-top: 1.5rem; padding-bottom: 3rem; color: var(--quiet); font-size: 0.875rem; }
h1 { font-size: 1.9rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.015em; margin: 0.35rem 0 0.6rem; text-wrap: balance; }
h2 { font-size: 1.3rem; line-height: 1.3; font-weight: 650; margin: 3rem 0 0.75rem; padding-top: 1.25rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1.05rem; line-height: 1.4; font-weight: 650; margin: 2rem 0 0.5rem; }
p { margin: 0.5rem 0; max-width: 44rem; }
a { color: var(--link); }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.86em; }
.quiet { color: var(--quiet); }
.small { font-size: 0.875rem; }
.eyebrow { margin: 0; font-size: 0.8rem; font-weight: 650; letter-spacing: 0.06em; text-transform: uppercase; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
.verdict { font-weight: 650; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 1px; margin: 1.75rem 0 0;
  background: var(--rule); border: 1px solid var(--rule); border-radius: 8px; overflow: hidden; }
.figures > div { background: var(--page); padding: 0.8rem 1rem 0.7rem; }
.figures dt { color: var(--quiet); font-size: 0.8rem; line-height: 1.3; }
.figures dd { margin: 0.15rem 0 0; font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.25; }
.figures dd small { font-size: 0.8rem; font-weight: 400; color: var(--quiet); }
.facts { display: grid; grid-template-columns: fit-content(50%) 1fr; gap: 0.2rem 1.25rem; margin: 0.75rem 0; }
.facts dt { color: var(--quiet); } .facts dd { margin: 0; }`;

const TABLES = `
table { width: 100%; border-collapse: collapse; margin: 1rem 0; font-size: 0.925rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); font-size: 0.875rem; padding-bottom: 0.35rem; }
.chunk { content-visibility: auto; contain-intrinsic-block-size: auto 600rem; } .chunk table { table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: 0.45rem 1rem 0.45rem 0; border-bottom: 1px solid var(--rule); }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--quiet); font-weight: 500; font-size: 0.8rem; }
tbody th { font-weight: 600; } table.steps { table-layout: fixed; } table.steps th { width: 12rem; overflow-wrap: break-word; }
td.number + td, th.number + th { padding-left: 1rem; }
td.number, th.number { text-align: right; white-space: nowrap; } .stacked td, .stacked thead th { overflow-wrap: break-word; }
.problem { margin: 1rem 0; padding: 0.9rem 1.1rem 1rem; background: var(--bad-sheet); border-left: 3px solid var(--bad); border-radius: 0 6px 6px 0; }
.problem h3 { margin: 0; } .problem p { margin: 0.35rem 0 0; } .problem pre { margin: 0.5rem 0 0; white-space: pre-wrap; }
.problem .fix::before { content: "What to do: "; font-weight: 650; }
details { margin: 0.5rem 0; } summary { cursor: pointer; padding: 0.2rem 0; }
pre.diff { margin: 0.4rem 0 1rem; padding: 0.6rem 0; background: var(--sheet); border: 1px solid var(--rule); border-radius: 6px; line-height: 1.5; }
pre.diff span { display: block; padding: 0 0.9rem; white-space: pre-wrap; min-height: 1.5em; }
pre.diff .added { background: var(--added); } pre.diff .removed { background: var(--removed); }
pre.diff .hunk, pre.diff .file { color: var(--quiet); }`;

const PICTURES = `
figure { margin: 1rem 0 1.5rem; } figcaption { color: var(--quiet); font-size: 0.875rem; margin-bottom: 0.6rem; max-width: 44rem; }
.caption { margin: 1rem 0 0.25rem; font-size: 0.875rem; font-weight: 600; } .caption::first-letter { text-transform: uppercase; }
.picture { display: flex; gap: 0.75rem; margin: 0.75rem 0 1.25rem; }
.labels { position: relative; flex: none; width: 8.5rem; font-size: 12px; line-height: 16px; color: var(--quiet); }
.labels span { position: absolute; right: 0; max-width: 100%; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.labels .title { left: 0; right: auto; max-width: min(40rem, 100vw - 2.5rem); color: var(--ink); background: var(--page); padding-right: 0.35rem; font-weight: 600; z-index: 1; }
.labels .longer { white-space: normal; font-size: 9.5px; line-height: 10px; text-align: right; }
.labels .scale { font-size: 11px; } .paper { display: none; }
.plot { flex: 1; min-width: 0; width: 100%; overflow: visible; display: block; font-size: 11.5px; }
.plot text { fill: var(--ink); }
.grid { stroke: var(--faint); } .baseline { stroke: var(--rule); } .plot .tick { fill: var(--quiet); font-variant-numeric: tabular-nums; }
.answered { stroke: var(--answer); fill: none; vector-effect: non-scaling-stroke; }
.beyond { stroke: var(--ink); fill: none; vector-effect: non-scaling-stroke; stroke-dasharray: 3 2; }
.lost { stroke: var(--lost); fill: none; vector-effect: non-scaling-stroke; }
.bar.holds, .bar.master { fill: var(--bar); } .bar-text.holds, .bar-text.master { fill: var(--bar-ink); }
.bar.none { fill: var(--faint); } .bar.backup { fill: var(--wait); } .plot .bar-text.backup { fill: var(--wait-ink); }
.bar.running { fill: var(--still); } .bar.stopped { fill: url(#hatch-bad); stroke: var(--lost); stroke-width: 1; }
.bar.fault { fill: url(#hatch-bad); stroke: var(--lost); } .bar.changing { fill: url(#hatch-quiet); stroke: var(--still); }
.bar.unknown { fill: none; stroke: var(--still); stroke-dasharray: 2 3; }
.plot .bar-text { font-weight: 500; } .plot .bar-text.holds, .plot .bar-text.master { fill: var(--bar-ink); }
.bar-text.fault, .bar-text.stopped, .bar-text.changing, .moment-text, .span-text { paint-order: stroke; stroke: var(--page); stroke-width: 4px; stroke-linejoin: round; }
.band.interruption { fill: var(--band); } .edge.interruption { stroke: var(--lost); }
.band.two-holders { fill: var(--two); } .edge.two-holders { stroke: var(--warn); stroke-dasharray: 4 2; }
.plot .span-text { font-weight: 650; font-size: 13px; transform-box: fill-box; } .plot .span-text.interruption { fill: var(--bad); } .plot .span-text.two-holders { fill: var(--warn); }
.moment { stroke: var(--ink); stroke-dasharray: 3 3; } .plot .moment-text { fill: var(--ink); }
.defs { position: absolute; width: 0; height: 0; }`;

const NARROW = `
@media (max-width: 40rem) {
  main, body > header, body > footer { padding-left: 1rem; padding-right: 1rem; } body > header { padding-top: 1.75rem; }
  h1 { font-size: 1.5rem; } .figures { grid-template-columns: 1fr 1fr; }
  .labels { width: 5.25rem; font-size: 11px; } .labels .long { white-space: normal; font-size: 9.5px; line-height: 10px; text-align: right; }
  td.number, th.number { white-space: normal; } .picture { gap: 0.5rem; } .plot .wide { display: none; }
  table.stacked thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table.stacked tr { display: grid; grid-template-columns: 1fr 1fr; gap: 0.1rem 1rem; padding: 0.6rem 0; border-bottom: 1px solid var(--rule); }
  table.stacked th, table.stacked td { overflow-wrap: anywhere; border: 0; padding: 0; text-align: left; } table.stacked tbody th { grid-column: 1 / -1; }
  table.stacked td[data-label]::before { content: attr(data-label) " "; color: var(--quiet); font-size: 0.8rem; }
  table.steps thead { display: none; } table.steps :is(tr, th, td) { display: block; width: auto; padding: 0; border: 0; }
  table.steps tr { padding: 0.55rem 0; border-bottom: 1px solid var(--rule); }
  .facts { gap: 0.2rem 1rem; } }
@media print {
  :root { color-scheme: light; --page: #fff; --sheet: #f6f7f9; --ink: #000; --quiet: #444; --rule: #ccc; --faint: #eee;
    --good: #14573a; --good-sheet: #fff; --bad: #a11; --bad-sheet: #fff; --warn: #7a4600; --bar: #2f6690; --bar-ink: #fff; --wait: #c9d9e6;
    --wait-ink: #1e3a52; --still: #8fa0ae; --answer: #4f87b3; --lost: #c62f26; --band: rgba(198, 47, 38, 0.13);
    --two: rgba(176, 106, 0, 0.16); --added: #e4f3e8; --removed: #fbe7e5; --link: #000; }
  @page { margin: 16mm 14mm; } body { font-size: 10.5pt; } body > header { padding-top: 0; }
  main, body > header, body > footer { max-width: none; padding-left: 0; padding-right: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2, h3, summary, caption, figcaption { break-after: avoid; break-inside: avoid; } .frame, .problem, .stacked tr, .figures { break-inside: avoid; }
  h2 { margin-top: 2rem; } .picture { margin-bottom: 0.5rem; } .labels { width: 7.5rem; }
  table.steps th { width: 8rem; } pre.diff { font-size: 7.5pt; line-height: 1.35; } pre.diff span { min-height: 1.35em; }
  table { font-size: 9pt; } th, td { padding-top: 0.2rem; padding-bottom: 0.2rem; } td.number, th.number { white-space: normal; }
  .chunk { content-visibility: visible; } .paper { display: block; } .drill.passed .frame + .frame { display: none; } .drill.unprinted figure, .drill.unprinted.passed { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; } }`;

/** The page's whole style: system fonts, nothing from elsewhere. */
export const STYLE = `${COLOURS}${TEXT}${TABLES}${PICTURES}${NARROW}\n`;
