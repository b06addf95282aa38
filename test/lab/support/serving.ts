import { type Lab, startPing } from '../../../src/lab/index.ts';
import type { RunningCli } from './cli.ts';
import { exec, holdersAmong, holdersOf, NODES } from './cluster.ts';

/** Waits for something to become true; an error after so many milliseconds. */
export async function waitFor(is: () => Promise<boolean>, limitMs = 300_000): Promise<void> {
  const startedAt = Date.now();
  while (!(await is())) {
    if (Date.now() - startedAt > limitMs) throw new Error(`not within ${limitMs} ms: ${is}`);
    // Each look starts some processes on a machine that is busy with other labs.
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Waits for something that a command line brings about; when that ends too early, its output is the error. */
export async function orTell(run: RunningCli, happening: Promise<void>): Promise<void> {
  const ended = run.result.then(({ code }) => {
    throw new Error(`it ended too early, with ${code}: ${run.said()}`);
  });
  await Promise.race([happening, ended]);
}

/** The members of a cluster that have an address, seen without the code under test. */
export async function holdersIn(lab: Lab, cluster: string, address: string): Promise<readonly string[]> {
  const nodes = lab.machines.filter((machine) => machine.cluster === cluster).map(({ name }) => name);
  return holdersAmong(lab, nodes, address);
}

/** Names of the standby and the holder at this moment. */
export async function places(lab: Lab): Promise<{ readonly holder: string; readonly standby: string }> {
  const [holder] = await holdersOf(lab);
  const standby = NODES.find((node) => node !== holder);
  if (holder === undefined || standby === undefined) throw new Error('nobody holds the address');
  return { holder, standby };
}

/** Waits until an address answers the witness. */
export async function serves(lab: Lab, address: string, limitMs = 30_000): Promise<void> {
  await waitFor(async () => {
    const ping = await startPing(lab, 'probe-01', address, 0.05);
    await new Promise((resolve) => setTimeout(resolve, 300));
    return (await ping.stop()).replies.length > 0;
  }, limitMs);
}

/** A step of `up` that is held up on one machine. */
export interface HeldUp {
  /** Whether the step has been come to. */
  reached(): Promise<boolean>;
  /** Lets it go on, ends what still runs of it, and puts the machine back as it was. */
  remove(): Promise<void>;
}

const MARK = '/run/test-held-up';
const HOLD = `touch ${MARK}; while [ -e ${MARK} ]; do sleep 0.1; done`;

/** Holds up the configuration test: the new file lies beside the one in place. */
export async function holdUpConfigTest(lab: Lab, node: string): Promise<HeldUp> {
  const wrapper = `#!/bin/sh\ncase " $* " in *" -t "*) ${HOLD} ;; esac\nexec -a keepalived /usr/sbin/keepalived.held "$@"\n`;
  await exec(
    lab,
    node,
    'cd /usr/sbin && { [ -e keepalived.held ] || cp -p keepalived keepalived.held; } && cat >keepalived.new && chmod 755 keepalived.new && mv keepalived.new keepalived',
    wrapper.replace('#!/bin/sh', '#!/bin/bash'),
  );
  return held(lab, node, 'mv /usr/sbin/keepalived.held /usr/sbin/keepalived');
}

/** Holds up a reload before keepalived is told of it: the new file is in place and not yet read. */
export async function holdUpReload(lab: Lab, node: string): Promise<HeldUp> {
  const dropIn = '/etc/systemd/system/keepalived.service.d/zz-held-up.conf';
  const text = `[Service]\nExecReload=\nExecReload=/bin/sh -c '${HOLD}; kill -HUP $MAINPID'\n`;
  await exec(
    lab,
    node,
    `mkdir -p ${dropIn.replace(/\/[^/]*$/, '')}; cat >${dropIn}; systemctl daemon-reload`,
    text,
  );
  return held(lab, node, `rm ${dropIn}; systemctl daemon-reload`);
}

function held(lab: Lab, node: string, putBack: string): HeldUp {
  return {
    reached: async () => (await exec(lab, node, `[ ! -e ${MARK} ] || echo yes`)) !== '',
    remove: async () => {
      await exec(lab, node, `rm -f ${MARK}; sleep 1; ${putBack}`);
    },
  };
}
