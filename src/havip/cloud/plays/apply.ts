import type { FloatingAddress } from '../../../cloud/provider.ts';
import { type Outcome, success } from '../../../core/outcome.ts';
import type { CloudStep } from '../plan/plan.ts';
import { nameOf, tokenOf } from '../plan/wanted.ts';
import type { CloudSide } from '../side.ts';

/** Carries out one step; gives what a person should know of it. */
export async function applyStep(side: CloudSide, step: CloudStep): Promise<Outcome<string>> {
  const { provider, address, wanted } = side;
  switch (step.kind) {
    case 'create': {
      const made = await provider.create({ ...step.wanted, token: tokenOf(wanted, 'address') });
      if (!made.ok) return made;
      side.address = made.value;
      return success(`${made.value.id} created: ${made.value.address}`);
    }
    case 'range':
      return done(step.text, await provider.limitRange(idOf(address), step));
    case 'allocate': {
      const allocated = await provider.allocatePublic({
        name: nameOf(wanted),
        token: tokenOf(wanted, 'eip'),
      });
      if (!allocated.ok) return allocated;
      side.seen = { ...side.seen, publicAddresses: [...side.seen.publicAddresses, allocated.value] };
      return success(`${allocated.value.address} allocated (${allocated.value.id})`);
    }
    case 'bind': {
      const eip = step.address ?? side.seen.publicAddresses.find(({ boundTo }) => boundTo === null)?.address;
      if (eip === undefined) throw new Error('an EIP is bound that was not allocated');
      return done(`${eip} bound`, await provider.bindPublic(idOf(address), eip));
    }
    case 'unbind':
      return done(step.text, await provider.unbindPublic(idOf(address)));
    case 'delete':
      return done(step.text, await provider.delete(step.id));
    case 'release':
      return done(step.text, await provider.releasePublic(step.id));
  }
}

function done(text: string, outcome: Outcome<void>): Outcome<string> {
  return outcome.ok ? success(text) : outcome;
}

function idOf(address: FloatingAddress | undefined): string {
  if (address === undefined) throw new Error('a step on a floating address that is not there');
  return address.id;
}
