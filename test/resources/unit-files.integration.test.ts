import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readUnitFiles } from '../../src/resources/services/unit-files.ts';
import { shells } from '../support/shells.ts';

const { all, close } = shells();
afterAll(close);

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'havip-units-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** What systemd says, and what lies on the disk; both with paths below the root. */
interface Case {
  readonly says?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
}

const UNIT = '/usr/lib/systemd/system/thing.service';
const DROP_IN = '/etc/systemd/system/thing.service.d/own.conf';
const KNOWN = { LoadState: 'loaded', NeedDaemonReload: 'no', FragmentPath: UNIT, DropInPaths: DROP_IN };

describe.each(all)('unit files of a service that is to start ($name)', (shell) => {
  async function reads({ says = {}, files = [UNIT, DROP_IN] }: Case, service = 'thing'): Promise<boolean> {
    for (const path of files) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), '');
    }
    const lines = Object.entries({ ...KNOWN, ...says }).map(
      ([key, value]) => `${key}=${value.replaceAll(/(^|(?<= ))\//g, `${root}/`)}`,
    );
    mkdirSync(join(root, 'bin'), { recursive: true });
    const systemctl = `#!/bin/sh\ncase $1 in show) printf '%s\\n' '${lines.join("' '")}' ;; daemon-reload) echo read ;; esac\n`;
    writeFileSync(join(root, 'bin', 'systemctl'), systemctl);
    chmodSync(join(root, 'bin', 'systemctl'), 0o755);
    const program = readUnitFiles(service).replaceAll(/(?<=[ '"])\/(?=etc|run|usr|lib)/g, `${root}/`);
    const said = await shell.run(`PATH=${root}/bin:$PATH; set -eu\n${program}`);
    expect([said.status, said.output === '' || said.output === 'read\n']).toEqual([0, true]);
    return said.output !== '';
  }

  it('are not read anew where systemd knows them as they are', async () => {
    expect(await reads({})).toBe(false);
    expect(await reads({}, 'thing.service')).toBe(false);
  });

  it('are known by their names where one folder is a link to the other', async () => {
    mkdirSync(join(root, 'usr/lib'), { recursive: true });
    symlinkSync('usr/lib', join(root, 'lib'));
    expect(await reads({ says: { FragmentPath: UNIT.replace('/usr', '') } })).toBe(false);
  });

  it.each<[string, Case]>([
    ['it knows no such unit', { says: { LoadState: 'not-found' } }],
    ['it has older ones', { says: { NeedDaemonReload: 'yes' } }],
    ['it says nothing of the kind', { says: { NeedDaemonReload: '' } }],
    ['it does not know a drop-in', { says: { DropInPaths: '' } }],
    ['it knows another one', { says: { DropInPaths: `${DROP_IN}.bak /etc/own.conf` } }],
    [
      'there is one beside the package’s',
      { files: [UNIT, DROP_IN, '/usr/lib/systemd/system/thing.service.d/a.conf'] },
    ],
    ['another file counts by now', { files: [UNIT, DROP_IN, '/etc/systemd/system/thing.service'] }],
    ['its file has gone', { files: [DROP_IN] }],
    ['its file is no file of this kind', { says: { FragmentPath: '/run/systemd/generator/thing.service' } }],
  ])('are read anew where %s', async (_where, of) => {
    expect(await reads(of)).toBe(true);
  });

  it('are read anew for a unit that may have drop-ins under other names', async () => {
    expect(await reads({}, 'thing@1')).toBe(true);
  });
});
