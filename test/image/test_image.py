# SPDX-License-Identifier: BSD-3-Clause
"""The container image, asked from outside."""

import pathlib
import re
import subprocess
import time

DESKS = """\
workstation:
    name: "desk{n}"
    network: 10.1.0.0/24
    origin: "office.example.com"
    reverse: yes
"""
OTHERS = DESKS.replace("10.1.0.0", "10.2.0.0")
NO_RIGHTS = "0" * 16


def up(container):
    container.wait(lambda: container.ask("desk5.office.example.com"))
    return container


def test_what_is_in_it(root):
    said = subprocess.run(["chroot", root, "dpkg-query", "-W", "-f", "${Package}\\n"],
                          check=True, capture_output=True, text=True).stdout.split()
    assert {"unbound", "ldnsutils", "dns-root-data"} <= set(said)
    assert not {"gcc", "make", "dpkg-dev", "unbound-dbgsym"} & set(said)
    assert not (root / "workstation").exists() and not (root / "unbound.deb").exists()
    held = subprocess.run(["chroot", root, "apt-mark", "showhold"], check=True,
                          capture_output=True, text=True).stdout
    assert held == "unbound\n"


def test_answers(run):
    began = time.monotonic()
    container = up(run(DESKS))
    print(f"\nthe first answer {1000 * (time.monotonic() - began):.0f} ms after the start")
    assert container.ask("desk5.office.example.com") == ["10.1.0.5"]
    assert container.ask("desk5.office.example.com", "A", "+tcp") == ["10.1.0.5"]
    assert container.ask("5.0.1.10.in-addr.arpa", "PTR") == ["desk5.office.example.com."]
    assert "error" not in container.log.read_text()


def test_has_no_rights(run):
    container = up(run(DESKS))
    assert "0" not in container.status("Uid").split()
    for field in ("CapEff", "CapPrm", "CapBnd", "CapAmb"):
        assert container.status(field) == NO_RIGHTS
    mounts = pathlib.Path(f"/proc/{container.pid()}/mountinfo").read_text()
    assert re.search(r" / ro,", mounts), mounts


def test_health(run):
    assert up(run(DESKS)).healthy()


def test_health_of_another_port(run):
    container = run(DESKS + "server:\n    port: 8053\n")
    container.wait(lambda: container.ask("desk5.office.example.com", port=8053))
    assert container.healthy()


def test_ill_without_the_module(run):
    """The resolver works and the module is not asked."""
    container = run("server:\n    module-config: iterator\n"
                    "    local-data: 'printer.example.com. A 192.0.2.9'\n")
    container.wait(lambda: container.ask("printer.example.com"))
    assert not container.healthy()


def test_reload(run):
    container = up(run(DESKS))
    pid = container.pid()
    container.configure(OTHERS)
    container.hang_up()
    container.wait(lambda: container.ask("desk5.office.example.com") == ["10.2.0.5"])
    assert container.pid() == pid
    assert container.healthy()


def test_stop(run):
    container = up(run(DESKS))
    began = time.monotonic()
    assert container.stop() == 0
    print(f"\nended {1000 * (time.monotonic() - began):.0f} ms after SIGTERM")


def test_mistake(run):
    """In the mounted files: it ends, and the log says where it is."""
    container = run(DESKS.replace("10.1.0.0/24", "10.1.0.0/99"))
    assert container.process.wait(60) == 1
    assert "unbound.conf.d/test.conf:3: " in container.log.read_text()
