// The licence texts of all third-party code that a build has put into its bundles: who passes the package on
// must pass them on, too.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)\b/i;

/** Folders of the packages of which a bundle holds something, such as `node_modules/zod`. */
function packageFolders(metafiles) {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
    ),
  );
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/** One package with its licence: the text that it comes with, or else the text of the licence that it names. */
function sectionOf(root, folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const files = readdirSync(join(root, folder)).filter((file) => LICENCE_FILE.test(file));
  const texts = files.map((file) => readFileSync(join(root, folder, file), 'utf8').trim());
  if (texts.length === 0) {
    const standard = join(root, 'scripts/licences', `${license}.txt`);
    if (!existsSync(standard)) throw new Error(`${folder} comes without the text of its licence, ${license}`);
    texts.push(readFileSync(standard, 'utf8').trim());
  }
  return [`${name} ${version} (${license})`, ...texts].join('\n\n');
}

/** The file that lists them all. */
export function licenceTexts(root, metafiles) {
  const line = `\n\n${'-'.repeat(80)}\n\n`;
  const sections = packageFolders(metafiles).map((folder) => sectionOf(root, folder));
  return `havip-deploy holds code of these packages.${line}${sections.join(line)}\n`;
}
