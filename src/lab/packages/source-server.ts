import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { startDaemon } from '../command.ts';
import { processMarks } from '../machines/processes.ts';
import { namespaceFile } from '../network/network.ts';
import { GATEWAY_ADDRESS } from '../plan/layout.ts';
import { labFolder } from '../record/state.ts';
import type { SourceTarball } from './keepalived-source.ts';

export const SOURCE_SERVER_PART = 'source-server';

/** Where machines of a lab get a source tarball from: their gateway serves it. */
export function sourceUrl(source: SourceTarball): string {
  return `http://${GATEWAY_ADDRESS}/${basename(source.file)}`;
}

/** Serves a tarball by HTTP on the lab's own network. */
export async function startSourceServer(
  lab: string,
  networkNamespace: string,
  source: SourceTarball,
): Promise<void> {
  const folder = join(labFolder(lab), 'http');
  await mkdir(folder, { recursive: true });
  await copyFile(source.file, join(folder, basename(source.file)));
  const enter = ['nsenter', `--net=${namespaceFile(networkNamespace)}`];
  const serve = ['busybox', 'httpd', '-f', '-p', `${GATEWAY_ADDRESS}:80`, '-h', folder];
  const variables = processMarks(lab, SOURCE_SERVER_PART);
  await startDaemon([...enter, ...serve], variables, join(labFolder(lab), 'source-server.log'));
}
