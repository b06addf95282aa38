/** What an explanation may name. */
export interface Refusal {
  readonly action: string;
  readonly region: string;
  readonly keysFrom: string;
  /** `vpc:CreateHaVip` */
  readonly permission: string;
}

export interface Explanation {
  /** The problem's code after `cloud.`. */
  readonly name: string;
  readonly summary: string;
  readonly fix: string;
}

/** What a code means for one call. */
export type Explain = (refusal: Refusal) => Explanation;

/** The same for every call. */
export const says =
  (name: string, summary: string, fix: string): Explain =>
  () => ({ name, summary, fix });

export const wrongKey: Explain = ({ keysFrom }) => ({
  name: 'wrong-key',
  summary: 'Tencent Cloud does not accept the keys',
  fix: `Check the secret id and the secret key from ${keysFrom}: both of one pair, whole and enabled.`,
});

export const oldToken: Explain = ({ keysFrom }) => ({
  name: 'wrong-token',
  summary: 'Tencent Cloud does not accept the session token',
  fix: `Get new temporary keys and put them into ${keysFrom}, all three of one set; leave the token out with lasting keys.`,
});

export const noPermission: Explain = ({ action, keysFrom, permission }) => ({
  name: 'no-permission',
  summary: `The keys may not call ${action}`,
  fix: `Allow ${permission} in a CAM policy of the user or role that the keys from ${keysFrom} belong to; docs/cloud.md has a policy with all that is needed.`,
});

export const wrongRegion: Explain = ({ region }) => ({
  name: 'region',
  summary: `Tencent Cloud does not serve this in region ${region}`,
  fix: 'Correct cloud.region: the region of the VPC, such as ap-guangzhou.',
});

export const notFound: Explain = ({ region }) => ({
  name: 'not-found',
  summary: 'What was asked for is not there',
  fix: `Check the ids in the inventory, and that they are of region ${region} and of this account.`,
});

export const rejected: Explain = ({ action }) => ({
  name: 'rejected',
  summary: `Tencent Cloud finds a value of ${action} wrong`,
  fix: 'Check the ids, names and addresses of cloud in the inventory against what it says.',
});

export const outsideSubnet = says(
  'address-outside',
  'The address cannot be a HAVIP of the subnet',
  'Choose a free address inside the subnet, neither its first, its last nor its gateway.',
);

/** Of a call that creates nothing, it is about a number. */
export const outOfRange: Explain = (refusal) =>
  refusal.action === 'CreateHaVip' ? outsideSubnet(refusal) : rejected(refusal);

export const busy = says(
  'busy',
  'Something else is being done to the same address',
  'Wait until it is done, then run again.',
);

export const publicAddressBusy = says(
  'public-address-busy',
  'The public address is not in a state that allows this',
  'Unbind it from whatever has it, then run again.',
);

export const quota = says(
  'quota',
  'The quota is used up',
  'Delete what is no longer needed, or have the quota raised in the console.',
);

export const serverFault = says(
  'server-fault',
  'Tencent Cloud has a fault of its own',
  'Try again later; if it stays, ask its support with the request id.',
);
