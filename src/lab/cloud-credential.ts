import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { REGION } from './cloud/fake-cloud.ts';
import type { Credential } from './cloud/http/signature.ts';
import { accessFiles } from './record/access-files.ts';

/** The key pair of a lab's cloud, made at the first time, in the two forms in which programs look for one. */
export async function ensureCloudCredential(directory: string): Promise<Credential> {
  const { cloudCredentialsFile, cloudEnvironmentFile } = accessFiles(directory);
  const credential = (await readCredential(cloudCredentialsFile)) ?? newCredential();
  const { secretId, secretKey } = credential;
  await mkdir(dirname(cloudCredentialsFile), { recursive: true });
  const profile = `[default]\nsecret_id = ${secretId}\nsecret_key = ${secretKey}\n`;
  await writeFile(cloudCredentialsFile, profile, { mode: 0o600 });
  const variables = { SECRET_ID: secretId, SECRET_KEY: secretKey, REGION };
  const lines = Object.entries(variables).map(([name, value]) => `export TENCENTCLOUD_${name}=${value}\n`);
  await writeFile(cloudEnvironmentFile, lines.join(''), { mode: 0o600 });
  return credential;
}

function newCredential(): Credential {
  return {
    secretId: `AKID${randomBytes(16).toString('hex')}`,
    secretKey: randomBytes(16).toString('hex'),
  };
}

async function readCredential(file: string): Promise<Credential | null> {
  try {
    const text = await readFile(file, 'utf8');
    const read = (name: string) => new RegExp(`^${name} = (\\S+)$`, 'm').exec(text)?.[1];
    const [secretId, secretKey] = [read('secret_id'), read('secret_key')];
    return secretId === undefined || secretKey === undefined ? null : { secretId, secretKey };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
