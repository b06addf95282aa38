import { z } from 'zod';
import { messageOf } from '../../core/text/message-of.ts';
import type { Cloud } from './cloud.ts';
import { FAULTS } from './http/faults.ts';
import { announce } from './network/drift.ts';
import { mergePatch, replaceWorld } from './world/merge.ts';
import type { World } from './world/world.ts';

const PREFIX = '/_fake/';

export interface ControlRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: Uint8Array;
}

interface ControlAnswer {
  readonly status: number;
  readonly value: unknown;
}

/** What the controls need besides the cloud. */
export interface Control {
  /** The world that `reset` goes back to. */
  readonly initial: World;
  /** Called when the controls have changed the world. */
  readonly onChange?: () => void;
}

const ANNOUNCEMENT = z.strictObject({
  address: z.ipv4(),
  mac: z.string().optional(),
  instanceId: z.string().optional(),
});

/** Whether a path belongs to the controls, which the real cloud has none of. */
export function isControlPath(path: string): boolean {
  return path.startsWith(PREFIX);
}

type Handler = (cloud: Cloud, controls: Control, request: ControlRequest) => unknown;

const HANDLERS: Readonly<Record<string, Handler>> = {
  'GET faults': (cloud) => cloud.faults.pending(),
  'POST faults': (cloud, _controls, { body }) => {
    cloud.faults.add(FAULTS.parse(json(body)));
    return cloud.faults.pending();
  },
  'DELETE faults': (cloud) => {
    cloud.faults.clear();
    return [];
  },
  'GET calls': (cloud, _controls, { url }) => {
    const asked = (name: string) => url.searchParams.get(name) ?? undefined;
    return cloud.log.select({
      kind: asked('kind'),
      action: asked('action'),
      after: Number(asked('after') ?? 0),
    });
  },
  'DELETE calls': (cloud) => {
    cloud.log.clear();
    return [];
  },
  'GET state': (cloud) => {
    cloud.settle();
    return cloud.world;
  },
  'PATCH state': (cloud, controls, { body }) => {
    mergePatch(cloud.world, z.record(z.string(), z.unknown()).parse(json(body)));
    controls.onChange?.();
    return cloud.world;
  },
  'POST announce': (cloud, controls, { body }) => {
    const { address, mac, instanceId } = ANNOUNCEMENT.parse(json(body));
    const eni = Object.values(cloud.world.networkInterfaces).find(
      ({ Attachment }) => Attachment?.InstanceId === instanceId,
    );
    const moved = announce(cloud.world, { address, mac: mac ?? eni?.MacAddress ?? '' }, cloud.now());
    controls.onChange?.();
    return { moved };
  },
  'POST reset': (cloud, controls) => {
    replaceWorld(cloud.world, controls.initial);
    cloud.faults.clear();
    cloud.log.clear();
    controls.onChange?.();
    return {};
  },
};

/** Answers one request to the controls. */
export async function control(
  cloud: Cloud,
  controls: Control,
  request: ControlRequest,
): Promise<ControlAnswer> {
  const name = `${request.method} ${request.url.pathname.slice(PREFIX.length)}`;
  const handler = Object.hasOwn(HANDLERS, name) ? HANDLERS[name] : undefined;
  if (handler === undefined)
    return { status: 404, value: { error: `no "${name}"; there are ${Object.keys(HANDLERS).join(', ')}` } };
  try {
    return { status: 200, value: await handler(cloud, controls, request) };
  } catch (error) {
    return { status: 400, value: { error: messageOf(error) } };
  }
}

function json(body: Uint8Array): unknown {
  return JSON.parse(Buffer.from(body).toString());
}
