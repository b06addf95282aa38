import { connectSsh } from './built-in/ssh-connect.ts';
import type { Connect } from './connection.ts';

export { connectRenewable } from './renewable.ts';

/** Opens a session with a target over SSH, or with this machine, as its inventory entry says. */
export const connect: Connect = async (target, options = {}) => {
  if (target.via === 'ssh' || target.via === 'openssh') {
    const { connectRetries = 0 } = target;
    if (connectRetries === 0) return connectSsh(target, options);
    const { retrying } = await import('./retrying.ts');
    return retrying(() => connectSsh(target, options), { retries: connectRetries, signal: options.signal });
  }
  if (target.via !== 'local') {
    const { connectContainer } = await import('./container.ts');
    return connectContainer(target.via, target, options);
  }
  const { connectLocal } = await import('./local.ts');
  return connectLocal(target, options);
};

/** Loads the SSH library ahead of the first connect, so that it is there when the inventory has been read. */
export async function preloadSsh(): Promise<void> {
  await import('./built-in/ssh-client.ts');
}
