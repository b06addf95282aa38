import { exactlyOne, finding, type Rule } from './rule-parts.ts';

export const notification: Rule = ({ notify }) => {
  if (notify === undefined) return [];
  const idle = (['from', 'smtp_server'] as const).filter((key) => notify[key] !== undefined);
  return notify.email !== undefined
    ? []
    : idle.map((key) =>
        finding(
          `notify.${key}`,
          'contradiction',
          `notify.${key} without notify.email has no effect`,
          'Add email:, or remove it.',
        ),
      );
};

export const verification: Rule = ({ verify, check, checks }) => {
  if (verify === undefined) return [];
  const { drills, interval, max_interruption: most, service } = verify;
  const found = exactlyOne('verify.service', service, ['tcp', 'http']);
  const twice = drills.findIndex((drill, index) => drills.indexOf(drill) < index);
  if (twice >= 0)
    found.push(
      finding(
        `verify.drills.${twice}`,
        'contradiction',
        `drill ${drills[twice]} is there twice`,
        'Keep one of the two.',
      ),
    );
  if (drills.includes('check') && check === undefined && checks === undefined) {
    found.push(
      finding(
        'verify.drills',
        'missing-key',
        'the drill "check" needs havip.check',
        'Add check:, or remove the drill.',
      ),
    );
  }
  if (verify.connections > 0 && service === undefined) {
    found.push(
      finding(
        'verify.connections',
        'missing-key',
        'verify.connections needs verify.service',
        'Add service: with the port that they connect to.',
      ),
    );
  }
  if (interval >= most) {
    found.push(
      finding(
        'verify.interval',
        'verify-interval',
        'verify.interval is not shorter than verify.max_interruption',
        'Probe at least ten times as often.',
        'The interruption could not be measured.',
      ),
    );
  }
  return found;
};
