import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** What a piece of text means; Ansible's colours, which its users read without thinking. */
const FORMATS = {
  ok: 'green',
  changed: 'yellow',
  failed: 'red',
  unreachable: 'redBright',
  skipped: 'cyan',
  rescued: 'yellow',
  notice: 'cyan',
  dim: 'dim',
  bold: 'bold',
  errorTitle: ['bold', 'red'],
  added: 'green',
  removed: 'red',
  hunk: 'cyan',
} as const satisfies Record<string, Format>;

export type Tone = keyof typeof FORMATS;

const UNICODE_SYMBOLS = {
  arrow: '→',
  done: '✔',
  failed: '✖',
  waiting: '·',
  ellipsis: '…',
  tab: '→   ',
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
} as const;

const ASCII_SYMBOLS: Symbols = {
  arrow: '->',
  done: '+',
  failed: 'x',
  waiting: '.',
  ellipsis: '...',
  tab: '>   ',
  spinner: ['-', '\\', '|', '/'],
};

/** The few characters beyond words that output uses. */
export type Symbols = {
  readonly [name in keyof typeof UNICODE_SYMBOLS]: name extends 'spinner' ? readonly string[] : string;
};

/** How text is coloured and which symbols the terminal can show. */
export interface Style {
  readonly paint: (tone: Tone, text: string) => string;
  readonly symbols: Symbols;
}

/** A style; `unicode` defaults to true, for readers that are files or UTF-8 terminals. */
export function createStyle(options: { readonly color: boolean; readonly unicode?: boolean }): Style {
  return {
    paint: options.color ? paint : (_tone, text) => text,
    symbols: options.unicode === false ? ASCII_SYMBOLS : UNICODE_SYMBOLS,
  };
}

/** `validateStream: false`, because the caller has decided about colours; newer Nodes would ask stdout. */
function paint(tone: Tone, text: string): string {
  return text === '' ? '' : styleText([FORMATS[tone]].flat(), text, { validateStream: false });
}
