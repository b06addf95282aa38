import { quote } from '../core/shell.ts';
import type { Resource, ResourceOptions } from './resource.ts';
import { type ServiceFacts, serviceFact } from './service-facts.ts';

export interface ServiceStoppedOptions extends ResourceOptions {
  /** systemd unit without `.service`. */
  readonly service: string;
  /** POSIX sh that makes sure of what its end was for; shown when it fails. */
  readonly after?: string;
}

/** A service that does not run and does not start at boot. */
export function serviceStopped(options: ServiceStoppedOptions): Resource {
  const fact = serviceFact(options.service);
  const unit = quote(options.service);
  return {
    id: `service:${options.service}`,
    name: options.name ?? `${options.service} service`,
    tags: options.tags ?? [],
    facts: [fact],
    plan: ({ facts }) => {
      const now = facts.get(fact);
      const reasons = [...(now.active ? ['stop'] : []), ...(now.enabled ? ['disable at boot'] : [])];
      if (reasons.length === 0) return { state: 'unchanged', reason: 'does not run, does not start at boot' };
      return {
        state: 'change',
        reason: reasons.join(', '),
        diff: `${options.service}: ${reasons.join(', ')}`,
        script: [
          `systemctl disable ${unit} 2>&1`,
          `systemctl stop ${unit}`,
          ...(options.after === undefined ? [] : [`(\n${options.after}\n)`]),
        ].join('\n'),
        undo: { when: 'last', script: startAgain(unit, now) },
      };
    },
  };
}

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
