import { command, packageInstalled, play, playbook, quote, service, z } from 'havip-deploy';

/** MariaDB with a database and its user, each only where it is missing. */
export default playbook({
  name: 'database',
  plays: [
    play({
      name: 'MariaDB',
      hosts: 'all',
      vars: z.object({ database: z.string().regex(/^\w+$/).default('shop') }),
      tasks: ({ vars: { database } }) => [
        packageInstalled({ package: 'mariadb-server' }),
        service({ service: 'mariadb', ready: 'mysqladmin --wait=10 ping >/dev/null' }),
        command({
          name: `database ${database}`,
          run: sql(
            `CREATE USER IF NOT EXISTS ${database}@localhost; CREATE DATABASE ${database};
            GRANT ALL ON ${database}.* TO ${database}@localhost`,
          ),
          unless: sql(`USE ${database}`),
          undo: sql(`DROP DATABASE IF EXISTS ${database}; DROP USER IF EXISTS ${database}@localhost`),
        }),
      ],
    }),
  ],
});

function sql(statement: string): string {
  return `mysql -e ${quote(statement)}`;
}
