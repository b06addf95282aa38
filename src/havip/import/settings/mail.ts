import { entries, setting } from '../../../keepalived/meaning/settings.ts';
import { SAMPLE_MAIL } from '../../takeover/losses/global-losses.ts';
import { sendsMail } from '../../takeover/losses/instance-losses.ts';
import type { FoundCluster } from '../found.ts';

const DEFAULT_CONNECT_SECONDS = 30;

/** Who gets mail, where mail is sent at all and somebody reads it. */
export function mail({ members: [{ node, instance }] }: FoundCluster): Readonly<Record<string, unknown>> {
  const { globals } = node.view;
  const readers = entries(globals, 'notification_email')
    .flatMap(({ words }) => words.map(({ text }) => text))
    .filter((address) => !SAMPLE_MAIL.test(address));
  if (!sendsMail(instance.body, globals) || readers.length === 0) return {};
  const [host, port] = globals.find(({ words }) => words[0].text === 'smtp_server')?.words.slice(1) ?? [];
  const from = setting(globals, 'notification_email_from')?.value;
  const seconds = setting(globals, 'smtp_connect_timeout')?.value;
  return {
    email: [...new Set(readers)],
    ...(from === undefined ? {} : { from }),
    ...(host === undefined
      ? {}
      : { smtp_server: port === undefined ? host.text : `${host.text}:${port.text}` }),
    ...(seconds === undefined || Number(seconds) === DEFAULT_CONNECT_SECONDS
      ? {}
      : { smtp_connect_timeout: `${seconds}s` }),
  };
}
