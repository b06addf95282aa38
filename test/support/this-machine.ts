import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../../src/connection/connection.ts';
import { connectLocal } from '../../src/connection/local.ts';
import type { RunEvent } from '../../src/core/events/event.ts';
import { HostSession } from '../../src/engine/host-session.ts';
import type { Desired } from '../../src/engine/plan.ts';
import { Tally } from '../../src/engine/tally.ts';
import type { Resource } from '../../src/resources/resource.ts';

/** This machine as a host: real programs run by the real sh, in a folder of their own. */
export interface ThisMachine {
  readonly connection: Connection;
  readonly folder: string;
  readonly owner: { readonly owner: string; readonly group: string };
  readonly session: () => {
    readonly session: HostSession;
    readonly tally: Tally;
    readonly events: RunEvent[];
  };
  readonly close: () => Promise<void>;
}

export async function thisMachine(): Promise<ThisMachine> {
  const folder = await mkdtemp(join(tmpdir(), 'havip-deploy-test-'));
  const opened = await connectLocal(
    { name: 'here', via: 'local', address: 'localhost', port: 22, ssh: {} },
    {},
  );
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  const connection = opened.value;
  const identity = await connection.run('id -un; id -gn');
  if (!identity.ok) throw new Error(JSON.stringify(identity.problems));
  const [owner = userInfo().username, group = owner] = identity.value.stdout.split('\n');
  return {
    connection,
    folder,
    owner: { owner, group },
    session: () => {
      const events: RunEvent[] = [];
      const onEvent = (event: RunEvent) => void events.push(event);
      const tally = new Tally('here', onEvent);
      const selection = { tags: [], skipTags: [] };
      const session = new HostSession({
        connection,
        tally,
        selection,
        journal: { folder: join(folder, 'journal', 'test-run'), about: 'command=test\n', stateBefore: ':' },
        onEvent,
        limit: (work) => work(),
      });
      return { session, tally, events };
    },
    close: async () => {
      await connection.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A wish for exactly these resources. */
export function want(...resources: readonly Resource[]): Desired {
  return { facts: [], resources: () => resources };
}
