import type { Speaker } from '../agreement/speaker.ts';

/** What one machine's keepalived is at a moment. */
export interface Node {
  speaker: Speaker;
  state: 'MASTER' | 'BACKUP' | 'FAULT';
  /** When it sends its next advert, or when it promotes itself. */
  dueMs: number;
  /** From whom it last took an advert as its master's. */
  master: string | undefined;
  /** The interval of the master, which version 3 learns from adverts. */
  masterAdvertMs: number;
  /** From when on it may preempt a master that it hears; undefined until it has heard one. */
  preemptAtMs: number | undefined;
}
