import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';
import type { Target } from '../core/ssh/target.ts';
import type { Connection, ConnectOptions } from './connection.ts';
import { hostProblem, lostProblem, type Peer } from './host-problem.ts';
import { runProgram } from './program/run-program.ts';
import { ShellConnection } from './shell/shell-connection.ts';
import type { ProcessHandlers, Transport } from './shell/transport.ts';
import { foreignWords } from './start-up/foreign-words.ts';

type Engine = 'docker' | 'podman';

/** Exit codes of `docker exec` and `podman exec` for what never started: the engine's own fault, no way in, no shell. */
const NOT_STARTED: ReadonlySet<number> = new Set([1, 125, 126, 127, 255]);

/** How the engines begin what they say themselves; what a shell in the container or sudo says has its own name before it. */
const COMPLAINS =
  /^(?:errors?\b|oci\b|cannot|can't|could not|couldn't|unable|failed|permission|got\b|unknown|unrecognized|flag\b|invalid|no such|see\b|usage|"?docker\b|"?podman\b|crun\b|runc\b|time=|level=|warning)/i;

/** What the engine says, and what it means. */
const COMPLAINTS: readonly { readonly says: RegExp; readonly why: string; readonly fix: string }[] = [
  {
    says: /unable to find user|no users found|no matching entries in passwd|no matching entries in group/i,
    why: 'it has no such user',
    fix: 'correct ansible_user; where it is not set, the user of the image is taken',
  },
  {
    says: /unknown (?:flag|shorthand|command)|unrecognized|failed to initialize|requires at least|flag provided but not defined|flag needs an argument/i,
    why: 'the command line of the engine is refused',
    fix: 'correct ansible_docker_extra_args or ansible_podman_extra_args, and the settings of the engine’s own command line',
  },
  {
    says: /no such container|no container with name or ID/i,
    why: 'there is no such container',
    fix: 'correct ansible_host: it is the name or id of a container here, and the name of the host where it is not set',
  },
  {
    says: /is not running|container state improper|is paused/i,
    why: 'the container does not run',
    fix: 'start it',
  },
  {
    says: /permission denied|cannot connect to the docker daemon|unable to connect to podman|is the docker daemon running/i,
    why: 'the engine does not answer',
    fix: 'start it, and see that you may use it (group docker, or CONTAINER_HOST / DOCKER_HOST)',
  },
  {
    says: /executable file .*not found|no such file or directory|ENOENT/i,
    why: 'there is no /bin/sh in the container, or the engine is not installed here',
    fix: 'use an image with a shell, and install the engine’s command line',
  },
];

/** Shells in a container, each by one `docker exec` or `podman exec`. */
class ContainerTransport implements Transport {
  readonly endpoint: string;
  readonly login: string | undefined;
  readonly #engine: Engine;
  readonly #words: readonly string[];
  readonly #peer: Peer;
  #closed = false;

  constructor(engine: Engine, target: Target, peer: Peer) {
    this.endpoint = peer.endpoint;
    // What the image says, where nobody says otherwise.
    this.login = target.unsaid?.user === true ? undefined : target.user;
    this.#engine = engine;
    this.#peer = peer;
    const user = this.login === undefined ? [] : ['-u', this.login];
    this.#words = [...(target.engineWords ?? []), 'exec', '-i', ...user, target.address, '/bin/sh', '-c'];
  }

  async start(commandLine: string, handlers: ProcessHandlers): Promise<Outcome<void>> {
    if (this.#closed) return failure(lostProblem(this.#peer, 'it was closed here', 'a command was started'));
    const program = {
      file: this.#engine,
      words: (line: string) => [...this.#words, line],
      complains: COMPLAINS,
      broken: async (code: number) =>
        code === 137 ? 'the container was stopped, or the program killed' : undefined,
    };
    const ran = await runProgram(program, commandLine, handlers);
    if (ran.kind === 'answered') return success(undefined);
    if (NOT_STARTED.has(ran.code) && ran.said !== '') return failure(this.#refused(ran.said));
    const reason = await program.broken(ran.code);
    handlers.onEnd(reason === undefined ? { kind: 'exit', code: ran.code } : { kind: 'lost', reason });
    return success(undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #refused(said: string) {
    return refusal(this.#engine, this.#peer, foreignWords(said));
  }
}

/** @param words what was said instead, without secrets */
function refusal(engine: Engine, peer: Peer, words: string): Problem {
  const { why, fix } = COMPLAINTS.find(({ says }) => says.test(words)) ?? {
    why: `${engine} starts no shell there`,
    fix: `try \`${engine} exec -i CONTAINER /bin/sh\` by hand`,
  };
  return hostProblem(peer, 'connection.container', {
    summary: `no shell in ${peer.endpoint}: ${why}`,
    detail: words,
    fix,
  });
}

/** A connection with a container of this machine, or of the engine that its command line is set up for. */
export async function connectContainer(
  engine: Engine,
  target: Target,
  options: ConnectOptions,
): Promise<Outcome<Connection>> {
  const peer: Peer = { host: target.name, endpoint: `${engine} container ${target.address}` };
  const transport = new ContainerTransport(engine, target, peer);
  // As with a login: who cannot be reached is known before anything is begun, and that is no round trip of a run.
  const { become: _, ...asLogin } = target;
  const tried = await new ShellConnection(transport, asLogin, options).run('', { label: 'opening a shell' });
  if (tried.ok) return success(new ShellConnection(transport, target, options));
  // Docker says some of its refusals on standard output, as if a shell had: no start-up file is read here that could.
  return failure(
    ...tried.problems.map((problem) =>
      problem.code === 'connection.no-shell' ? refusal(engine, peer, problem.detail ?? '') : problem,
    ),
  );
}
