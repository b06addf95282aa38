import { connect, createServer } from 'node:net';

function end(sockets) {
  for (const each of sockets) each.destroy();
}

/** A way to the PostgreSQL that can be cut: what is sent is kept, as by a network that is away. */
export function startWay(url) {
  const { port } = new URL(url);
  const pairs = new Set();
  let isCut = false;
  const server = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1');
    const pair = [near, far];
    pairs.add(pair);
    for (const each of pair) each.on('error', () => undefined).on('close', () => end(pair));
    near.pipe(far).pipe(near);
    if (isCut) for (const each of pair) each.pause();
  }).listen(0, '127.0.0.1');
  return {
    url: () => url.replace(`:${port}/`, `:${server.address().port}/`),
    cut: () => {
      isCut = true;
      for (const [near, far] of pairs) {
        near.unpipe(far);
        far.unpipe(near);
        near.pause();
        far.pause();
      }
    },
    /** Connections that were cut are gone, as for a firewall that has forgotten them; new ones pass. */
    mend: () => {
      isCut = false;
      for (const pair of pairs) end(pair);
      pairs.clear();
    },
    close: () => server.close(),
  };
}
