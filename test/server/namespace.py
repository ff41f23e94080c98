# SPDX-License-Identifier: BSD-3-Clause
"""A network namespace of a test's own, with `lo` and no other interface, where it can have
any address, and port 53."""

import contextlib
import os
import subprocess

import pytest

from resolver import Resolver


class Namespace:
    """Lives as long as a process that waits in it. Who is not root needs a user namespace
    for it, which nobody can make in a chroot."""

    def __init__(self):
        self.is_root = os.geteuid() == 0
        user = [] if self.is_root else ["--user", "--map-root-user"]
        self.holder = subprocess.Popen(
            ["unshare", *user, "--net", "sh", "-c", "echo made; cat"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.made = self.holder.stdout.readline() == "made\n"

    def enter(self, *command):
        user = [] if self.is_root else ["--user", "--preserve-credentials"]
        return ["nsenter", f"--target={self.holder.pid}", *user, "--net", *map(str, command)]

    def run(self, *command):
        return subprocess.run(self.enter(*command), capture_output=True, text=True)

    def has_mounts(self):
        """Whether commands in it can have mounts of their own: not in a chroot that is no
        mount itself."""
        return self.run("unshare", "--mount", "true").returncode == 0

    def ip(self, *words):
        done = self.run("ip", *words)
        assert done.returncode == 0, done.stderr

    def add(self, address, *words):
        self.ip("-6", "address", "add", f"{address}/64", "dev", "lo", *words)

    def remove(self, address):
        self.ip("-6", "address", "del", f"{address}/64", "dev", "lo")

    def rename(self, interface, name):
        """Linux before 6.2 does not rename one that is up."""
        self.ip("link", "set", interface, "down")
        self.ip("link", "set", interface, "name", name)
        self.ip("link", "set", name, "up")

    def end(self):
        self.holder.communicate("")


@contextlib.contextmanager
def own_namespace():
    """Skips the test where no namespace can be made."""
    namespace = Namespace()
    try:
        if not namespace.made or namespace.run("ip", "link", "set", "lo", "up").returncode:
            pytest.skip("no network namespace can be made here")
        yield namespace
    finally:
        namespace.end()


class ResolverInNamespace(Resolver):
    namespace = None

    def command(self):
        return self.namespace.enter(*super().command())
