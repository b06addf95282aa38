import type { HavipFinding } from '../havip-parse.ts';
import type { ParsedHavip } from '../havip-schema.ts';
import { checking, namesOfTracked, ownInterface, quorums, weights } from '../parts/checks/check-rules.ts';
import { hookRules } from '../parts/hooks/hooks.ts';
import { webhookRules } from '../parts/hooks/webhooks.ts';
import { ownWords } from '../parts/own-words.ts';
import { versionOf } from '../parts/settle-vrrp.ts';
import { counted, delays, excluded, hops, mailing, multicasting, versions } from '../parts/vrrp-rules.ts';
import { exactlyOne, finding, type Rule } from './rule-parts.ts';
import { cloudBinding, installation } from './supply-rules.ts';
import { notification, verification } from './watch-rules.ts';

/** Rules between the settings of one cluster; settings that are wrong by themselves are passed over. */
export function checkHavip(settings: ParsedHavip): HavipFinding[] {
  return RULES.flatMap((rule) => rule(settings));
}

const addresses: Rule = (settings) => {
  if (!('address' in settings) || !('addresses' in settings)) return [];
  const several = settings.addresses?.map(({ address }) => address);
  const twice = several?.findIndex((address, index) => several.indexOf(address) < index) ?? -1;
  return [
    ...exactlyOne('', settings, ['address', 'addresses']),
    ...(twice < 0
      ? []
      : [
          finding(
            `addresses.${twice}`,
            'duplicate-address',
            `${several?.[twice]} is there twice`,
            'Keep one of the two.',
          ),
        ]),
  ];
};

const timing: Rule = (settings) => {
  const { profile, version, advert_int: seconds } = settings;
  if (profile === undefined || seconds === undefined) return [];
  const fast = versionOf(settings) === 3;
  const whole = Number.isInteger(fast ? Math.round(seconds * 1e6) / 1e4 : seconds);
  if (whole && seconds >= (fast ? 0.05 : 1) && seconds <= (fast ? 40.95 : 255)) return [];
  const expected = fast ? '0.05 to 40.95 seconds in steps of 0.01' : 'whole seconds from 1 to 255';
  return [
    finding(
      'advert_int',
      'advert-int',
      `${version === undefined ? `profile ${profile}` : `version ${version}`} needs an advert_int of ${expected}`,
      fast || seconds >= 1 ? 'Correct the value.' : 'Set profile: fast, or use whole seconds.',
      `It is ${seconds}. ${fast ? 'VRRPv3 counts hundredths of a second' : 'VRRPv2 counts whole seconds'}.`,
    ),
  ];
};

const authentication: Rule = (settings) =>
  versionOf(settings) === 3 && settings.auth_pass !== undefined
    ? [
        finding(
          'auth_pass',
          'contradiction',
          `${settings.version === undefined ? 'profile fast' : 'version 3'} has no auth_pass`,
          `Remove auth_pass, or use ${settings.version === undefined ? 'profile: standard' : 'version: 2'}.`,
          'VRRPv3 knows no authentication, so keepalived would ignore it.',
        ),
      ]
    : [];

const RULES: readonly Rule[] = [
  addresses,
  timing,
  authentication,
  installation,
  checking,
  namesOfTracked,
  weights,
  quorums,
  ownInterface,
  versions,
  delays,
  hops,
  multicasting,
  counted,
  excluded,
  mailing,
  hookRules,
  webhookRules,
  ownWords,
  notification,
  cloudBinding,
  verification,
];
