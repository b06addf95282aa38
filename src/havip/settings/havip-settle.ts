import { expandHome } from '../../inventory/target/paths.ts';
import type { ParsedHavip } from './havip-schema.ts';
import type { CloudSettings, HavipSettings, Profile, SourceArchive, VerifySettings } from './havip-types.ts';
import { settleChecks, settleTracked } from './parts/checks/settle-checks.ts';
import { defined, type WithoutUndefined } from './parts/defined.ts';
import { settleWebhooks } from './parts/hooks/webhooks.ts';
import { settleRaw, settleVrrp } from './parts/settle-vrrp.ts';

/** Seconds between two adverts where nothing is set. */
const ADVERT_INT: Readonly<Record<Profile, number>> = { standard: 1, fast: 0.3 };

type Sound<K extends keyof ParsedHavip> = Exclude<ParsedHavip[K], undefined>;

/** The settings as everything else reads them, `~` expanded; undefined when a required one is missing. */
export function settle(parsed: ParsedHavip, homeDirectory: string): HavipSettings | undefined {
  const { virtual_router_id, profile, install, notify, verify, auth_pass, eip, sync_group, cloud, instance } =
    parsed;
  const addresses = parsed.addresses?.map(({ address }) => address) ?? single(parsed.address);
  const complete = {
    addresses,
    virtual_router_id,
    interface: parsed.interface,
    profile,
    preempt: parsed.preempt,
    firewall: parsed.firewall,
    idle_weights: parsed.idle_weights,
  };
  if (!isComplete(complete) || install === undefined || notify === undefined || verify === undefined)
    return undefined;
  return {
    ...complete,
    advert_int: parsed.advert_int ?? ADVERT_INT[complete.profile],
    ...defined({ auth_pass, eip, sync_group, instance }),
    install: settleInstall(install, homeDirectory),
    checks: settleChecks(parsed),
    tracked: settleTracked(parsed),
    vrrp: settleVrrp(parsed),
    raw: settleRaw(parsed),
    hooks: [],
    webhooks: settleWebhooks(parsed),
    notify: {
      ...mailOf(notify),
      email: notify.email ?? [],
      smtp_connect_timeout: notify.smtp_connect_timeout,
      smtp_alert: notify.email !== undefined && notify.smtp_alert !== false,
      email_faults: notify.email_faults ?? true,
    },
    ...(cloud === undefined ? {} : { cloud: settleCloud(cloud) }),
    verify: settleVerify(verify),
  };
}

/** Of `notify`, what is about mail. */
function mailOf({ from, smtp_server, smtp_helo_name }: Sound<'notify'>) {
  return defined({ from, smtp_server, smtp_helo_name });
}

/** None yet, where the cloud is to choose it. */
function single(address: string | undefined): readonly string[] | undefined {
  if (address === undefined) return undefined;
  return address === 'auto' ? [] : [address];
}

function isComplete<T extends object>(value: T): value is T & WithoutUndefined<T> {
  return Object.values(value).every((inner) => inner !== undefined);
}

function settleCloud({ provider, region, havip_id, ...rest }: Sound<'cloud'>): CloudSettings {
  // An import that failed is a problem of its own.
  return { provider, region, ...defined(rest), ...(typeof havip_id === 'string' ? { havip_id } : {}) };
}

function settleInstall(
  { method, min_version, version, source }: Sound<'install'>,
  home: string,
): HavipSettings['install'] {
  return {
    method,
    min_version,
    ...defined({ version }),
    ...(source === undefined ? {} : { source: settleSource(source, home) }),
  };
}

function settleSource(
  { url, path, version, sha256 }: Exclude<Sound<'install'>['source'], undefined>,
  home: string,
): SourceArchive {
  return { ...(url === undefined ? { path: expandHome(path ?? '', home) } : { url }), version, sha256 };
}

function settleVerify({
  witness,
  interval,
  max_interruption,
  drills,
  service,
  connections,
}: Sound<'verify'>): VerifySettings {
  const { tcp, http = '' } = service ?? {};
  return {
    interval,
    max_interruption,
    drills,
    connections,
    ...defined({ witness }),
    ...(service === undefined ? {} : { service: tcp === undefined ? { http } : { tcp } }),
  };
}
