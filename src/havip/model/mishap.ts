/** What goes wrong in a rehearsal, and when. */
export type Mishap =
  | { readonly kind: 'none' }
  /** The machine is gone at this moment; the run stops and undoes what it can. */
  | { readonly kind: 'machine'; readonly host: string; readonly atMs: number }
  /**
   * What the machine watches fails at this moment, or, in a sync group, what another instance of it watches: it lets go of
   * the address and takes none, whatever its keepalived reads.
   */
  | {
      readonly kind: 'fault';
      readonly host: string;
      readonly atMs: number;
      /** The run finds it at its next step, and undoes; otherwise it goes on. */
      readonly found: boolean;
      /** Milliseconds until all is well again; default for good. */
      readonly forMs?: number;
    }
  /** The step with this number fails before it has an effect, and the run undoes. */
  | { readonly kind: 'step'; readonly index: number }
  /** The step fails, and nobody goes on when so many steps of the undo are done. */
  | { readonly kind: 'undo'; readonly index: number; readonly undone: number }
  /** Nobody goes on after this step; the machines that watch the run's lease undo it by themselves. */
  | {
      readonly kind: 'control';
      readonly index: number;
      /** None of them does: the one that would holds the address of another cluster. */
      readonly stays?: true;
    };
