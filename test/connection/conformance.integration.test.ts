import { userInfo } from 'node:os';
import { connect } from '../../src/connection/index.ts';
import { conformance } from './conformance.ts';
import { value } from './outcomes.ts';
import { mayHaveUsers, privateEtc } from './private-etc.ts';
import { Sshd, targetOf, Workshop } from './sshd.ts';
import { WAYS, type Way } from './ways.ts';

for (const way of WAYS) conformance(way, () => overSshd(way));

async function overSshd(via: Way) {
  const workshop = new Workshop();
  const hostKey = workshop.key('host');
  const key = workshop.key('user');
  const sshd = await Sshd.start(workshop, {
    hostKeys: [hostKey],
    authorizedKeys: [workshop.publicKey(key)],
    launcher: mayHaveUsers ? privateEtc(workshop, []) : [],
  });
  workshop.file('home/.ssh/known_hosts', sshd.knownHosts(hostKey));
  const target = targetOf(sshd.port, { via, privateKeyFile: key });
  const connection = value(await connect(target, { homeDirectory: workshop.home }));
  const close = async (): Promise<void> => {
    await connection.close();
    await sshd.stop();
    workshop.remove();
  };
  return { connection, folder: workshop.folder, close };
}

conformance('local', async () => {
  const workshop = new Workshop();
  const target = targetOf(0, { via: 'local' });
  const connection = value(await connect(target, { localUser: userInfo().username }));
  return { connection, folder: workshop.folder, close: async () => workshop.remove() };
});
