# SPDX-License-Identifier: BSD-3-Clause
"""What happens to the packages on one machine, from the distribution's unbound to
the one with the module and back: the tests are one story, and stand in its order."""

import re
import shutil

import pytest

OFFICE = """\
# the user's own
server:
    interface: 127.0.0.1
    local-zone: "office.example.com." static
    local-data: "printer.office.example.com. 600 A 192.0.2.9"
"""
EDITED = "# edited by the user\n"
CONF = "etc/unbound/unbound.conf.d/workstation.conf"
ONE_LINE = """\
server:
    module-config: "workstation validator iterator"
"""
CLAUSES = ONE_LINE + """\
    local-zone: "10.in-addr.arpa" nodefault
workstation:
    name: "desk{n}"
    network: 10.1.0.0/24
    origin: "desks.example.com"
    ttl: 300
    reverse: yes
include: "/etc/unbound/rules/*.conf"
"""
LIBRARY = re.compile(r"(/usr)?/lib/[\w-]+/libldns\.so\.3")
INCLUDED = """\
workstation:
    name: "dyn-{ip}"
    network: 203.0.113.0/24
    origin: "pool.example.com"
"""


@pytest.fixture(scope="module")
def story():
    """What later tests need from earlier ones."""
    return {}


def printer(machine):
    return machine.ask("printer.office.example.com", "A") == ["192.0.2.9"]


def candidate(machine):
    """The version of unbound that apt would have installed."""
    return re.search(r"Candidate: (\S+)", machine.run("apt-cache policy unbound")).group(1)


def see(machine, folder):
    """apt update, when the distribution has what is in a folder."""
    machine.run(f"""
        cp /etc/apt/{folder}.list /etc/apt/sources.list.d
        apt-get -q update -o Dir::Etc::SourceList=/etc/apt/{folder}.list \\
            -o Dir::Etc::SourceParts=/dev/null -o APT::Get::List-Cleanup=false""")


def build(machine):
    """What unbound -V says but for the modules."""
    said = machine.run("unbound -V")
    return [line for line in said.splitlines() if not line.startswith("Linked modules")]


def test_stock_with_a_configuration(machine, story):
    see(machine, "stock")
    story["stock"] = candidate(machine)
    machine.install("unbound")
    assert machine.version() == story["stock"]
    machine.path("etc/unbound/unbound.conf.d/office.conf").write_text(OFFICE)
    with machine.path("etc/unbound/unbound.conf").open("a") as file:
        file.write(EDITED)
    machine.path("etc/default/unbound").write_text('DAEMON_OPTS=""\n')
    story["configuration"] = machine.configuration()
    story["build"] = build(machine)
    assert "workstation" not in machine.run("unbound -V")
    machine.start()
    assert printer(machine)
    story["opened"] = machine.stop()


def test_upgrade(machine, story):
    said = machine.install("/built/unbound_*.deb")
    assert re.search(r"^The following NEW packages will be installed:\n  libldns3(t64)?\n", said,
                     re.MULTILINE), said
    assert re.search(r"^1 upgraded, 1 newly installed, 0 to remove", said, re.MULTILINE), said
    assert machine.version() == story["stock"] + re.search(
        r"\+workstation.*", machine.version()).group()
    assert machine.configuration() == story["configuration"]
    assert build(machine) == story["build"]
    assert "workstation" in machine.run("unbound -V")
    machine.run("unbound-checkconf")
    machine.start()
    assert printer(machine)
    assert machine.ask("workstation1.example.com", "A") == []


def test_the_one_line(machine):
    """Added to the running daemon, which systemctl reload takes over."""
    machine.path(CONF).write_text(ONE_LINE)
    machine.run("unbound-checkconf")
    machine.hang_up()
    machine.wait(lambda: machine.ask("workstation1.example.com", "A") == ["172.0.2.1"])
    assert machine.ask("workstation100.example.com", "A") == ["172.0.2.100"]
    assert printer(machine)


