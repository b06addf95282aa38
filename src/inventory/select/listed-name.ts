/** The name of a host or a group in a listing: no secret, whoever has it for a password. */
export class ListedName {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}
