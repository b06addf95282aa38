import { DOMParser, type Element } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/report/documents/record.ts';
import { clusterResult, drillResult, hostResult, problem, runDocument, taskResult } from './sample.ts';
import { fixture, record, rendered } from './support/record.ts';

/** The elements of the schema that Jenkins, GitLab and others read: attributes, which of them must be, children. */
const SCHEMA: Readonly<Record<string, { may: string; must: string; children: string }>> = {
  testsuites: { may: 'name time tests failures errors', must: '', children: 'testsuite' },
  testsuite: {
    may: 'name tests failures errors time skipped timestamp',
    must: 'name tests failures errors',
    children: 'testcase',
  },
  testcase: { may: 'name classname time', must: 'name', children: 'skipped error failure' },
  failure: { may: 'type message', must: '', children: '' },
  error: { may: 'type message', must: '', children: '' },
  skipped: { may: 'type message', must: '', children: '' },
};

function parse(of: RunRecord): Element {
  const onError = (level: string, message: string) => {
    if (level !== 'warning') throw new Error(message);
  };
  const root = new DOMParser({ onError }).parseFromString(
    rendered('junit.xml', of),
    'text/xml',
  ).documentElement;
  if (root === null) throw new Error('there is no root element');
  return root;
}

const elements = (parent: Element, name: string) => [...parent.getElementsByTagName(name)];
const names = (parent: Element, name: string) =>
  elements(parent, name).map((each) => each.getAttribute('name'));

function faults(element: Element): string[] {
  const rule = SCHEMA[element.tagName];
  if (rule === undefined) return [`<${element.tagName}> is not known`];
  const attributes = [...element.attributes].map(({ name }) => name);
  const children = [...element.childNodes].filter((node): node is Element => node.nodeType === 1);
  return [
    ...attributes
      .filter((name) => !rule.may.split(' ').includes(name))
      .map((name) => `${element.tagName} ${name}`),
    ...rule.must.split(' ').filter((name) => name !== '' && !attributes.includes(name)),
    ...children
      .filter(({ tagName }) => !rule.children.split(' ').includes(tagName))
      .map(({ tagName }) => tagName),
    ...children.flatMap(faults),
  ];
}

const failing = record({
  document: runDocument({
    ok: false,
    exitCode: 4,
    hosts: {
      'HAVIP-01': hostResult({
        failed: 1,
        tasks: [
          taskResult(),
          taskResult({ name: 'start <"&>', error: 'it did not start' }),
          taskResult({ name: 'firewall' }),
        ],
      }),
      'HAVIP-02': hostResult({ unreachable: true }),
    },
    clusters: {
      web: clusterResult({ healthy: false, drills: [drillResult({ passed: false, error: 'Too slow.' })] }),
    },
    errors: [
      problem({
        code: 'host.unit-failed',
        summary: 'it did not start',
        host: 'HAVIP-01',
        detail: 'a\x00b\nc',
      }),
      problem({ code: 'verify.slow-takeover', summary: 'Slow', detail: 'Too slow.', fix: 'Be quicker.' }),
      problem({ host: 'HAVIP-02' }),
      problem({ code: 'cloud.no-answer', summary: 'The cloud does not answer' }),
    ],
  }),
  steps: [{ host: 'HAVIP-01', task: 'firewall', status: 'skipped', note: 'not running' }],
});

describe('junit.xml', () => {
  it.each([
    ['a proved run', fixture('proved')],
    ['a failed verify', fixture('failed')],
    ['a run in which everything failed', failing],
    ['a run of nothing', record({ document: runDocument({ hosts: {}, clusters: {} }), drills: [] })],
  ])('of %s fits the schema, and its counts are true', (_name, of) => {
    const root = parse(of);
    expect(faults(root)).toEqual([]);
    for (const suite of [root, ...elements(root, 'testsuite')]) {
      const count = (name: string) => String(elements(suite, name).length);
      expect(suite.getAttribute('tests')).toBe(count('testcase'));
      expect(suite.getAttribute('failures')).toBe(count('failure'));
      expect(suite.getAttribute('errors')).toBe(count('error'));
    }
  });

  it('has a case for each drill and step of a real run', () => {
    const root = parse(fixture('proved'));
    expect(names(root, 'testsuite')).toEqual(['web', 'HAVIP-01', 'HAVIP-02', 'probe-01']);
    expect(names(root, 'testcase').slice(0, 5)).toEqual([
      'stop HAVIP-01 → HAVIP-02',
      'stop HAVIP-02 → HAVIP-01',
      'state at the end',
      'package keepalived',
      'notify script',
    ]);
    expect(Number(elements(root, 'testcase')[0]?.getAttribute('time'))).toBeGreaterThan(1);
  });

  it('tells every problem once, where it belongs', () => {
    const root = parse(failing);
    const told = [...elements(root, 'failure'), ...elements(root, 'error')].map((each) => [
      (each.parentNode as Element).getAttribute('classname'),
      (each.parentNode as Element).getAttribute('name'),
      each.getAttribute('message'),
      each.getAttribute('type'),
    ]);
    expect(told).toEqual([
      ['web', 'stop HAVIP-01 → HAVIP-02', 'Slow', 'verify.slow-takeover'],
      ['web', 'state at the end', 'not healthy; holder: HAVIP-01', 'unhealthy'],
      ['HAVIP-01', 'start <"&>', 'it did not start', 'host.unit-failed'],
      ['HAVIP-02', 'connection.refused', 'the connection was refused', 'connection.refused'],
      ['run', 'cloud.no-answer', 'The cloud does not answer', 'cloud.no-answer'],
    ]);
    const [slow] = elements(root, 'failure');
    expect(slow?.textContent).toContain('interruption 82 ms');
    expect(slow?.textContent).toContain('fix: Be quicker.');
  });

  it('has why a step was skipped', () => {
    const [skipped] = elements(parse(failing), 'skipped');
    expect(skipped?.getAttribute('message')).toBe('not running');
  });

  it('counts a step that was rescued among those that passed', () => {
    const task = taskResult({ name: 'deploy', error: 'deploy failed', rescued: true });
    const document = runDocument({ hosts: { h: hostResult({ tasks: [task], rescued: 1 }) }, clusters: {} });
    const root = parse(record({ document }));
    expect([root.getAttribute('failures'), root.getAttribute('errors')]).toEqual(['0', '0']);
    expect(names(root, 'testcase')).toContain('deploy');
  });

  it('is XML whatever a host has said', () => {
    const [, unit] = elements(parse(failing), 'failure').slice(1);
    expect(unit?.textContent).toContain('a^@b\nc');
    const hostile = record({
      notices: [],
      document: runDocument({ errors: [problem({ summary: ']]>\ud800\uffff<x a="' })] }),
    });
    expect(elements(parse(hostile), 'error')[0]?.getAttribute('message')).toBe(']]>\ufffd\ufffd<x a="');
  });
});