def test_rules_as_in_the_manual(machine):
    machine.path("etc/unbound/rules").mkdir()
    machine.path("etc/unbound/rules/pool.conf").write_text(INCLUDED)
    machine.path(CONF).write_text(CLAUSES)
    machine.run("unbound-checkconf")
    said = machine.run("workstation-checkconf /etc/unbound/unbound.conf"
                       " -q dyn-203-0-113-5.pool.example.com")
    assert "/etc/unbound/rules/pool.conf:1" in said and "203.0.113.5" in said, said
    assert "ok" in machine.run("unbound-control reload")
    machine.wait(lambda: machine.ask("desk7.desks.example.com", "A") == ["10.1.0.7"])
    assert machine.ask("7.0.1.10.in-addr.arpa", "PTR") == ["desk7.desks.example.com."]
    assert machine.ask("dyn-203-0-113-5.pool.example.com", "A") == ["203.0.113.5"]
    assert machine.ask("workstation1.example.com", "A") == []
    assert printer(machine)


def test_opens_only_what_stock_does(machine, story):
    """So that AppArmor's profile and a sandbox that let stock Unbound work do not
    get in the way: under the same configuration the only files that come are the
    user's, which the profile lets be read, and a library where all are."""
    opened = {name for name in machine.stop()
              if "/etc/unbound/" not in name and not LIBRARY.fullmatch(name)}
    stock = {name for name in story["opened"] if "/etc/unbound/" not in name}
    assert opened - stock == set()
    assert "/run/unbound.ctl" in opened


def test_an_update_is_visible(machine, story):
    """The distribution's next version supersedes this one, unless it is held."""
    story["rules"] = machine.configuration()
    see(machine, "next")
    story["next"] = candidate(machine)
    assert story["next"] != machine.version()
    said = machine.run("apt-get -q -s upgrade")
    assert f"Inst unbound [{machine.version()}] ({story['next']}" in said


def test_an_older_one_is_refused(story, refused):
    """Where the mirror has no source of what the distribution has."""
    assert re.search(
        rf"^script/package: Debian \w+ has unbound {re.escape(story['next'])}, but the mirror has"
        r" no newer source than (\S+), which .* build \1 all the same with --older$",
        refused.read_text(), re.MULTILINE)


def test_hold(machine):
    was = machine.version()
    machine.run("apt-mark hold unbound")
    said = machine.run("apt-get -q -y upgrade </dev/null")
    assert re.search(r"kept back:\s+unbound\b", said), said
    assert machine.version() == was


def test_rebuilt_for_the_next_version(machine, story):
    """What script/package, run again, left."""
    machine.run("apt-mark unhold unbound")
    machine.install("/built-next/unbound_*.deb")
    machine.run("apt-mark hold unbound")
    assert machine.version().startswith(story["next"] + "+workstation")
    assert machine.configuration() == story["rules"]
    machine.run("unbound-checkconf")
    machine.start()
    assert machine.ask("desk7.desks.example.com", "A") == ["10.1.0.7"]
    machine.stop()


def test_stock_does_not_start_with_clauses(machine, story):
    machine.run("apt-mark unhold unbound")
    machine.install(f"--allow-downgrades unbound={story['next']}")
    assert machine.version() == story["next"]
    assert "syntax error" in machine.fails("unbound-checkconf")
    assert "syntax error" in machine.fails("timeout 60 unbound -d -p")
    assert machine.configuration() == story["rules"]


def test_going_back(machine, story):
    """With the clauses and the line out, too."""
    machine.path(CONF).unlink()
    shutil.rmtree(machine.path("etc/unbound/rules"))
    assert machine.configuration() == story["configuration"]
    machine.run("unbound-checkconf")
    machine.start()
    assert printer(machine)
    assert machine.ask("workstation1.example.com", "A") == []
    machine.stop()


def test_purge(machine):
    """Nothing of the module stays; the user's own files do."""
    machine.run("apt-get -q -y purge unbound")
    left = machine.run(
        "find / -xdev -path /proc -prune -o -path '/built*' -prune -o -iname '*workstation*' -print")
    assert left == ""
    assert machine.path("etc/unbound/unbound.conf.d/office.conf").read_text() == OFFICE
    assert not machine.path("usr/sbin/unbound").exists()
