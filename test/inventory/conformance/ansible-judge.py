"""What Ansible says of many inventories, by the code of its own commands, in one process: it starts slowly.

Reads from standard input {"cases": [{"folder", "sources", "playbookFolder", "patterns", "values", "forms"}]} and prints a list
of {"list", "graph", "patterns", "values", "failed"}; what Ansible refuses is null.
"""

import json
import os
import sys

os.environ.setdefault("ANSIBLE_LOCALHOST_WARNING", "False")

from ansible import context
from ansible.cli.inventory import InventoryCLI
from ansible.inventory.manager import InventoryManager
from ansible.module_utils.common.collections import ImmutableDict
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.vars.hostvars import HostVars
from ansible.vars.manager import VariableManager


class Command(InventoryCLI):
    """ansible-inventory with an inventory that is read already."""

    def __init__(self, loader, inventory, variables):
        self.loader, self.inventory, self.vm = loader, inventory, variables


def options(case, **wanted):
    words = {"export": False, "yaml": False, "toml": False, "show_vars": False, "pattern": "all", **wanted}
    return ImmutableDict(words, basedir=case.get("playbookFolder"), verbosity=0)


def printed(case, command, **wanted):
    """The list in another form; null where Ansible cannot print it so."""
    if not case["forms"]:
        return None
    context.CLIARGS = options(case, **wanted)
    try:
        top = command.inventory.groups["all"]
        if wanted.get("show_vars"):
            return command.inventory_graph()
        return command.dump(command.yaml_inventory(top) if wanted.get("yaml") else command.json_inventory(top))
    except Exception:
        return None
    finally:
        context.CLIARGS = options(case)


def selected(inventory, pattern):
    try:
        return [host.name for host in inventory.get_hosts(pattern)]
    except Exception:
        return None


def evaluated(loader, inventory, variables, wanted):
    """Variables as a task would see them: {host: {name: {"value"} or {"error"}}}."""
    answer = {}
    for host, names in wanted.items():
        known = variables.get_vars(host=inventory.get_host(host))
        templar = Templar(loader=loader, variables=known)
        answer[host] = {}
        for name in names:
            try:
                answer[host][name] = {"value": templar.template(known[name])}
            except Exception as error:
                answer[host][name] = {"error": type(error).__name__}
    return answer


def judge(case):
    os.chdir(case["folder"])
    context.CLIARGS = options(case)
    loader = DataLoader()
    if case.get("playbookFolder"):
        loader.set_basedir(case["playbookFolder"])
    try:
        inventory = InventoryManager(loader=loader, sources=case["sources"])
        variables = VariableManager(loader=loader, inventory=inventory)
        HostVars(inventory=inventory, variable_manager=variables, loader=loader)
        command = Command(loader, inventory, variables)
        return {
            "list": command.dump(command.json_inventory(inventory.groups["all"])),
            "graph": command.inventory_graph(),
            "export": printed(case, command, export=True),
            "yaml": printed(case, command, yaml=True),
            "exportedYaml": printed(case, command, yaml=True, export=True),
            "vars": printed(case, command, show_vars=True),
            "patterns": {each: selected(inventory, each) for each in case.get("patterns", [])},
            "values": evaluated(loader, inventory, variables, case.get("values", {})),
            "failed": not inventory._inventory.processed_sources,
        }
    except Exception as error:
        return {"list": None, "patterns": {}, "values": {}, "failed": True, "why": repr(error)}


if __name__ == "__main__":
    answers, sys.stdout, sys.stderr = sys.stdout, open(os.devnull, "w"), open(os.devnull, "w")
    json.dump([judge(case) for case in json.load(sys.stdin)["cases"]], answers, default=str)
