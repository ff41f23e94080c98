# SPDX-License-Identifier: BSD-3-Clause
"""A machine where packages are installed: a chroot, with what its administrator
does there."""

import hashlib
import os
import re
import shlex
import subprocess
import time

UNIT = "usr/lib/systemd/system/unbound.service"
USER_FILES = ["etc/unbound", "etc/default/unbound", "etc/apparmor.d/local"]


class Machine:
    def __init__(self, root):
        self.root = root
        self.daemon = None
        self.traces = 0

    def path(self, name):
        return self.root / name.lstrip("/")

    def run(self, command, check=True):
        ended = subprocess.run(
            ["chroot", self.root, "sh", "-c", command], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
                 "DEBIAN_FRONTEND": "noninteractive"})
        if check:
            assert ended.returncode == 0, f"{command}\n{ended.stdout}"
        return ended.stdout

    def fails(self, command):
        """What a command says that has to fail."""
        said = self.run(f"if {command}; then echo IT SUCCEEDED; fi", check=False)
        assert "IT SUCCEEDED" not in said, f"{command}\n{said}"
        return said

    def install(self, what):
        """As the README has it; whatever apt would ask is refused."""
        return self.run(f"apt-get -q -y install --no-install-recommends {what} </dev/null")

    def version(self):
        return self.run("dpkg-query -W -f '${Version}' unbound")

    def configuration(self):
        """Everything the user may have set up: path to owner, mode, contents."""
        state = {}
        for name in USER_FILES:
            top = self.path(name)
            for file in [top, *sorted(top.rglob("*"))] if top.exists() else []:
                status = file.lstat()
                contents = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
                state[str(file.relative_to(self.root))] = (
                    status.st_uid, status.st_gid, oct(status.st_mode), contents)
        return state

    # The service: what the unit says is done by hand, there being no systemd.

    def unit(self, setting):
        return [line.partition("=")[2]
                for line in self.path(UNIT).read_text().splitlines()
                if line.startswith(f"{setting}=")]

    def start(self):
        """Start it as the unit does, and have all files it opens noted."""
        assert self.daemon is None
        for command in self.unit("ExecStartPre"):
            self.run(command.lstrip("-"), check=not command.startswith("-"))
        (command,) = self.unit("ExecStart")
        self.traces += 1
        self.trace = self.root.parent / f"trace{self.traces}"
        self.daemon = subprocess.Popen(
            ["strace", "-f", "-qq", "-e", "trace=%file,bind,connect", "-o", self.trace,
             "chroot", self.root, *shlex.split(command.replace("$DAEMON_OPTS", ""))])
        self.wait(lambda: self.ask("localhost", "A", "+norecurse"))

    def pid(self):
        """Of unbound, which strace runs."""
        tasks = f"/proc/{self.daemon.pid}/task/{self.daemon.pid}/children"
        with open(tasks) as children:
            return int(children.read().split()[0])

    def hang_up(self):
        """systemctl reload."""
        assert self.unit("ExecReload") == ["+/bin/kill -HUP $MAINPID"]
        os.kill(self.pid(), 1)

    def stop(self):
        """systemctl stop; the files it opened, as the daemon names them."""
        if self.daemon is None:
            return set()
        os.kill(self.pid(), 15)
        assert self.daemon.wait() == 0
        self.daemon = None
        return self.opened()

    def opened(self):
        names = set(re.findall(r'"(/[^"]+)"', self.trace.read_text()))
        return {name for name in names if not name.startswith(str(self.root))}

    def ask(self, name, kind, *options):
        ended = subprocess.run(
            ["chroot", self.root, "dig", "@127.0.0.1", "+tries=1", "+time=2", "+noall",
             "+answer", "+comments", name, kind, *options],
            capture_output=True, text=True)
        return re.findall(rf"^{re.escape(name)}\.\s+\d+\s+IN\s+{kind}\s+(.*)$",
                          ended.stdout, re.MULTILINE | re.IGNORECASE)

    def wait(self, condition):
        """Till something is so. A minute is for slow machines."""
        end = time.monotonic() + 60
        while not (value := condition()):
            assert self.daemon is None or self.daemon.poll() is None, "unbound ended"
            assert time.monotonic() < end, "it never came about"
            time.sleep(0.1)
        return value
