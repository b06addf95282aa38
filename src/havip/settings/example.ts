/** The first inventory that `init` writes: the guide's example, with what is mostly changed next as comments. */
export const EXAMPLE_INVENTORY = `# yaml-language-server: $schema=node_modules/havip-deploy/schema/inventory.schema.json
#
# Ansible's inventory: ansible-inventory and ansible-playbook read it too.
# A group whose vars hold "havip" is a cluster: machines that share one floating address.
all:
  vars:
    ansible_user: root
    ansible_ssh_private_key_file: ~/.ssh/id_ed25519
    # As another user, with sudo:
    # ansible_become: true

  children:
    web:
      vars:
        havip:
          # The HAVIP that was applied for. Its subnet is that of both machines.
          address: 172.16.16.12
          # Unique for each cluster in the VPC, 1 to 255.
          virtual_router_id: 51

          # Where yum's keepalived is older than 1.2.24, it is built from source:
          # install:
          #   source:
          #     url: https://www.keepalived.org/software/keepalived-2.2.8.tar.gz
          #     version: "2.2.8"
          #     sha256: "64 hexadecimal digits"

          # Give the address up when the service behind it is down:
          # check: { tcp: 80 }

          # Prove every failover from a third machine, and fail above this:
          verify:
            witness: probe-01
            max_interruption: 5s

      hosts:
        HAVIP-01: { ansible_host: 172.16.16.5, havip_role: primary }
        HAVIP-02: { ansible_host: 172.16.16.6, havip_role: secondary }

    # Any machine of the VPC that is in no cluster.
    witnesses:
      hosts:
        probe-01: { ansible_host: 172.16.16.9 }
`;
