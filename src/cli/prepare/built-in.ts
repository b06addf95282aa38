/** Playbooks that come with the program, loaded when they are run. */
export const BUILT_IN = {
  up: () => import('../../../playbooks/up.ts'),
  upgrade: () => import('../../../playbooks/upgrade.ts'),
  verify: () => import('../../../playbooks/verify.ts'),
};

export type BuiltIn = keyof typeof BUILT_IN;
