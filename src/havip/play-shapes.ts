import { z } from 'zod';
import type { PlayShapes } from '../api/check-playbook.ts';

const cloud = {
  state: z.enum(['present', 'absent'], 'must be present or absent'),
  force: z.boolean('must be true or false'),
};

/** What the plays of clusters have besides what every play has. */
export const HAVIP_PLAYS: PlayShapes = { prove: {}, 'cloud-address': cloud, 'public-address': cloud };
