import type { HostFacts } from '../facts.ts';
import type { Example, Examples } from './example.ts';
import { fileFact, GOOD_FILES, PATHS } from './good.ts';

const fact = (facts: Partial<HostFacts>): Example => ({ bad: [], facts });
const files = (changes: NonNullable<HostFacts['files']>): Example =>
  fact({ files: { ...GOOD_FILES, ...changes } });

/** Examples of the rules about the host that a configuration is for: what is wrong there. */
export const HOST_EXAMPLES: Examples = {
  KA008: files({ [PATHS.config]: fileFact(0o750) }),
  KA024: fact({ interfaces: [{ name: 'eth0', addresses: ['172.16.16.7/24'] }] }),
  KA042: { ...fact({ keepalivedVersion: '1.2.23' }), also: ['KA003', 'KA043'] },
  KA043: fact({ keepalivedVersion: '1.3.5' }),
  KA047: fact({ interfaces: [{ name: 'eth0', addresses: ['172.16.16.5/29'] }] }),
  KA050: fact({ squattedAddresses: ['172.16.16.12'] }),
  KA051: fact({ havips: { '172.16.16.12': null } }),
  KA064: files({ [PATHS.config]: fileFact(0o644) }),
  KA071: files({ [PATHS.check]: null }),
  KA072: files({ [PATHS.check]: fileFact(0o644) }),
  KA073: files({ [PATHS.check]: fileFact(0o757) }),
  KA075: { bad: [['    script_user root\n', '']], facts: {} },
  KA076: files({ [PATHS.check]: fileFact(0o755, { start: 'echo' }) }),
  KA080: fact({ vrrpAllowedFrom: { '172.16.16.6': false } }),
  KA081: { bad: [[PATHS.check, '/opt/check']], facts: {} },
  KA082: fact({ interfaces: [{ name: 'ens5', addresses: ['172.16.16.5/24'] }] }),
  KA083: fact({ addressManagers: ['systemd-networkd'] }),
  KA084: fact({ unit: { waitsForNetwork: false, restarts: true } }),
  KA085: fact({ unit: { waitsForNetwork: true, restarts: false } }),
  KA086: fact({ pidFileProcess: { pid: 7, command: 'sshd' } }),
};
