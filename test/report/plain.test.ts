import { describe, expect, it } from 'vitest';
import { report } from './harness.ts';
import { EVENTS, problem, runDocument } from './sample.ts';

const QUIET = `12:00:04  HAVIP-01  keepalived.conf                       changed
12:00:06  HAVIP-01  finished  ok=9 changed=1  4.0 s
12:00:07  HAVIP-02  note a configuration written by hand was kept as keepalived.conf.orig
12:00:08  HAVIP-02  start keepalived                      failed  keepalived.service did not start
12:00:10  HAVIP-02  failed
12:00:11  web       stop HAVIP-01 → HAVIP-02   interruption 82 ms   takeover 75 ms   lost 8/512   passed
12:00:12  web       finished  11.0 s
`;

describe('plain mode', () => {
  it('writes a line for what changed or failed, and each failure once', async () => {
    expect((await report(EVENTS, runDocument(), {})).err).toBe(QUIET);
  });

  it('tells with -v also what was left as it was, and why', async () => {
    const { err } = await report(EVENTS, runDocument(), { verbosity: 1 });
    const more = err.split('\n').filter((line) => !QUIET.includes(line));
    expect(more).toEqual([
      '12:00:03  HAVIP-01  package keepalived                    ok  2.2.7 is installed',
      '12:00:05  HAVIP-01  firewall                              skipped  firewalld is not running',
    ]);
  });

  it('tells with -vv also what is being done', async () => {
    const { err } = await report(EVENTS, runDocument(), { verbosity: 2 });
    expect(err).toContain('12:00:02  HAVIP-01  reading facts\n');
  });

  it('shows diffs below their steps when asked', async () => {
    const { err } = await report(EVENTS, runDocument(), { diff: true });
    expect(err).toContain('changed\n    --- /etc/keepalived/keepalived.conf\n');
    expect(err).toContain('\n    -  advert_int 1\n    +  advert_int 2\n');
  });

  it('has what an action does in its line, and not below it once more', async () => {
    const words = { note: 'copies /etc/hosts here', diff: 'copies /etc/hosts here' };
    const event = {
      type: 'task-finished',
      host: 'h',
      task: 'fetch',
      status: 'would-change',
      ...words,
    } as const;
    const { err } = await report([event], runDocument(), { diff: true });
    expect(err).toMatch(/^12:00:00 {2}h {2}fetch +would-change {2}copies \/etc\/hosts here\n$/);
  });

  it('shows a problem that no step has told', async () => {
    const { err } = await report([{ type: 'problem', problem: problem({ host: 'h' }) }], runDocument(), {});
    expect(err).toBe('12:00:00  h  error[connection.refused] the connection was refused\n');
  });

  it('writes the recap and the problems to standard output', async () => {
    const document = runDocument({ ok: false, exitCode: 4, errors: [problem({ host: 'HAVIP-02' })] });
    expect((await report([], document, {})).out).toBe(
      `HAVIP-01 : ok=9 changed=4 unreachable=0 failed=0 skipped=0
HAVIP-02 : ok=9 changed=0 unreachable=0 failed=0 skipped=0

cluster  address       holder    drill                     interruption  takeover  split brain  verdict
web      172.16.16.12  HAVIP-01  stop HAVIP-01 → HAVIP-02  82 ms         75 ms     none         passed

up: failed after 12.3 s (exit code 4: a host could not be reached)

error[connection.refused] HAVIP-02: the connection was refused
`,
    );
  });

  it('prints a plan instead of a recap', async () => {
    const document = runDocument({ command: 'plan' });
    const { out } = await report(EVENTS, document, {});
    expect(out).toMatch(/^web {2}172.16.16.12/);
    expect(out).toMatch(/No changes\. .*\n$/);
    expect(out).not.toContain('ok=9');
  });

  it('says how a plan ended that is not complete', async () => {
    const document = runDocument({ command: 'plan', ok: false, exitCode: 4, errors: [problem()] });
    const { out } = await report(EVENTS, document, {});
    expect(out).toContain('\nplan: failed after 12.3 s (exit code 4: a host could not be reached)\n\nerror[');
  });

  it('has no colours unless asked, and then has them', async () => {
    const document = runDocument({ errors: [problem()] });
    const without = await report(EVENTS, document, { diff: true });
    const coloured = await report(EVENTS, document, { diff: true, color: true });
    expect(without.out + without.err).not.toContain('\x1b');
    expect(coloured.out.replace(/\x1b\[\d+m/g, '')).toBe(without.out);
    expect(coloured.err.replace(/\x1b\[\d+m/g, '')).toBe(without.err);
    expect(coloured.err).toContain('\x1b[33mchanged\x1b[39m');
  });
});

describe('json mode', () => {
  it('writes the document and nothing else', async () => {
    const { out, err } = await report(EVENTS, runDocument(), { mode: 'json', verbosity: 2, diff: true });
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({
      command: 'up',
      ok: true,
      clusters: { web: { holder: 'HAVIP-01' } },
    });
  });
});
