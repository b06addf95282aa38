import { pairFrom } from './pair.ts';
import type { CredentialSource } from './source.ts';

const names = { id: 'TENCENTCLOUD_SECRET_ID', key: 'TENCENTCLOUD_SECRET_KEY' } as const;

/** The variables that Tencent's SDKs read, and Terraform's provider. */
export const fromEnvironment: CredentialSource = {
  name: `the environment (${names.id} and ${names.key})`,
  find: async (world) => {
    const { environment } = world;
    const token = environment.TENCENTCLOUD_SESSION_TOKEN ?? environment.TENCENTCLOUD_SECURITY_TOKEN;
    const found = { id: environment[names.id], key: environment[names.key], token };
    return pairFrom({ origin: 'the environment', names, found }, world);
  },
};
