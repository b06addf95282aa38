import type { Fact } from '../../src/resources/fact.ts';
import { type Notification, type Resource, strongest } from '../../src/resources/resource.ts';
import { pendingFact, pendingPath } from '../../src/resources/services/pending.ts';
import { serviceFact } from '../../src/resources/services/service-facts.ts';
import { isHandler } from '../../src/resources/steps/meta.ts';
import { type BenchLine, benchLine } from './double/scripts.ts';

/** A file, for machines in memory. */
export function file(
  path: string,
  content: string,
  more: { readonly name?: string; readonly notify?: Notification } = {},
): Resource {
  const fact: Fact<string | undefined> = {
    id: `bench-file:${path}`,
    program: `#bench file ${path}`,
    parse: (output) => (output.startsWith('=') ? output.slice(1) : undefined),
  };
  return {
    id: `file:${path}`,
    name: more.name ?? path,
    tags: [],
    facts: [fact],
    plan: ({ facts }) => {
      const now = facts.get(fact);
      if (now === content) return { state: 'unchanged', reason: 'same content' };
      const write = (text: string | null): BenchLine => ({ do: 'write', path, content: text });
      return {
        state: 'change',
        reason: 'content differs',
        diff: `${path}: content differs`,
        script: [...owed(more.notify), benchLine(write(content))].join('\n'),
        writes: content,
        undo: { when: 'reverse', script: benchLine(write(now ?? null)) },
        noticedBy: now === undefined ? 'nobody' : 'notified',
        ...(more.notify && { notify: [more.notify] }),
      };
    },
  };
}

/** What a handler owes is noted before, as notifying resources do it. */
function owed(notify: Notification | undefined): string[] {
  if (notify === undefined || !isHandler(notify.service)) return [];
  return [benchLine({ do: 'write', path: pendingPath(notify.service), content: 'action=restart\npid=\n' })];
}

/**
 * A package, for machines in memory. What replaces another version is fetched ahead, asks its service for a restart,
 * and is the service's alone to notice.
 */
export function installed(name: string, version = '1.0'): Resource {
  const fact: Fact<string> = {
    id: `package:${name}`,
    program: `#bench package ${name}`,
    parse: (text) => text.trim(),
  };
  return {
    id: `package:${name}`,
    name,
    tags: [],
    facts: [fact],
    plan: ({ facts }) => {
      const now = facts.get(fact);
      if (now === version) return { state: 'unchanged', reason: `${version} is there` };
      const put = (wanted: string | null) => benchLine({ do: 'package', name, version: wanted });
      return {
        state: 'change',
        reason: now === '' ? 'not installed' : `${now} -> ${version}`,
        script: put(version),
        undo: { when: 'reverse', script: put(now === '' ? null : now) },
        noticedBy: now === '' ? 'nobody' : 'notified',
        ...(now !== '' && { notify: [{ service: name, action: 'restart' }] }),
        ahead: { script: benchLine({ do: 'call', text: `fetch ${name} ${version}` }), undo: '' },
      };
    },
  };
}

/** A service that runs, for machines in memory. */
export function running(name: string): Resource {
  const fact = serviceFact(name);
  return {
    id: `service:${name}`,
    name: `${name} service`,
    tags: [],
    answers: name,
    facts: [fact, pendingFact(name)],
    plan: ({ facts, notified }) => {
      const { active } = facts.get(fact);
      const asked = strongest(notified(name), undefined);
      const action = active ? asked : 'start';
      if (action === undefined || action === 'daemon-reload')
        return { state: 'unchanged', reason: 'running' };
      return {
        state: 'change',
        reason: action,
        diff: `${name}: ${action}`,
        effects: [{ kind: action, service: name }],
        script: `systemctl ${action} ${name}${action === 'start' ? '\ntell_running' : ''}`,
        ...(action === 'start' && { tellsRunning: true as const }),
        undo: active
          ? { when: 'last', script: `systemctl ${action} ${name}` }
          : { when: 'reverse', script: `systemctl stop ${name}` },
      };
    },
  };
}
