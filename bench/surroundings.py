# SPDX-License-Identifier: BSD-3-Clause
"""What the figures depend on and the programs do not say: the machine, the
versions, the build."""

import datetime
import os
import pathlib
import re
import subprocess

from nsd import Upstream
from peers import PEERS, Unbound
from server import HERE, SERVER_CORE, LOAD_CORE

TOOLS = ("dnsperf", "valgrind", "libc6", "libevent-2.1-7", "gcc")


def said(*command):
    """What a program prints; nothing where there is no such program."""
    try:
        return subprocess.run(command, capture_output=True, text=True,
                              cwd=HERE.parent).stdout.strip()
    except FileNotFoundError:
        return ""


def first(path, key, separator=":"):
    found = re.search(rf"^{key}\s*{separator}\s*(.*)$", pathlib.Path(path).read_text(), re.MULTILINE)
    return found[1] if found else "unknown"


def version(package):
    return said("dpkg-query", "-W", "-f", "${Version}", package) or "not installed"


def commit(*paths):
    last = said("git", "log", "-1", "--format=%h", "--", *paths)
    if not last:
        return "not in a git clone"
    changed = said("git", "status", "--porcelain", "--", *paths)
    return f"as of commit {last}" + (", changed since" if changed else "")


def facts():
    """Rows of the table: what, and its value."""
    built = said(str(Unbound.program), "-V")
    flags = re.search(r"CFLAGS=(.*?)(?= \w+=| --|$)", built, re.MULTILINE)
    packages = sorted({package for peer in (*PEERS, Upstream)
                       for package in peer.packages} | set(TOOLS))
    yield "date", f"{datetime.datetime.now(datetime.timezone.utc):%d %B %Y}"
    yield "processor", f"{first('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores"
    yield "cores used", f"{SERVER_CORE} for the server, {LOAD_CORE} for dnsperf and NSD"
    yield "memory", f"{int(first('/proc/meminfo', 'MemTotal').split()[0]) / 2 ** 20:.0f} GB"
    yield "kernel", f"{os.uname().sysname} {os.uname().release}"
    yield "system", first("/etc/os-release", "PRETTY_NAME", "=").strip('"')
    yield "the module", commit("include", "module")
    yield "this build", f"Unbound {built.split()[1]}, {flags[1] if flags else 'flags unknown'}"
    for package in packages:
        yield f"package {package}", version(package)
