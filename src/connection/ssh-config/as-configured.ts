import { type Outcome, success } from '../../core/outcome.ts';
import type { SshOptions, Target } from '../../core/ssh/target.ts';
import type { ConnectOptions } from '../connection.ts';
import { type Asked, askSsh, keysOf, one, type SshConfig, usualConfig } from './ask-ssh.ts';
import { type Configured, finished } from './finished.ts';
import { fromConfig } from './from-config.ts';
import { jumpsOf, readJumps } from './jumps.ts';
import { sessionOptions } from './session-options.ts';
import { aroundOf } from './tokens.ts';

/** Asks ssh what its configuration makes of a target and of the jump hosts on the way to it. */
export async function asConfigured(target: Target, options: ConnectOptions): Promise<Outcome<Configured>> {
  const { unsaid = {} } = target;
  const asked: Asked = {
    peer: { host: target.name, endpoint: `${target.address}:${target.port}` },
    host: target.address,
    user: unsaid.user === true ? undefined : target.user,
    port: unsaid.port === true ? undefined : target.port,
    configFile: target.ssh.configFile,
  };
  const config = await askSsh(asked, options);
  if (!config.ok) return config;
  if (config.value === undefined) return success(finished(target, options));
  const usual = await usualConfig(asked.configFile, options);
  const found = applied(target, config.value, usual, options);
  const jumps = await jumpsOf(found.ssh.proxyJump ?? [], { ...asked, usual }, options);
  if (!jumps.ok) return jumps;
  const { hosts, keys, needsOpenSsh } = jumps.value;
  // One list of keys serves all machines on the way.
  const all = [...(found.ssh.usualIdentityFiles ?? []), ...keys];
  const ssh = {
    ...(needsOpenSsh === undefined ? {} : { needsOpenSsh }),
    ...found.ssh,
    ...(hosts.length === 0 ? {} : { proxyJump: hosts }),
    ...(all.length === 0 ? {} : { usualIdentityFiles: [...new Set(all)] }),
  };
  return success(finished({ ...found, ssh }, options));
}

function applied(target: Target, config: SshConfig, usual: SshConfig, options: ConnectOptions): Target {
  const user = one(config, 'user') ?? target.user;
  const port = Number(one(config, 'port') ?? target.port);
  const address = one(config, 'hostname') ?? target.address;
  const session = sessionOptions(config, usual, target.address);
  const alias = target.ssh.hostKeyAlias ?? session.hostKeyAlias;
  const around = aroundOf(
    { host: address, original: target.address, port, user: user ?? '', alias },
    options,
  );
  const keys = keysOf(config, around);
  const fromFile: SshOptions = {
    ...session,
    ...fromConfig(config, usual, around),
    ...(keys.length === 0 ? {} : { usualIdentityFiles: keys }),
    ...proxyOf(target.ssh, one(config, 'proxyjump'), one(config, 'proxycommand')),
  };
  const algorithms = { ...fromFile.algorithms, ...target.ssh.algorithms };
  const logins = { ...fromFile.logins, ...target.ssh.logins };
  const found = { ...target, address, port, ...(user === undefined ? {} : { user }) };
  return {
    ...found,
    ssh: {
      ...fromFile,
      ...target.ssh,
      ...(Object.keys(algorithms).length === 0 ? {} : { algorithms }),
      ...(Object.keys(logins).length === 0 ? {} : { logins }),
    },
  };
}

/** The way that the inventory gives counts; it is one of the two. */
function proxyOf(given: SshOptions, jump: string | undefined, command: string | undefined): SshOptions {
  if (given.proxyCommand !== undefined || (given.proxyJump?.length ?? 0) > 0) return {};
  if (jump !== undefined && given.proxyJump === undefined) return { proxyJump: readJumps(jump) };
  return command === undefined ? {} : { proxyCommand: command };
}
