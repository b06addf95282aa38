import { describe, expect, it } from 'vitest';
import { Redactor, Secret } from '../../src/core/secret.ts';
import { changeTexts } from '../../src/report/clean.ts';
import { renderReport } from '../../src/report/documents/report-files.ts';
import { problem, runDocument } from './sample.ts';
import { fixture, record } from './support/record.ts';

function redactorOf(secret: string): Redactor {
  const redactor = new Redactor();
  redactor.add(new Secret(secret));
  return redactor;
}

/** A run in which everything was said that can be said. */
const full = {
  ...fixture('proved'),
  document: runDocument({
    ...fixture('proved').document,
    errors: [problem({ host: 'h', detail: 'd\ne', fix: 'f' })],
  }),
  notices: [{ text: 't', host: 'h' }],
};

describe('the files of a report', () => {
  it.each([
    ['a word', 'p4ss-w0rd-0123', 'p4ss'],
    ['quotes and brackets', `p4<'">&w`, 'p4'],
    ['a secret of two lines', 'p4ss\nw0rd', 'w0rd'],
  ])('show no part of %s, whichever field it stands in', (_name, secret, part) => {
    const told = changeTexts(full, (text) => `${text} ${secret}`);
    for (const { name, text } of renderReport(told, redactorOf(secret))) {
      expect(text, name).not.toContain(part);
      expect(text, name).toContain('********');
    }
  });

  it.each(['1', '2026', 'MASTER', 'caused', 'begun', 'd', 'HAVIP-01', 'null', '"'])(
    'stay whole with the secret %j',
    (secret) => {
      const files = renderReport(full, redactorOf(secret)).map(({ name, text }) => [name, text]);
      const { 'report.json': json = '', 'report.html': html, 'junit.xml': junit } = Object.fromEntries(files);
      expect(JSON.parse(json).timelines).toHaveLength(2);
      expect(html?.split('<svg class="plot"')).toHaveLength(5);
      expect(junit?.match(/<testcase /g)).toHaveLength(18);
    },
  );

  it('have data that reads back as what was recorded', () => {
    const [, , json] = renderReport(record(), new Redactor());
    const { timelines, origin } = JSON.parse(json?.text ?? '');
    expect(timelines).toEqual(record().drills);
    expect(origin).toEqual(record().origin);
  });
});
