import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Tells of each change of who has which address; gives how long two had one, at most. */
export class Holders {
  #machines;
  #folder;
  #since = new Map();
  #both = new Map();
  #children = [];
  onLeft = () => undefined;

  /** @param folder of the lab, with its key */
  constructor(machines, folder) {
    this.#machines = machines;
    this.#folder = folder;
  }

  start() {
    for (const machine of this.#machines) {
      const words = [
        '-q',
        '-i',
        join(this.#folder, 'id_ed25519'),
        '-o',
        `UserKnownHostsFile=${join(this.#folder, 'known_hosts')}`,
      ];
      const watch = `ip -o -4 addr show dev eth0; echo watching; exec ip -ts -o monitor address dev eth0`;
      const child = spawn('ssh', [...words, '-p', `${machine.port}`, 'root@127.0.0.1', watch], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      createInterface({ input: child.stdout }).on('line', (line) => this.#see(machine, line));
      this.#children.push(child);
    }
  }

  #see({ cluster, name, address }, line) {
    if (!line.includes(`inet ${address}/`)) return;
    const at = Date.parse(`${/^\[([^\]]+)\]/.exec(line)?.[1] ?? ''}Z`) || Date.now();
    const holding = this.#since.get(cluster) ?? new Map();
    this.#since.set(cluster, holding);
    if (!line.includes('Deleted')) {
      if (!holding.has(name)) holding.set(name, at);
      return;
    }
    const began = holding.get(name);
    holding.delete(name);
    for (const other of holding.values()) {
      const both = at - Math.max(began ?? at, other);
      if (both > (this.#both.get(cluster) ?? 0)) this.#both.set(cluster, both);
    }
    this.onLeft(cluster);
  }

  /** Milliseconds, by cluster; and who has an address that another one has, too, now. */
  result() {
    const now = [...this.#since].filter(([, holding]) => holding.size > 1).map(([cluster]) => cluster);
    const longest = Math.max(0, ...this.#both.values());
    this.#both.clear();
    return { longest, now };
  }

  end() {
    for (const child of this.#children) child.kill();
  }
}
