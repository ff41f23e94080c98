# SPDX-License-Identifier: BSD-3-Clause
"""doc/cookbook.md: each page is run as it stands, in a network namespace that has its
addresses, and prints what it shows. Only Unbound's directories are the test's.

The first `conf` block of a page is its unbound.conf. A `zone` block is a zone of the servers
that this forwards to, or transfers zones from. A `hosts` block has machines with sshd: an
address, and words that their host key is made of. `console` blocks are commands and what they
print. Those that make keys are run before Unbound starts, and these keys take the place of
the page's. Any other block that begins with `# /etc/unbound/NAME`, or that is
/etc/resolv.conf, is that file, and the rest are not used."""

import contextlib
import os
import pathlib
import re
import subprocess

import pytest

from machine import wait_for
from namespace import ResolverInNamespace, own_namespace
from ssh import Sshd, public_key, write_client
from upstream import Upstream

COOKBOOK = pathlib.Path(__file__).parents[2] / "doc/cookbook.md"
DIRECTORIES = re.compile(r"/(?:etc/unbound|etc/ssh|etc(?=/resolv)|run|var/lib/unbound)/")
HOST_KEY = "ssh_host_ed25519_key.pub"
KEY = re.compile(r"(K[\w.-]+\+\d{3}\+)(\d{5})\b")
# what differs from key to key, from day to day, and between releases of programs
VARIES = {
    r"(\sDS\s)\d+ (\d+ \d+) [0-9a-f]+$": r"\1TAG \2 DIGEST",
    r"\d{14} \d{14} \d+ (\S+)\s+[\w+/=]+\s+[\w+/=]+ \)$": r"UNTIL FROM TAG \1 SIGNATURE )",
    r"keytag: \d+": "keytag: TAG",
    r"\bNXNAME\b": "TYPE128",
}


def steady(transcript):
    """A transcript without what varies."""
    for pattern, replacement in VARIES.items():
        transcript = re.sub(pattern, replacement, transcript, flags=re.MULTILINE)
    return transcript


class Page:
    """A page's title and blocks. Its own paths are moved to a place of the test's."""

    def __init__(self, text):
        self.title, self.text = text.split("\n", 1)

    def blocks(self, language):
        return re.findall(rf"^```{language}\n(.*?)^```$", self.text, re.MULTILINE | re.DOTALL)

    def conf(self):
        return self.blocks("conf")[0]

    def zones(self):
        """The zone files, by the names that their first lines give them."""
        return {re.match(r"\$ORIGIN (\S+)\.\n", zone)[1]: zone for zone in self.blocks("zone")}

    def files(self, place):
        """The other files of the page that are in a place, by the paths in their first
        lines."""
        return {pathlib.Path(block.split("\n", 1)[0].removeprefix("# ")): block
                for block in self.blocks(r"\w+") if block.startswith(f"# {place}/")}

    def console(self):
        return "".join(self.blocks("console"))

    def commands(self):
        return re.findall(r"^\$ (.*)$", self.console(), re.MULTILINE)

    def makes_keys(self):
        return [command for command in self.commands() if " -k |" in command]

    def with_keys(self, printed):
        """The page that has the keys that were made."""
        tags = dict(KEY.findall(printed))
        return Page(f"{self.title}\n{KEY.sub(lambda key: key[1] + tags[key[1]], self.text)}")

    def hosts(self):
        """The words of host keys by the hosts' addresses. The first one is the image's."""
        return dict(line.split(maxsplit=1)
                    for block in self.blocks("hosts") for line in block.splitlines())

    def addresses(self, settings):
        """Those of settings of unbound.conf, without the port."""
        return {address.split("@")[0] for address in re.findall(
            rf'^\s*(?:{settings}): "?([\w.:@]+)', self.conf(), re.MULTILINE)}

    def own_addresses(self):
        """Those of the resolver, and of its clients."""
        return (self.addresses("interface") | set(self.hosts())
                | set(re.findall(r" -b (\S+)", self.console())))

    def upstream_addresses(self):
        return self.addresses("forward-addr|stub-addr|primary")

    def interface(self):
        """The one whose prefix its rules have."""
        found = re.search(r"prefix-from: (\S+)", self.conf())
        return found[1] if found else "lo"

    def zonefiles(self):
        return re.findall(r'zonefile: "(.+)"', self.conf())

    def moved(self, place):
        return Page(f"{self.title}\n{DIRECTORIES.sub(f'{place}/', self.text)}")


PAGES = [Page(text) for text in
         re.split("^## ", COOKBOOK.read_text(), flags=re.MULTILINE)[1:]]


