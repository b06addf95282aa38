import type { Rule } from './rule.ts';
import { ADDRESS_RULES } from './rules/addresses.ts';
import { AGREEMENT_RULES } from './rules/agreement.ts';
import { AUTHENTICATION_RULES } from './rules/authentication.ts';
import { COMPLAINT_RULES } from './rules/complaints.ts';
import { COMPLETENESS_RULES } from './rules/completeness.ts';
import { FAMILY_RULES } from './rules/families.ts';
import { GARP_RULES } from './rules/garp.ts';
import { HOST_RULES } from './rules/host.ts';
import { OUT_OF_FORCE_RULES } from './rules/out-of-force.ts';
import { PREEMPTION_RULES } from './rules/preemption.ts';
import { REFERENCE_RULES } from './rules/references.ts';
import { SCRIPT_FILE_RULES } from './rules/script-files.ts';
import { SCRIPT_RULES } from './rules/scripts.ts';
import { SYNTAX_RULES } from './rules/syntax.ts';
import { TRACKING_RULES } from './rules/tracking.ts';
import { UNICAST_RULES } from './rules/unicast.ts';

/** Every rule, in the order of its id; compared as text, since a locale takes milliseconds to load. */
export const RULES: readonly Rule[] = [
  ...SYNTAX_RULES,
  ...PREEMPTION_RULES,
  ...TRACKING_RULES,
  ...UNICAST_RULES,
  ...AGREEMENT_RULES,
  ...ADDRESS_RULES,
  ...GARP_RULES,
  ...COMPLETENESS_RULES,
  ...AUTHENTICATION_RULES,
  ...SCRIPT_RULES,
  ...REFERENCE_RULES,
  ...FAMILY_RULES,
  ...OUT_OF_FORCE_RULES,
  ...COMPLAINT_RULES,
  ...SCRIPT_FILE_RULES,
  ...HOST_RULES,
].sort((a, b) => (a.id < b.id ? -1 : 1));
