import { quote } from '../../core/programs/shell.ts';
import { defineResource } from '../define/define-resource.ts';
import { posixShell, unitName } from '../define/options/option-types.ts';
import { type ServiceFacts, serviceFact } from './service-facts.ts';
import { stopOnce } from './service-held.ts';

/** A service that does not run and does not start at boot. */
export const serviceStopped = defineResource({
  kind: 'service',
  call: 'serviceStopped',
  summary: 'A service that does not run and does not start at boot.',
  example: "serviceStopped({ service: 'apache2' })",
  options: {
    service: unitName.describe('The systemd unit; `.service` may be left out.'),
    after: posixShell
      .optional()
      .meta({ examples: ['! pgrep -x nginx'] })
      .describe('Makes sure of what its end was for; shown when it fails.'),
  },
  key: (options) => options.service,
  title: (options) => `${options.service} service`,
  answers: (options) => options.service,
  facts: (options) => [serviceFact(options.service)],
  plan: (options, { facts }) => {
    const now = facts.get(serviceFact(options.service));
    const unit = quote(options.service);
    const reasons = [...(now.active ? ['stop'] : []), ...(now.enabled ? ['disable at boot'] : [])];
    if (reasons.length === 0) return { state: 'unchanged', reason: 'does not run, does not start at boot' };
    return {
      state: 'change',
      reason: reasons.join(', '),
      diff: `${options.service}: ${reasons.join(', ')}`,
      script: [
        `systemctl disable ${unit} 2>&1`,
        stopOnce(options.service),
        ...(options.after === undefined ? [] : [`(\n${options.after}\n)`]),
      ].join('\n'),
      undo: { when: 'last', script: startAgain(unit, now) },
    };
  },
});

function startAgain(unit: string, { active, enabled }: Pick<ServiceFacts, 'active' | 'enabled'>): string {
  return [
    'systemctl daemon-reload',
    'if [ "$begun" = yes ]; then',
    'did',
    ...(enabled ? [`systemctl enable ${unit} 2>&1`] : []),
    ...(active ? [`systemctl start ${unit}`] : []),
    'fi',
  ].join('\n');
}
