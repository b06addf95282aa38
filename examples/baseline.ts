import { directory, file, kernelModule, play, playbook, sysctl } from 'havip-deploy';

/** What each machine's kernel and journal are set to. */
export default playbook({
  name: 'baseline',
  plays: [
    play({
      name: 'kernel and journal',
      hosts: 'all',
      tasks: () => [
        kernelModule({ module: 'tcp_bbr', when: false }),
        sysctl({
          name: '60-baseline',
          settings: { 'net.ipv4.ip_local_port_range': '20000 60999', 'net.ipv4.tcp_syn_retries': 4 },
        }),
        directory({ path: '/etc/systemd/journald.conf.d' }),
        file({ path: '/etc/systemd/journald.conf.d/size.conf', content: '[Journal]\nSystemMaxUse=200M\n' }),
      ],
    }),
  ],
});
