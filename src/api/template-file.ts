import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { defineResource } from '../resources/define/define-resource.ts';
import { file } from '../resources/file.ts';
import { localPath } from '../resources/files/local/local-file.ts';
import { template } from './template.ts';

const { content: _, ...likeFile } = file.definition.options;

interface Rendering {
  readonly template: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

function render({ template: path, variables }: Rendering): string {
  return template<Rendering['variables']>(pathToFileURL(path))(variables);
}

/** A file whose content is rendered from a Handlebars template. */
export const templateFile = defineResource({
  kind: 'file',
  call: 'templateFile',
  summary: 'A file whose content is rendered from a Handlebars template beside the playbook.',
  notes:
    'Nothing is escaped, because it is configuration and no HTML. A name that the variables lack is an error.',
  example: `templateFile({
  path: '/etc/app.conf',
  template: new URL('./templates/app.conf.hbs', import.meta.url),
  variables: { port: 8080 },
})`,
  options: {
    ...likeFile,
    template: localPath.describe('The template on this machine.'),
    variables: z.record(z.string(), z.unknown()).default({}).describe('What the template may name.'),
  },
  key: ({ path }) => path,
  title: ({ path }) => path,
  // Rendered as the step is made, so that a mistake in the template is met before any host is.
  conflict: (options) => (render(options).includes('\0') ? 'must not give a NUL character' : undefined),
  facts: (options) => file.definition.facts({ ...options, content: '' }),
  plan: (options, context) => file.definition.plan({ ...options, content: render(options) }, context),
  owesItself: true,
});
