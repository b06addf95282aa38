import { archive, execute, link, once, play, playbook, service, waitFor, z } from 'havip-deploy';

const CURRENT = '/srv/app/current';

/**
 * A release beside the one that serves; the database is migrated once, by the first machine. Where the new release
 * does not answer, the old one is put back and serves again, and the run says what has failed.
 */
export default playbook({
  name: 'release with rescue',
  plays: [
    play({
      name: 'application',
      serial: [1, '50%'],
      maxFailures: 0,
      vars: z.object({ release: z.string(), release_file: z.string(), release_sha256: z.string() }),
      tasks: function* ({ vars }) {
        const to = `/srv/app/releases/${vars.release}`;
        const serve = (target: string) => [
          link({ path: CURRENT, target, notify: { service: 'app', action: 'restart' } }),
          service({ service: 'app' }),
        ];
        const { stdout: before } = yield* execute({
          name: 'release that serves',
          run: `readlink ${CURRENT} || true`,
          reads: true,
        });
        yield archive({ from: { path: vars.release_file }, sha256: vars.release_sha256, to, strip: 1 });
        if (before.trim() !== to) yield* once(execute({ name: 'migration', run: `${to}/bin/migrate` }));
        try {
          yield serve(to);
          yield waitFor({ http: 'http://127.0.0.1:8080/health', timeout: '30s' });
        } catch (failure) {
          if (before.trim() !== '') yield serve(before.trim());
          throw failure;
        }
      },
    }),
  ],
});
