import { cloudAddress, type Playbook, play, playbook, publicAddress } from 'havip-deploy';
import { keepalivedRemoved } from '../roles/keepalived/removed.ts';

export interface DownOptions {
  /** The program itself, too. */
  readonly purge: boolean;
  /** The HAVIP and the named EIP, too, where somebody else made them. */
  readonly deleteAddress: boolean;
}

/** What `havip-deploy down` runs: the guide's steps undone, the last one first. */
export function down({ purge, deleteAddress: force }: DownOptions): Playbook {
  return playbook({
    name: 'down',
    removes: true,
    strategy: 'free',
    plays: [
      publicAddress({ name: 'Step 4 undone: unbind the EIP', state: 'absent', force }),
      play({
        name: 'Steps 5, 3 and 2 undone: stop Keepalived and remove it; the standby first',
        roles: [keepalivedRemoved({ purge })],
      }),
      cloudAddress({ name: 'Step 1 undone: give the HAVIP back', state: 'absent', force }),
    ],
  });
}
