/** What a step does to something that serves, as data: written to the journal, and asked instead of any text. */
export type StepEffect =
  | {
      readonly kind: 'start' | 'stop' | 'reload' | 'restart';
      /** systemd unit without `.service`. */
      readonly service: string;
    }
  | { readonly kind: 'reboot' };