class PageUpstream(Upstream):
    signed_zones = ()
    zone_options = [f"  provide-xfr: {everybody} NOKEY" for everybody in ("0.0.0.0/0", "::/0")]

    def __init__(self, place, namespace, page):
        super().__init__(place)
        self.port = 53
        self.namespace, self.texts = namespace, page.zones()
        self.zones = tuple(self.texts)
        self.addresses = tuple(page.upstream_addresses())

    def command(self, conf):
        return self.namespace.enter(*super().command(conf))

    def text(self, zone):
        return self.texts[zone]

    def answers(self):
        assert self.process.poll() is None, f"nsd ended, see {self.log.name}"
        return self.namespace.run("dig", f"@{self.addresses[0]}", "+tries=1", "+time=1",
                                  "+short", self.zones[0], "SOA").stdout


class PageResolver(ResolverInNamespace):
    """Has the page's configuration, and only what it needs beside that to be run by a test."""

    def configure(self, page, extra=""):
        self.page = page
        self.conf.write_text(page.conf() + "\n".join([
            "server:", f'  directory: "{self.place}"', f'  pidfile: "{self.place}/pid"',
            '  chroot: ""', '  username: ""', "  use-syslog: no",
            f'  logfile: "{self.log}"', "  verbosity: 1", ""]))
        for path, text in page.files(self.place).items():
            path.write_text(text)

    def write_programs(self, build):
        """Unbound's, for this configuration; what makes keys, for this place and its group;
        dig with patience, and ssh with a key of its own."""
        sbin = self.prefix / "sbin"
        for name, command in (
                ("unbound-control", f'exec {sbin}/unbound-control -c "{self.conf}" "$@"'),
                ("unbound-checkconf", f'exec {sbin}/unbound-checkconf "$@" "{self.conf}"'),
                ("workstation-checkconf", f'"{build}/workstation-checkconf" "$@" | sed '
                 f'"s,/etc/unbound,{self.place}, ; s,chgrp unbound,chgrp $(id -g),"'),
                ("ssh", f'exec /usr/bin/ssh -F "{write_client(self.place)}" "$@"')):
            program = self.place / name
            program.write_text(f"#!/bin/sh\n{command}\n")
            program.chmod(0o755)
        (self.place / ".digrc").write_text("+tries=1 +time=20\n")

    def enter(self, command):
        """A shell's command in the namespace, with the page's resolv.conf if it has one."""
        resolv_conf = self.place / "resolv.conf"
        if not resolv_conf.exists():
            return self.namespace.enter("sh", "-c", command)
        return self.namespace.enter(
            "unshare", "--mount", "sh", "-c",
            f'mount --bind "{resolv_conf}" /etc/resolv.conf && exec sh -c "$0"', command)

    def transcript(self, command):
        """What a terminal shows of a command."""
        done = subprocess.run(
            self.enter(command), text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "HOME": str(self.place), "ASAN_OPTIONS": "detect_leaks=0",
                 "PATH": f"{self.place}:{os.environ['PATH']}"})
        return f"$ {command}\n{done.stdout}"


@pytest.fixture
def namespace():
    with own_namespace() as namespace:
        yield namespace


@pytest.fixture
def run_page(prefix, build, tmp_path, namespace):
    """Start a page's upstream, its hosts and its resolver. Returns the resolver, and the
    transcript of what was run before it."""
    with contextlib.ExitStack() as running:
        def run(page):
            if page.hosts() and not namespace.has_mounts():
                pytest.skip("no mount namespace can be made here")
            interface = page.interface()
            if interface != "lo":
                namespace.rename("lo", interface)
            for address in page.own_addresses() | page.upstream_addresses():
                # nobody can bind an IPv6 address while it is tentative
                nodad = ["nodad"] if ":" in address else []
                namespace.ip("address", "add", address, "dev", interface, *nodad)
            if page.zones():
                running.enter_context(PageUpstream(tmp_path, namespace, page))
            place = tmp_path / "unbound"
            place.mkdir()
            for address, words in page.hosts().items():
                running.enter_context(Sshd(place / address, namespace, words))
                if not (place / HOST_KEY).exists():
                    (place / HOST_KEY).write_text(public_key(words))
            resolver = PageResolver(prefix, place, None, page.moved(place))
            resolver.namespace = namespace
            resolver.write_programs(build)
            before = "".join(map(resolver.transcript, resolver.page.makes_keys()))
            resolver.configure(resolver.page.with_keys(before))
            running.callback(resolver.stop)
            resolver.start()
            wait_for(lambda: all((place / name).exists() for name in page.zonefiles()),
                     "the zones to be transferred")
            return resolver, before

        yield run


def test_there_are_pages():
    assert len(PAGES) == 14


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
def test_page(run_page, page):
    """A page asks something, and looks at the statistics."""
    for program in "dig", "unbound-control stats_noreset":
        assert any(command.startswith(program) for command in page.commands())
    resolver, before = run_page(page)
    page = resolver.page
    commands = [command for command in page.commands() if command not in page.makes_keys()]
    shown = before + "".join(map(resolver.transcript, commands))
    assert steady(shown) == steady(page.console())
    checked = resolver.transcript("unbound-checkconf")
    assert checked == f"$ unbound-checkconf\nunbound-checkconf: no errors in {resolver.conf}\n"
