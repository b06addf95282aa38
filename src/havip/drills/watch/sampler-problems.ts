import type { Problem } from '../../../core/problem.ts';

/** Why a sampler could not do its work, by what it said before it ended. */
export function samplerProblem(host: string, reason: string, lastWords: string): Problem {
  switch (reason) {
    case 'no-ping':
      return problem(
        host,
        'verify.no-ping',
        'ping is not installed',
        'The address cannot be probed from here.',
        {
          fix: 'Install iputils (yum install iputils, apt-get install iputils-ping), or set verify.witness to a host that has it.',
        },
      );
    case 'no-ip':
      return problem(
        host,
        'verify.no-ip',
        'The ip command is not installed',
        'Addresses cannot be watched.',
        {
          fix: 'Install iproute (yum install iproute, apt-get install iproute2).',
        },
      );
    case 'no-nanoseconds':
      return problem(
        host,
        'verify.no-nanoseconds',
        'The date command has no %N',
        'Without nanoseconds nothing can be timed on this host.',
        { fix: 'Install GNU coreutils.' },
      );
    case 'ping-ended':
      return problem(
        host,
        'verify.ping-ended',
        'ping ended by itself',
        `Its last words: ${lastWords || 'none'}`,
        {
          fix: 'Try ping -n -D -O on the host by hand; without root, set ansible_become or a longer verify.interval.',
        },
      );
    case 'no-bash':
      return problem(
        host,
        'verify.no-bash',
        'bash is not installed',
        'The service behind the address cannot be probed from here.',
        { fix: 'Install bash, set verify.witness to a host that has it, or remove verify.service.' },
      );
    case 'no-http-client':
      return problem(
        host,
        'verify.no-http-client',
        'Neither curl nor wget is installed',
        'The URL behind the address cannot be probed from here.',
        { fix: 'Install curl, or set verify.service to {tcp: port}, which needs bash only.' },
      );
    default:
      return problem(host, 'verify.sampler-ended', 'Watching the host ended early', lastWords || reason, {
        fix: 'Run it again with -v; if it stays, log in and see what ends long-running commands.',
      });
  }
}

function problem(
  host: string,
  code: Problem['code'],
  summary: string,
  detail: string,
  { fix }: { readonly fix: string },
): Problem {
  return { code, summary, detail, fix, host };
}

/** Another machine answered the prober. */
export function strangerProblem(mac: string, address: string, prober: string): Problem {
  return {
    code: 'verify.stranger-answers',
    summary: `another machine answers for ${address}`,
    detail: `${prober} reached ${mac} under ${address}, which is the card of none of the nodes. The drill was ended.`,
    fix: 'Find that machine (its own address stands beside this card in `ip neigh`), and take the address from it: where it was a member of this cluster, `systemctl disable --now keepalived` there.',
  };
}

/** Whether it is the problem above, which is told once. */
export function isStranger({ code }: Problem): boolean {
  return code === 'verify.stranger-answers';
}
