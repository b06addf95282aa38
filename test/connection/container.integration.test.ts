import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/connection/index.ts';
import type { Target } from '../../src/core/ssh/target.ts';
import { conformance } from './conformance.ts';
import { value } from './outcomes.ts';
import { targetOf, Workshop } from './sshd.ts';

/**
 * No engine runs in the machines that these tests run on, so a program of its name stands in: it takes the words that
 * `docker exec` takes, runs them here, and refuses as the real programs (docker 20.10, podman 4.3) do, in their words
 * and on the stream where they say it.
 */
const STAND_IN = `#!/bin/sh
[ "$1" = --context ] && { context=$2; shift 2; }
[ "$1 $2" = 'exec -i' ] || { echo "unknown command $*" >&2; exit 1; }
shift 2
[ "$1" = -u ] && { user=$2; shift 2; }
case $1 in
  gone) echo 'Error response from daemon: No such container: gone' >&2; exit 1 ;;
  off) echo 'Error response from daemon: container 3f is not running' >&2; exit 1 ;;
  empty) echo 'OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown' >&2; exit 126 ;;
  deaf) echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?' >&2; exit 1 ;;
  nobody) echo 'unable to find user app: no matching entries in passwd file'; exit 126 ;;
  nocrew) echo 'Error: unable to find user app: no matching entries in passwd file' >&2; exit 126 ;;
  context) echo 'Failed to initialize: unable to resolve docker endpoint: context "far": context not found: open /root/.docker/contexts/meta/9e/meta.json: no such file or directory' >&2; exit 1 ;;
  flag) echo 'unknown flag: --far' >&2; exit 125 ;;
  odd) echo 'Error: something else' >&2; exit 125 ;;
esac
name=$1
shift
CONTAINER=$name CONTEXT=$context CONTAINER_USER=$user exec "$@"
`;

let workshop: Workshop;
let path: string | undefined;

beforeAll(() => {
  workshop = new Workshop();
  for (const name of ['docker', 'podman']) workshop.file(name, STAND_IN, 0o755);
  path = process.env.PATH;
  process.env.PATH = `${workshop.folder}:${path}`;
});
afterAll(() => {
  process.env.PATH = path;
  workshop.remove();
});

const inContainer = (address: string, more: Partial<Target> = {}): Target =>
  targetOf(22, { via: 'docker', address, unsaid: { user: true, port: true }, ...more });

conformance('a container', async () => {
  const own = new Workshop();
  const connection = value(await connect(inContainer('box')));
  return { connection, folder: own.folder, close: async () => own.remove() };
});

describe('a container', () => {
  it.each<[string, Partial<Target>, string]>([
    ['its name', {}, 'box\n\n\n'],
    ['a user who is named', { unsaid: {}, user: 'app' }, 'box\n\napp\n'],
    ['words of the engine', { engineWords: ['--context', 'far'] }, 'box\nfar\n\n'],
    ['the other engine', { via: 'podman' }, 'box\n\n\n'],
  ])('is reached by %s', async (_, more, expected) => {
    const connection = value(await connect(inContainer('box', more)));
    const program = 'printf "%s\\n" "$CONTAINER" "$CONTEXT" "$CONTAINER_USER"';
    expect(value(await connection.run(program)).stdout).toBe(expected);
    expect(connection.roundTrips).toBe(1);
    await connection.close();
    expect(await connection.run('true')).toMatchObject({ problems: [{ code: 'connection.lost' }] });
  });

  it.each<[string, RegExp]>([
    ['gone', /there is no such container/],
    ['off', /the container does not run/],
    ['empty', /there is no \/bin\/sh in the container/],
    ['deaf', /the engine does not answer/],
    ['nobody', /it has no such user/],
    ['nocrew', /it has no such user/],
    ['context', /the command line of the engine is refused/],
    ['flag', /the command line of the engine is refused/],
    ['odd', /docker starts no shell there/],
  ])('that is %s is told before anything runs', async (address, summary) => {
    expect(await connect(inContainer(address))).toMatchObject({
      problems: [{ code: 'connection.container', host: 'node', summary: expect.stringMatching(summary) }],
    });
  });
});
