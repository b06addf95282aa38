import {
  busy,
  type Explain,
  type Explanation,
  noPermission,
  notFound,
  oldToken,
  outOfRange,
  publicAddressBusy,
  quota,
  type Refusal,
  rejected,
  says,
  serverFault,
  wrongKey,
  wrongRegion,
} from './explanations.ts';

/** By code; where a code is not listed, the part before its last dot is, and so on. */
const EXPLANATIONS: Readonly<Record<string, Explain>> = {
  AuthFailure: wrongKey,
  'AuthFailure.TokenFailure': oldToken,
  'AuthFailure.UnauthorizedOperation': noPermission,
  'AuthFailure.SignatureExpire': says(
    'clock-skew',
    "This machine's clock is wrong",
    'Set the clock, and keep it right with NTP: timedatectl set-ntp true.',
  ),
  UnauthorizedOperation: noPermission,
  'UnauthorizedOperation.InvalidToken': oldToken,
  UnsupportedRegion: wrongRegion,
  'InvalidZone.MismatchRegion': wrongRegion,
  RequestLimitExceeded: says(
    'throttled',
    'Too many requests for this account',
    'Run again when whatever else calls the API with this account is done.',
  ),
  LimitExceeded: quota,
  AddressQuotaLimitExceeded: quota,
  'AddressQuotaLimitExceeded.DailyAllocate': says(
    'quota',
    'No more public addresses can be allocated today',
    'Name an EIP that exists with eip:, or try again tomorrow.',
  ),
  'FailedOperation.BalanceInsufficient': says(
    'balance',
    'The account has too little money for a public address',
    'Top the account up, or name an EIP that exists with eip:.',
  ),
  ResourceInUse: says(
    'address-taken',
    'The address is already in use in the subnet',
    'Choose a free address of the subnet; or, if it is that of a HAVIP that exists, give its id with cloud.havip_id.',
  ),
  ResourceInsufficient: says(
    'no-free-address',
    'The subnet has no free address',
    'Take another subnet, or free an address of this one.',
  ),
  ResourceNotFound: notFound,
  'InvalidAddressId.NotFound': notFound,
  'InvalidParameterValue.AddressNotFound': notFound,
  'UnsupportedOperation.SubnetNotExists': notFound,
  'InvalidParameterValue.Range': outOfRange,
  'InvalidParameterValue.Reserved': says(
    'address-reserved',
    'The address is reserved by the cloud',
    'Choose another free address of the subnet.',
  ),
  'UnsupportedOperation.BindEIP': says(
    'other-public-address',
    'The HAVIP has a public address already',
    'Give that one as eip:, or unbind it first.',
  ),
  'UnsupportedOperation.UnsupportedBindLocalZoneEIP': says(
    'public-address-kind',
    'An EIP of a local zone cannot be bound to a HAVIP',
    'Use an ordinary EIP of the region.',
  ),
  'UnsupportedOperation.AddressStatusNotPermit': publicAddressBusy,
  InvalidAddressState: publicAddressBusy,
  'OperationDenied.AddressDeletionProtectionEnabled': says(
    'protected',
    'The public address is protected from being released',
    'Take the protection off in the console, or keep the address.',
  ),
  'OperationDenied.MutexTaskRunning': busy,
  'UnsupportedOperation.MutexOperationTaskRunning': busy,
  'UnsupportedOperation.IdempotentProcessing': busy,
  'UnsupportedOperation.IdempotentParameterMismatch': says(
    'token-reused',
    'An earlier request with the same token asked for something else',
    'Run again in some minutes, when the cloud has forgotten it.',
  ),
  UnsupportedOperation: ({ action }) => ({
    name: 'unsupported',
    summary: `Tencent Cloud does not allow ${action} here and now`,
    fix: 'Its message says what stands in the way; mend that, then run again.',
  }),
  InternalError: serverFault,
  InternalServerError: serverFault,
  InvalidAction: ({ action }) => ({
    name: 'rejected',
    summary: `The endpoint does not know ${action}`,
    fix: 'Check cloud.endpoint: it must serve the API of VPC and of CVM, version 2017-03-12.',
  }),
  InvalidParameter: rejected,
  InvalidParameterValue: rejected,
  InvalidInstanceId: rejected,
  InvalidFilter: rejected,
  InvalidFilterValue: rejected,
  MissingParameter: rejected,
};

/** What a code means and how to mend it; a code that nobody knows is explained, too. */
export function explain(code: string, refusal: Refusal): Explanation {
  for (let known = code; known !== ''; known = known.slice(0, Math.max(0, known.lastIndexOf('.')))) {
    const explanation = EXPLANATIONS[known];
    if (explanation !== undefined) return explanation(refusal);
  }
  return {
    name: 'refused',
    summary: `Tencent Cloud refuses ${refusal.action}`,
    fix: 'Its message says why; the request id helps its support to find the call.',
  };
}
