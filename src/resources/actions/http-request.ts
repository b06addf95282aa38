import { z } from 'zod';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { quote } from '../../core/programs/shell.ts';
import { defineAction } from '../define/define-action.ts';
import { duration, line, text, webAddress } from '../define/options/option-types.ts';
import type { StepResult } from '../steps/action.ts';

/** What was answered. */
export interface HttpResult extends StepResult {
  /** Of HTTP. */
  readonly status: number;
  /** At most 1 MiB. */
  readonly body: string;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** A request over HTTP, from the machine. */
export const httpRequest = defineAction({
  call: 'httpRequest',
  summary: 'A request over HTTP, made on the machine, with curl.',
  notes:
    'GET and HEAD only read: they are made with `--check`, too. Any other method counts as a change; a rollback leaves what it did. Headers and body do not stand on a command line of the machine.',
  example: `const { status, body } = yield* httpRequest({
  url: 'http://127.0.0.1:8080/health',
  status: [200, 204],
});`,
  options: {
    url: webAddress.describe('The address.'),
    method: z.enum(METHODS).default('GET').describe('The method.'),
    headers: z
      .record(line, line)
      .default({})
      .meta({ examples: [{ Accept: 'application/json' }] })
      .describe('By name.'),
    body: text.optional().describe('What is sent along.'),
    status: z
      .array(z.int().min(100).max(599))
      .min(1)
      .readonly()
      .default([200])
      .describe('What may be answered; anything else is a failure.'),
    timeout: duration.default(30_000).describe('How long.'),
  },
  key: ({ method, url }) => `${method} ${url}`,
  title: ({ method, url }) => `${method} ${url}`,
  reads: ({ method }) => isSafe(method),
  does: ({ method }) => (isSafe(method) ? 'asks' : 'sends'),
  perform: async (options, machine): Promise<Outcome<HttpResult>> => {
    const { method, url, status, timeout } = options;
    const running = { activity: `${method} ${url}`, timeoutMs: timeout + 5000 };
    const script = request(options);
    const answer = isSafe(method)
      ? await machine.read(script, running)
      : await machine.change({ script }, running);
    if (!answer.ok) return answer;
    const { exitCode, stdout, stderr } = answer.value;
    const at = stdout.lastIndexOf('\n');
    const got = Number(stdout.slice(at + 1));
    const body = stdout.slice(0, Math.max(0, at));
    if (exitCode === 0 && status.includes(got))
      return success({ changed: !isSafe(method), status: got, body });
    return failure({
      code: 'host.request-failed',
      summary:
        exitCode === 0
          ? `${method} ${url} was answered with ${got}, not ${status.join(' or ')}`
          : `${method} ${url} has failed: ${stderr.trim() || `curl ended with ${exitCode}`}`,
      ...(body.trim() === '' ? {} : { detail: body.slice(0, 2000) }),
      fix: 'See what the server says in its log.',
    });
  },
  guess: (): HttpResult => ({ changed: true, guessed: true, status: 200, body: '' }),
  tells: ({ status }) => `status ${status}`,
});

function isSafe(method: (typeof METHODS)[number]): boolean {
  return method === 'GET' || method === 'HEAD';
}

interface Requested {
  readonly url: string;
  readonly method: (typeof METHODS)[number];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly timeout: number;
}

/** POSIX sh that prints the body, and on a last line the status. */
function request({ url, method, headers, body, timeout }: Requested): string {
  const word = (value: string) =>
    `"${value.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`;
  const config = [
    `url = ${word(url)}`,
    ...(method === 'HEAD' ? ['head'] : [`request = ${word(method)}`]),
    ...Object.entries(headers).map(([name, value]) => `header = ${word(`${name}: ${value}`)}`),
  ];
  const seconds = Math.max(1, Math.ceil(timeout / 1000));
  const sent = body === undefined ? '' : ' --data-binary @"$folder/body"';
  return `command -v curl >/dev/null || { echo 'curl is not on the machine' >&2; exit 1; }
umask 077; folder=$(mktemp -d) || exit 1
printf '%s\\n' ${quote(config.join('\n'))} > "$folder/config"
printf %s ${quote(body ?? '')} > "$folder/body"
curl -sS -m ${seconds} --max-filesize 1048576 -K "$folder/config"${sent} -w '\\n%{http_code}'
code=$?; rm -rf "$folder"; exit $code`;
}
