import { describe, expect, it } from 'vitest';
import { serverProblem } from '../../../src/rollout/dbos/store/server-problem.ts';

const URL = 'postgres://ann:s3cret@db.example/rollouts';

function error(message: string, code?: string): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

describe('a server that cannot be used', () => {
  it.each([
    [error('connect ECONNREFUSED 10.0.0.1:5432', 'ECONNREFUSED'), 'does not answer', 'connection'],
    [error('getaddrinfo ENOTFOUND db.example', 'ENOTFOUND'), 'does not answer', 'connection'],
    [error('timeout exceeded when trying to connect'), 'does not answer', 'connection'],
    [error('the database system is starting up', '57P03'), 'does not answer', 'connection'],
    [error('password authentication failed for user "ann"', '28P01'), 'refuses the login', 'usage'],
    [error('no pg_hba.conf entry for host "10.0.0.2", SSL on', '28000'), 'refuses the login', 'usage'],
    [
      error('no pg_hba.conf entry for host "10.0.0.2", no encryption', '28000'),
      'lets nobody in without TLS',
      'usage',
    ],
    [error('connection requires a valid client certificate', '28000'), 'wants a certificate', 'usage'],
    [
      error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'),
      'refuses the login',
      'usage',
    ],
    [error('database "rollouts" does not exist', '3D000'), 'has no such database', 'usage'],
    [error('permission denied for schema havip_deploy', '42501'), 'does not let this user', 'usage'],
    [
      error('self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'),
      'cannot be spoken with by TLS',
      'usage',
    ],
    [error('The server does not support SSL connections'), 'cannot be spoken with by TLS', 'usage'],
    [error('unsupported frontend protocol', '0A000'), 'cannot be used', 'usage'],
  ])('%s', (given, words, area) => {
    const problem = serverProblem(given, URL);
    expect(problem.summary).toContain(`the PostgreSQL at db.example:5432/rollouts ${words}`);
    expect(problem.code.split('.')[0]).toBe(area);
    expect(JSON.stringify(problem)).not.toContain('s3cret');
  });
});
