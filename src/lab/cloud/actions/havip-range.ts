import { z } from 'zod';
import { action, type Call } from '../action.ts';
import { id } from '../http/parameters.ts';
import { done, type Refused, refused } from '../http/reply.ts';
import type { Association, HaVip } from '../world/entities.ts';
import type { World } from '../world/world.ts';

/** One member of a range as a call gives it; a HAVIP that is only just being made has no id yet. */
export const association = z.strictObject({
  InstanceId: z.string().regex(/^(ins|eni)-[a-z0-9]{8}$/),
  HaVipId: id('havip').optional(),
  InstanceType: z.enum(['CVM', 'ENI']).default('CVM'),
});

const MOST_MEMBERS = 10;

const PARAMETERS = z.strictObject({
  HaVipAssociationSet: z.array(association.required({ HaVipId: true })).min(1),
});

type Changes = z.output<typeof PARAMETERS>['HaVipAssociationSet'];

export const associateHaVipInstance = action({
  kind: 'writing',
  parameters: PARAMETERS,
  run({ HaVipAssociationSet }, call) {
    const problem = firstProblem(HaVipAssociationSet, call, (havip, added) =>
      rangeProblem(call.world, havip, added),
    );
    if (problem !== null) return problem;
    for (const each of HaVipAssociationSet) call.world.havips[each.HaVipId]?.HaVipAssociationSet.push(each);
    return done();
  },
});

export const disassociateHaVipInstance = action({
  kind: 'writing',
  parameters: PARAMETERS,
  run({ HaVipAssociationSet }, call) {
    const problem = firstProblem(HaVipAssociationSet, call, (havip, removed) => {
      const stranger = removed.find((each) => !isMember(havip, each));
      return stranger === undefined
        ? null
        : refused(
            'ResourceNotFound',
            `\`${stranger.InstanceId}\` is not associated with \`${havip.HaVipId}\`.`,
          );
    });
    if (problem !== null) return problem;
    for (const havip of Object.values(call.world.havips))
      havip.HaVipAssociationSet = havip.HaVipAssociationSet.filter(
        (member) =>
          !HaVipAssociationSet.some(
            (each) => each.HaVipId === havip.HaVipId && each.InstanceId === member.InstanceId,
          ),
      );
    return done();
  },
});

/** What keeps members from being added to a HAVIP's range, the first thing. */
export function rangeProblem(
  world: World,
  havip: HaVip,
  added: readonly Omit<Association, 'HaVipId'>[],
): Refused | null {
  const after = [...havip.HaVipAssociationSet, ...added];
  if (after.length > MOST_MEMBERS)
    return refused('LimitExceeded', `A HAVIP can be associated with ${MOST_MEMBERS} instances at most.`);
  if (new Set(added.map(({ InstanceId }) => InstanceId)).size < added.length)
    return refused('InvalidParameterValue.Duplicate', 'An instance is given twice.');
  const known = added.find((each) => isMember(havip, each));
  if (known !== undefined)
    return refused(
      'InvalidParameterValue.DuplicatedHaVipAssociations',
      `\`${known.InstanceId}\` is associated with \`${havip.HaVipId}\` already.`,
    );
  if (new Set(after.map(({ InstanceType }) => InstanceType)).size > 1)
    return refused('InvalidParameterValue.ParameterMismatch', 'A HAVIP takes instances of one type only.');
  return added.map((each) => memberProblem(world, havip, each)).find((problem) => problem !== null) ?? null;
}

function memberProblem(
  world: World,
  havip: HaVip,
  { InstanceId, InstanceType }: Omit<Association, 'HaVipId'>,
): Refused | null {
  const instance = world.instances[InstanceId]?.VirtualPrivateCloud;
  const eni = world.networkInterfaces[InstanceId];
  const place = InstanceType === 'CVM' ? instance : eni;
  if (place === undefined)
    return instance === undefined && eni === undefined
      ? refused('ResourceNotFound', `The instance \`${InstanceId}\` does not exist.`)
      : refused('InvalidParameterValue.ParameterMismatch', `\`${InstanceId}\` is no ${InstanceType}.`);
  if (place.VpcId !== havip.VpcId)
    return refused('InvalidParameterValue', `\`${InstanceId}\` is not in \`${havip.VpcId}\`.`);
  return InstanceType === 'ENI' && (eni?.Primary === true || eni?.Attachment == null)
    ? refused('InvalidParameterValue', `\`${InstanceId}\` is no attached secondary ENI.`)
    : null;
}

function isMember(havip: HaVip, { InstanceId }: { readonly InstanceId: string }): boolean {
  return havip.HaVipAssociationSet.some((member) => member.InstanceId === InstanceId);
}

/** A call is done for all its HAVIPs or for none. */
function firstProblem(
  changes: Changes,
  { world }: Call,
  problemOf: (havip: HaVip, changes: Changes) => Refused | null,
): Refused | null {
  for (const havipId of new Set(changes.map(({ HaVipId }) => HaVipId))) {
    const havip = world.havips[havipId];
    if (havip === undefined) return refused('ResourceNotFound', `The HAVIP \`${havipId}\` does not exist.`);
    const problem = problemOf(
      havip,
      changes.filter(({ HaVipId }) => HaVipId === havipId),
    );
    if (problem !== null) return problem;
  }
  return null;
}
