import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Place } from '../../../core/problem.ts';
import { jsonText } from '../../../core/text/printable.ts';
import type { Edit, Mend } from '../../../keepalived/lint/edits/edit.ts';
import type { Rule, Severity, Shown } from '../../../keepalived/lint/rule.ts';
import { RULES } from '../../../keepalived/lint/rules.ts';
import { version } from '../../version.ts';
import type { LintReport } from '../lint-report.ts';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** The findings as SARIF 2.1.0, which code scanning services read; what comments disable is suppressed in it. */
export function sarifDocument({ findings, disabled, run }: LintReport): string {
  const others = [...new Set(findings.map(({ rule }) => rule))].filter(
    (id) => !RULES.some((rule) => rule.id === id),
  );
  const descriptors = [...RULES.map(descriptor), ...others.map((id) => ({ id }))];
  const indexes = new Map(descriptors.map(({ id }, index) => [id as string, index]));
  const driver = { name: 'havip-deploy', version, semanticVersion: version, rules: descriptors };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true, exitCode: run.exitCode, startTimeUtc: run.startedAt }],
        results: [
          ...findings.map((found) => result(found, indexes)),
          ...disabled.map(({ finding, reason, by }) => ({
            ...result(finding, indexes),
            suppressions: [
              {
                kind: by === 'comment' ? 'inSource' : 'external',
                ...(reason === '' ? {} : { justification: reason }),
              },
            ],
          })),
        ],
      },
    ],
  };
  return `${jsonText(log, 2)}\n`;
}

function descriptor({ id, name, severity, title, why, fix }: Rule) {
  return {
    id: id as string,
    name,
    shortDescription: { text: `${title}.` },
    fullDescription: { text: why },
    help: { text: `${why}\n\nMend: ${fix}.`, markdown: `${why}\n\n**Mend:** ${fix}.` },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function result(found: Shown, indexes: ReadonlyMap<string, number>): object {
  const { rule, severity, message, detail, fix, place, related, mend } = found;
  const text = [message, ...(detail === undefined ? [] : [detail]), `Mend: ${fix}`].join('. ');
  return {
    ruleId: rule,
    ruleIndex: indexes.get(rule) ?? -1,
    level: LEVELS[severity],
    message: { text },
    locations: [{ physicalLocation: physical(place) }],
    ...(related === undefined
      ? {}
      : { relatedLocations: [{ physicalLocation: physical(related), message: { text: 'see also' } }] }),
    ...(mend === undefined ? {} : { fixes: [fixOf(fix, mend)] }),
  };
}

/** A mend as a change of the file; whether it is safe is said beside it. */
function fixOf(fix: string, { edits, safe }: Mend): object {
  const files = [...new Set(edits.map(({ file }) => file))];
  return {
    description: { text: fix },
    artifactChanges: files.map((name) => ({
      artifactLocation: artifact(name),
      replacements: edits.filter(({ file }) => file === name).map(replacement),
    })),
    properties: { safe },
  };
}

function replacement({ from, to, text }: Edit): object {
  return {
    deletedRegion: {
      startLine: from.line,
      startColumn: from.column,
      endLine: to.line,
      endColumn: to.column,
    },
    ...(text === '' ? {} : { insertedContent: { text } }),
  };
}

function physical({ file, line, column }: Place): object {
  return {
    artifactLocation: artifact(file),
    region: { startLine: line, startColumn: column },
  };
}

/** Relative to the working directory where the file was named so. */
function artifact(file: string): object {
  if (isAbsolute(file)) return { uri: pathToFileURL(file).href };
  return { uri: file.split('/').map(encodeURIComponent).join('/') };
}
