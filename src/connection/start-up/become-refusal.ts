import type { Become } from '../../core/ssh/target.ts';

/** Why a user could not be changed, and what to do. */
export interface BecomeRefusal {
  readonly why: string;
  readonly fix: string;
}

interface Complaint extends BecomeRefusal {
  readonly says: RegExp;
}

const NO_SUCH_USER: Complaint = {
  says: /unknown user|invalid user|no passwd entry|user .* does not exist|no such user/i,
  why: 'there is no such user on the machine',
  fix: 'correct ansible_become_user',
};

/** What sudo says (in English, LC_ALL=C) and what it means; sudo 1.8 to 1.9. */
const SUDO: readonly Complaint[] = [
  {
    says: /must have a tty/,
    why: 'sudo demands a terminal (requiretty)',
    fix: 'remove `Defaults requiretty` from sudoers for this user: `Defaults:USER !requiretty`',
  },
  {
    says: /a password is required|no password was provided|a terminal is required/,
    why: 'sudo wants a password and none was given',
    fix: 'set ansible_become_password or use --ask-become-pass, or allow the user NOPASSWD in sudoers',
  },
  {
    says: /not in the sudoers file|is not allowed to (execute|run)/,
    why: 'sudoers does not let the login user do this',
    fix: 'let the user run commands as the become user in sudoers, or log in as another user',
  },
  NO_SUCH_USER,
];

/** Of util-linux, shadow and BusyBox. */
const SU: readonly Complaint[] = [
  NO_SUCH_USER,
  {
    says: /account is currently not available|account has expired|account .*locked/i,
    why: 'the user may not log in',
    fix: 'log in as root, or use sudo: su starts the shell of the user, which is no shell',
  },
];

/** Of OpenDoas and OpenBSD's doas. */
const DOAS: readonly Complaint[] = [
  {
    says: /Operation not permitted|not enabled|not allowed/,
    why: 'doas.conf does not let the login user do this',
    fix: 'write `permit nopass USER as BECOME_USER` into doas.conf, or log in as another user',
  },
  {
    says: /Authorization required|Authentication (?:required|failed)|a tty is required/,
    why: 'doas wants a password, which it takes on a terminal only',
    fix: 'write `permit nopass USER as BECOME_USER` into doas.conf, or use sudo or su',
  },
  NO_SUCH_USER,
];

const COMPLAINTS = { sudo: SUDO, su: SU, doas: DOAS };

/** What a failed change of user means. */
export function becomeRefusal(
  become: Become,
  { said, asked }: { readonly said: string; readonly asked: number },
): BecomeRefusal {
  const { method, password } = become;
  const wrong = {
    why: `${method} refused the password`,
    fix: 'correct ansible_become_password, or type it again with --ask-become-pass',
  };
  if (method === 'sudo' && asked > 1) return wrong;
  if (
    new RegExp(
      `\\b${method}['’]?: (?:(?:command )?not found|No such file)|[‘']${method}['’]: No such file`,
    ).test(said)
  )
    return {
      why: `${method} is not installed`,
      fix: `install ${method} on the machine, or log in as the user itself`,
    };
  const complaint = COMPLAINTS[method].find(({ says }) => says.test(said));
  if (complaint !== undefined) return complaint;
  if (method === 'su' && asked > 0) return suRefused(password !== undefined, wrong);
  return {
    why: `${method} did not start a shell`,
    fix: `try \`${tryByHand(become)}\` on the machine by hand`,
  };
}

/** One word for a wrong password and for a user that PAM lets nobody become. */
function suRefused(hadPassword: boolean, wrong: BecomeRefusal): BecomeRefusal {
  if (hadPassword) return { ...wrong, fix: `${wrong.fix}; it is the password of the user to become` };
  return {
    why: 'su wants a password and none was given',
    fix: 'set ansible_become_password to the password of that user, or use --ask-become-pass',
  };
}

/** What a person types to see it. */
export function tryByHand({ method }: Pick<Become, 'method'>): string {
  return TRY[method];
}

const TRY = { sudo: 'sudo -u USER /bin/sh', su: 'su -s /bin/sh USER', doas: 'doas -u USER /bin/sh' };
