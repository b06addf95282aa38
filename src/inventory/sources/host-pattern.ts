import { type Expansion, expandHostRange } from './host-range.ts';

/** The hosts that one entry of an inventory names, and the port that follows them; or why it names none. */
export type HostPattern = (Expansion & { readonly port?: number }) | { readonly error: string };

const BRACKETED_PORT = /^\[(.+)\]:([0-9]+)$/;
const PORT = /^((?:[^:[\]]|\[[^\]]*\])*):([0-9]+)$/;

const BYTE = String.raw`(?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5]|\[[0-9]+:[0-9]+(?::[0-9]+)?\])`;
const IPV4 = new RegExp(`^(?:${BYTE}\\.){3}${BYTE}$`);
const LABEL_RANGE = String.raw`\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?\]`;
const LABEL = String.raw`(?:[\p{L}\p{N}_]|${LABEL_RANGE})(?:[\p{L}\p{N}_-]|${LABEL_RANGE})*(?<![_-])`;
const HOST_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, 'iu');
/** Loose in how many parts there are: what is no address has no port to tell from one either. */
const IPV6 = /^(?=.*:.*:)(?:[0-9a-f]{1,4}|\[[0-9a-f]+:[0-9a-f]+(?::[0-9]+)?\]|:|(?<=[:.])[0-9]{1,3}\.?)+$/i;

/**
 * What a key below `hosts`, or the first word of an INI line, names: `web[01:10]`, `db:2222`, `[2001:db8::2]:22`.
 * As in Ansible, what is no host name is taken as it stands, without a port.
 */
export function readHostPattern(written: string): HostPattern {
  if (!/[:[\]]/.test(written)) return { names: [written] };
  const { host, port } = splitPort(written);
  // An address in brackets without a port names nobody: its brackets would be a range.
  const expansion = host.includes('[') ? expandHostRange(host) : { names: [host] };
  return port === undefined || 'error' in expansion ? expansion : { ...expansion, port };
}

function splitPort(written: string): { readonly host: string; readonly port?: number } {
  let host = written;
  let port: number | undefined;
  for (const form of [BRACKETED_PORT, PORT]) {
    const [, address, digits] = form.exec(host) ?? [];
    if (address === undefined) continue;
    host = address;
    port = Number(digits);
  }
  if (port === undefined) return { host: written };
  return isAddress(host) ? { host, port } : { host: written };
}

/** Whether a text is one host, with or without ranges and a port: its colons then separate nothing. */
export function isOneHost(text: string): boolean {
  return isAddress(splitPort(text).host);
}

/** An IPv4 or IPv6 address or a host name, with or without ranges. */
function isAddress(text: string): boolean {
  return IPV4.test(text) || IPV6.test(text) || HOST_NAME.test(text);
}
