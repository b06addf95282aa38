import { type Markup, markup } from './markup.ts';

/** One test case, in the words of the schema. */
export interface Case {
  readonly name: string;
  readonly seconds?: number;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  /** What failed, or why it was skipped. */
  readonly message?: string;
  readonly type?: string;
  readonly text?: string;
}

/** Cases that belong together. */
export interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

/** Suites as JUnit XML, as CI servers read it. */
export function renderSuites(
  name: string,
  suites: readonly Suite[],
  { startedAt, durationMs }: { readonly startedAt: string; readonly durationMs: number },
): string {
  const all = suites.flatMap(({ cases }) => cases);
  const page = markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${name}" ${counts(all)} time="${seconds(durationMs)}">
${suites.map((suite) => renderSuite(suite, startedAt))}</testsuites>
`;
  return page.text;
}

function renderSuite({ name, cases }: Suite, startedAt: string): Markup {
  const time = cases.reduce((sum, each) => sum + (each.seconds ?? 0), 0);
  const skipped = cases.filter(({ outcome }) => outcome === 'skipped').length;
  return markup`<testsuite name="${name}" ${counts(cases)} skipped="${skipped}" time="${seconds(time)}" timestamp="${startedAt.slice(0, 19)}">
${cases.map((each) => renderCase(each, name))}</testsuite>
`;
}

function renderCase(each: Case, suite: string): Markup {
  const { name, outcome, message = '', type = 'problem', text = '' } = each;
  const open = markup`<testcase name="${name}" classname="${suite}" time="${seconds(each.seconds ?? 0)}"`;
  if (outcome === 'passed') return markup`${open}/>\n`;
  if (outcome === 'skipped') return markup`${open}><skipped message="${message}"/></testcase>\n`;
  const body = markup`message="${message}" type="${type}">${text}`;
  return outcome === 'failure'
    ? markup`${open}><failure ${body}</failure></testcase>\n`
    : markup`${open}><error ${body}</error></testcase>\n`;
}

function counts(cases: readonly Case[]): Markup {
  const count = (wanted: Case['outcome']) => cases.filter(({ outcome }) => outcome === wanted).length;
  return markup`tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}"`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
