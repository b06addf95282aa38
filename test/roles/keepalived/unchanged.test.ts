import { describe, expect, it } from 'vitest';
import { renderFiles } from '../../../roles/keepalived/files/config.ts';
import { NODES_FACTS, SETTINGS, varsWith } from './sample.ts';

/** keepalived.conf and the check's script: a byte that changes is a reload, and for some settings a move of the address, on every machine in use. */
describe('what an inventory of before is rendered to stays, to the byte', () => {
  it.each(SETTINGS)('%s', async (name, havip) => {
    const files = (await varsWith(havip)).flatMap((vars) =>
      ['1.2.24', '2.2.7'].map((version) => {
        const rendered = renderFiles(vars, version, NODES_FACTS);
        if ('problems' in rendered) throw new Error(JSON.stringify(rendered.problems));
        const { config, checks } = rendered.files;
        const [check = ''] = checks.map(({ text }) => text);
        return `### ${vars.member.host.name}, keepalived ${version}\n${config}### check\n${check}`;
      }),
    );
    await expect(files.join('\n')).toMatchFileSnapshot(`unchanged/${name.replaceAll(' ', '-')}.txt`);
  });
});
