import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { Problem } from '../../../core/problem.ts';
import { canRun } from '../../../inventory/sources/files.ts';
import type { CollectedFile } from './collect-files.ts';

/** What a program of an inventory may print. */
const MOST_BYTES = 32 * 1024 * 1024;

/** A source of machines that asks a cloud, by its first words; what it answers is no version of an inventory. */
const ASKS_CLOUD = /^(?:plugin|provider):\s*["']?(?:[\w.]+\.)?tencent/m;

/** Files of an inventory as they are on every worker: instead of a program, what it has printed here. */
export function frozenSources(
  files: readonly CollectedFile[],
  isSource: (path: string) => boolean,
): Outcome<readonly CollectedFile[]> {
  const problems: Problem[] = [];
  const frozen = files.map((file) => {
    if (!isSource(file.from)) return file;
    if (file.executable === true && canRun(file.from)) return printed(file, problems);
    if (/\.(?:ya?ml)$/.test(file.from) && ASKS_CLOUD.test(file.content.toString('utf8')))
      problems.push(asksCloud(file.from));
    return file;
  });
  return problems.length > 0 ? failure(...problems) : success(frozen);
}

function printed(file: CollectedFile, problems: Problem[]): CollectedFile {
  const { stdout, status } = spawnSync(file.from, ['--list'], {
    encoding: 'utf8',
    maxBuffer: MOST_BYTES,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (status !== 0 || !/"_meta"/.test(stdout)) problems.push(noMeta(file.from));
  // A word that no line of it is.
  const end = `END_${createHash('sha256').update(stdout).digest('hex')}`;
  const content = Buffer.from(`#!/bin/sh\ncat <<'${end}'\n${stdout}\n${end}\n`);
  return { ...file, content, hash: createHash('sha256').update(content).digest('hex') };
}

function noMeta(path: string): Problem {
  return {
    code: 'usage.unfit-source',
    summary: `${path} --list prints no _meta, so that what it says cannot be kept for workers`,
    fix: 'Let it print the variables of all hosts under _meta.hostvars, as Ansible wants it of fast programs.',
  };
}

function asksCloud(path: string): Problem {
  return {
    code: 'usage.unfit-source',
    summary: `${path} asks a cloud, whose answer would be another one on each worker`,
    fix: 'Write down what it says today, and submit that: havip-deploy inventory list --export -y --output FILE.',
  };
}
