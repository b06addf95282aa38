import { execute, play, reboot } from 'havip-deploy';

/**
 * Machines that want a reboot get one: of each cluster the standby first, and its holder last, after a standby has
 * taken the address. The next machine is not touched before the one before it does its work again.
 */
export default play({
  name: 'rolling reboot',
  serial: '10%',
  maxFailures: 0,
  tasks: function* () {
    const { exitCode } = yield* execute({
      name: 'reboot wanted',
      run: 'test -e /var/run/reboot-required',
      reads: true,
      exitCodes: [0, 1],
    });
    if (exitCode === 0) yield reboot({ timeout: '10m' });
  },
});
