import { randomInt } from 'node:crypto';
import type { Call } from '../action.ts';
import type { Task, World } from './world.ts';

interface Work {
  readonly kind: Task['kind'];
  readonly havipId?: string;
  readonly addressId?: string;
}

/** Begins the work of an asynchronous call; what it works on shows that by then. */
export function beginTask(work: Work, { world, requestId, nowMs, taskFailure }: Call): Task {
  const task: Task = {
    requestId,
    number: randomInt(10_000_000, 100_000_000),
    kind: work.kind,
    havipId: work.havipId ?? null,
    addressId: work.addressId ?? null,
    doneAtMs: nowMs + world.settings.delayMs,
    pollsLeft: world.settings.delayPolls,
    failure: taskFailure,
    status: 'RUNNING',
  };
  world.tasks[taskKey(task)] = task;
  return task;
}

/** One call can begin the work of several addresses. */
function taskKey({ requestId, addressId, kind }: Task): string {
  return kind === 'allocate' || kind === 'release' ? `${requestId}/${addressId}` : requestId;
}

/** The work in progress on a HAVIP. */
export function taskOnHaVip(world: World, havipId: string): Task | undefined {
  return running(world).find((task) => task.havipId === havipId);
}

/** The work in progress on an EIP. */
export function taskOnAddress(world: World, addressId: string): Task | undefined {
  return running(world).find((task) => task.addressId === addressId);
}

function running(world: World): readonly Task[] {
  return Object.values(world.tasks).filter(({ status }) => status === 'RUNNING');
}

/** Finishes what is due; a reading call counts as a look at all that runs. True where something ended. */
export function settleTasks(world: World, nowMs: number, looks: boolean): boolean {
  let ended = false;
  for (const task of running(world)) {
    if (nowMs < task.doneAtMs) continue;
    if (task.pollsLeft > 0) {
      if (looks) task.pollsLeft -= 1;
      continue;
    }
    task.status = task.failure === null ? 'SUCCESS' : 'FAILED';
    if (task.failure === null) FINISH[task.kind](world, task);
    else UNDO[task.kind](world, task);
    ended = true;
  }
  return ended;
}

type Ending = (world: World, task: Task) => void;

const FINISH: Readonly<Record<Task['kind'], Ending>> = {
  bind: (world, { havipId, addressId }) => {
    const havip = world.havips[havipId ?? ''];
    const address = world.addresses[addressId ?? ''];
    if (havip === undefined || address === undefined) return;
    havip.AddressIp = address.AddressIp;
    Object.assign(address, {
      AddressStatus: 'BIND',
      InstanceId: havip.HaVipId,
      InstanceType: 'HAVIP',
      PrivateAddressIp: havip.Vip,
    });
  },
  unbind: (world, { havipId, addressId }) => {
    const havip = world.havips[havipId ?? ''];
    if (havip !== undefined) havip.AddressIp = '';
    free(world, addressId);
  },
  delete: (world, { havipId }) => {
    delete world.havips[havipId ?? ''];
  },
  allocate: (world, { addressId }) => free(world, addressId),
  release: (world, { addressId }) => {
    delete world.addresses[addressId ?? ''];
  },
};

/** What is left where the work fails. */
const UNDO: Readonly<Record<Task['kind'], Ending>> = {
  bind: (world, { addressId }) => free(world, addressId),
  unbind: (world, { addressId }) => {
    const address = world.addresses[addressId ?? ''];
    if (address !== undefined) address.AddressStatus = 'BIND';
  },
  delete: () => undefined,
  allocate: FINISH.release,
  release: FINISH.allocate,
};

function free(world: World, addressId: string | null): void {
  const address = world.addresses[addressId ?? ''];
  if (address === undefined) return;
  Object.assign(address, {
    AddressStatus: 'UNBIND',
    InstanceId: null,
    InstanceType: null,
    PrivateAddressIp: null,
  });
}
