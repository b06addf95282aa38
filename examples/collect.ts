import { resolve } from 'node:path';
import { fetchFile, play, z } from 'havip-deploy';

/** One file of each machine, collected in a folder of its own beside where the run was started. */
export default play({
  name: 'collect',
  vars: z.object({ collect: z.string().default('/etc/os-release') }),
  tasks: function* ({ host, vars }) {
    yield fetchFile({ from: vars.collect, to: resolve('collected', host.name, `.${vars.collect}`) });
  },
});
