import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hookFiles } from '../../../roles/keepalived/files/hooks.ts';
import { HOOKS_PATH, WEBHOOKS_PATH } from '../../../roles/keepalived/paths.ts';
import { WEBHOOK_QUEUE, webhooksFact, webhookWords } from '../../../src/havip/daemon/webhooks-fact.ts';
import { varsWith } from './sample.ts';

interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Answer {
  readonly status?: number;
  readonly body?: string;
  /** The server says nothing at all. */
  readonly silent?: true;
}

const TOKEN = 'k3yOfTheHook';
const SECRET = `SEC${'0123456789abcdef'.repeat(4)}`;

/** Of the two that can send, those that this machine has. */
const SENDERS = ['curl', 'wget'].filter((name) => spawnSync(name, ['--version']).status === 0);

/** The programs themselves by the real sh and curl or wget, in a folder of the test's, to a server of the test's. */
describe('webhooks', () => {
  let folder = '';
  let server: Server;
  let heard: Heard[] = [];
  let answers: Answer[] = [];
  /** Lists of processes and their environments, seen while a request was under way. */
  let seen = '';
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'havip-webhooks-'));
    [heard, answers, seen] = [[], [], ''];
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += String(chunk)));
      request.on('end', () => {
        heard.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(text) });
        seen += processes();
        const { status = 200, body = '{"errcode":0,"errmsg":"ok","code":0}', silent } = answers.shift() ?? {};
        if (silent !== true) response.writeHead(status).end(body);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    rmSync(folder, { recursive: true });
  });

  const url = () => {
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/send?key=${TOKEN}`;
  };
  const queue = (...names: readonly string[]) => join(folder, 'queue', ...names);
  const log = () => readFileSync(join(folder, 'notify.log'), 'utf8');

  async function written(
    webhooks: readonly Readonly<Record<string, unknown>>[],
    { pause = 0, sender = 'curl' } = {},
  ): Promise<void> {
    const [vars] = await varsWith({
      notify: { webhooks: webhooks.map((each) => ({ url: url(), ...each })) },
    });
    const files = vars ? hookFiles([vars.cluster], 'HAVIP-01') : [];
    for (const [path, name] of [
      [HOOKS_PATH, 'take'],
      [WEBHOOKS_PATH, 'send'],
    ] as const) {
      const text = (files.find((each) => each.path === path)?.text ?? '')
        .replaceAll(WEBHOOK_QUEUE, queue())
        .replaceAll('/var/lib/havip/hooks', join(folder, 'hooks'))
        .replaceAll('/var/log/havip', folder)
        .replaceAll('command -v curl', `[ ${sender} = curl ]`)
        .replaceAll('pause=5', `pause=${pause}`)
        .replaceAll('PATH=/usr/sbin', `PATH=${folder}:/usr/sbin`)
        .replaceAll(/systemctl start .*/g, 'true');
      writeFileSync(join(folder, name), text, { mode: 0o700 });
    }
  }

  function told(...states: readonly string[]): void {
    writeFileSync(join(folder, 'fifo'), states.map((state) => `INSTANCE "VI_1" ${state} 250\n`).join(''));
    expect(spawnSync('sh', [join(folder, 'take'), join(folder, 'fifo')], { encoding: 'utf8' }).stderr).toBe(
      '',
    );
  }

  const begun = (): ChildProcess => spawn('sh', [join(folder, 'send')], { detached: true, stdio: 'ignore' });
  const sent = () => new Promise((done) => begun().once('exit', done));

  const events = (name: string) => readdirSync(queue(name)).filter((each) => each.startsWith('event-'));

  async function resultOf(name: string): Promise<string> {
    const [vars] = await varsWith({ notify: { webhooks: [{ url: url(), name }] } });
    const fact = vars && webhooksFact(vars.cluster);
    const program = fact?.program.replaceAll(WEBHOOK_QUEUE, queue()) ?? '';
    const [result] = fact?.parse(spawnSync('sh', ['-c', program], { encoding: 'utf8' }).stdout) ?? [];
    return result === undefined ? 'none' : webhookWords(result);
  }

  it('send each change in order, in the form of each service, signed as it wants it', async () => {
    const signed = { secret: SECRET, states: ['master'] };
    await written([
      { states: ['master', 'stop'] },
      ...['slack', 'wecom'].map((kind) => ({ kind, states: ['master'] })),
      ...['dingtalk', 'feishu'].map((kind) => ({ kind, ...signed })),
      { name: 'signed', ...signed },
    ]);
    expect(statSync(join(folder, 'send')).mode & 0o777).toBe(0o700);
    told('BACKUP', 'MASTER', 'STOP');
    await sent();
    const text = expect.stringMatching(
      /^web: HAVIP-01 is MASTER now \(172\.16\.16\.12, priority 250, \S+\)$/,
    );
    const bodies = heard.map(({ body }) => body);
    expect(bodies.flatMap(({ state }) => state ?? []).sort()).toEqual(['MASTER', 'MASTER', 'STOP']);
    expect(bodies).toContainEqual({
      ...{ event: 'vrrp_state', cluster: 'web', node: 'HAVIP-01', instance: 'VI_1', state: 'MASTER' },
      ...{ priority: 250, addresses: ['172.16.16.12'], at: expect.any(String), text },
    });
    expect(bodies).toContainEqual({ text });
    expect(bodies).toContainEqual({ msgtype: 'text', text: { content: text } });
    const feishu = bodies.filter(({ msg_type }) => msg_type === 'text');
    expect(feishu.map(({ content }) => content)).toEqual([{ text }]);
    for (const { timestamp, sign } of feishu)
      expect(sign).toBe(createHmac('sha256', `${timestamp}\n${SECRET}`).digest('base64'));
    const dingtalk = heard
      .map(({ path }) => new URL(path, 'http://x').searchParams)
      .filter((each) => each.has('sign'));
    expect(dingtalk).toHaveLength(1);
    for (const each of dingtalk)
      expect(each.get('sign')).toBe(
        createHmac('sha256', SECRET)
          .update(`${each.get('timestamp')}\n${SECRET}`)
          .digest('base64'),
      );
    const own = heard.filter(({ headers }) => headers['x-havip-signature'] !== undefined);
    expect(own).toHaveLength(1);
    for (const { headers, body } of own)
      expect(headers['x-havip-signature']).toBe(
        `sha256=${createHmac('sha256', SECRET).update(JSON.stringify(body)).digest('hex')}`,
      );
    expect(heard).toHaveLength(7);
    for (const place of [seen, log(), await resultOf('json')]) {
      expect(place).not.toContain(TOKEN);
      expect(place).not.toContain(SECRET);
    }
  });

  it.each(SENDERS)('are tried again by %s until they are taken or their time is over', async (sender) => {
    await written([{ kind: 'wecom' }], { sender });
    told('MASTER');
    answers = [{ status: 502 }, { body: '{"errcode": 93000, "errmsg": "invalid webhook url"}' }];
    await sent();
    expect(heard).toHaveLength(3);
    await written([{ name: 'late', retry_for: '0s', timeout: '1s' }], { sender });
    told('FAULT');
    answers = [{ silent: true }];
    await sent();
    expect(events('late')).toEqual([]);
    expect(log()).toMatch(
      /wecom for MASTER not delivered yet: HTTP 502\n.*delivered at try 3: HTTP 200\n.*late for FAULT given up after try 1: no answer \((28|4)\)\n$/,
    );
  });

  it('keep their order and their time while the clock is set, back by an hour and then forward', async () => {
    const setClock = (shift: number) =>
      writeFileSync(join(folder, 'date'), `#!/bin/sh\nexec /bin/date -d "${shift} seconds" "$@"\n`, {
        mode: 0o755,
      });
    await written([{ kind: 'wecom', retry_for: '60s' }]);
    setClock(0);
    told('MASTER');
    setClock(-3600);
    told('BACKUP');
    setClock(3600);
    answers = [{ status: 502 }];
    await sent();
    const states = heard.map(({ body }) => JSON.stringify(body).match(/BACKUP|MASTER/)?.[0]);
    expect(states).toEqual(['MASTER', 'MASTER', 'BACKUP']);
    expect(log()).not.toContain('given up');
  });

  it('tell in status what keeps them, and lose nothing when what sends is killed', async () => {
    await written([{ kind: 'feishu' }], { pause: 60 });
    told('BACKUP', 'MASTER');
    answers = [{ body: '{"code":19021,"msg":"sign match fail"}' }];
    const sender = begun();
    const gone = new Promise((done) => sender.once('exit', done));
    await expect
      .poll(() => resultOf('feishu'), { timeout: 20_000 })
      .toMatch(
        /^the webhook feishu for BACKUP: not delivered yet: HTTP 200, refused with code 19021 \(.*\); 2 waiting$/,
      );
    process.kill(-(sender.pid ?? 0), 'SIGKILL');
    await gone;
    expect(events('feishu')).toHaveLength(2);
    await sent();
    expect(heard.map(({ body }) => JSON.stringify(body).match(/BACKUP|MASTER/)?.[0])).toEqual([
      ...['BACKUP', 'BACKUP', 'MASTER'],
    ]);
    expect(events('feishu')).toEqual([]);
  });
});

/** What every process was started with. */
function processes(): string {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && Number(name) !== process.ppid)
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8') + readFileSync(`/proc/${pid}/environ`, 'utf8');
      } catch {
        return '';
      }
    })
    .join('\n');
}
