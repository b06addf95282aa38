import { exactlyOne, finding, type Rule } from './rule-parts.ts';

export const installation: Rule = ({ install }) => {
  if (install === undefined) return [];
  const { method, min_version: oldest, version, source } = install;
  const found = exactlyOne('install.source', source, ['url', 'path']);
  if (method === 'source' && source === undefined) {
    found.push(
      finding(
        'install',
        'missing-key',
        'install.method source needs install.source',
        'Add source: with url or path, version and sha256.',
      ),
    );
  }
  if (source !== undefined && compareVersions(source.version, version ?? oldest) < 0) {
    found.push(
      finding(
        'install.source.version',
        'version',
        `the tarball's version ${source.version} is older than ${version ?? oldest}`,
        'Give a newer tarball, or ask for an older version.',
      ),
    );
  } else if (version !== undefined && compareVersions(version, oldest) < 0) {
    found.push(
      finding(
        'install.version',
        'version',
        `version ${version} is older than min_version ${oldest}`,
        'Correct one of the two.',
      ),
    );
  }
  return found;
};

/** By the numbers of the dotted part, without a package's epoch; enough for two releases of keepalived. */
function compareVersions(a: string, b: string): number {
  const numbers = (version: string): number[] =>
    (/^(?:\d+:)?([\d.]+)/.exec(version)?.[1] ?? '').split('.').map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export const cloudBinding: Rule = ({ address, addresses, eip, cloud }) => {
  if (cloud === undefined) {
    const auto = [...(address === 'auto' ? ['address'] : []), ...(eip === 'auto' ? ['eip'] : [])];
    return auto.map((key) =>
      finding(key, 'missing-key', `${key}: auto needs cloud`, 'Add cloud:, or give the address itself.'),
    );
  }
  const missing =
    cloud.name === undefined
      ? []
      : (['vpc_id', 'subnet_id'] as const).filter((key) => cloud[key] === undefined);
  return [
    ...exactlyOne('cloud', cloud, ['havip_id', 'name']),
    ...((addresses?.length ?? 0) > 1
      ? [
          finding(
            'addresses',
            'contradiction',
            'cloud looks after one address, and there are several',
            'Keep one of them, or leave cloud out and look after the HAVIPs in the console.',
          ),
        ]
      : []),
    ...missing.map((key) =>
      finding(
        'cloud',
        'missing-key',
        `cloud.name needs cloud.${key}`,
        `Add ${key}:, or give havip_id instead of name.`,
      ),
    ),
  ];
};
