# SPDX-License-Identifier: BSD-3-Clause
"""Live tests: the built daemon, against a real upstream name server."""

import collections
import os
import pathlib
import re
import subprocess
import zlib

import pytest

from resolver import Resolver, has_command, has_option
from upstream import Upstream


def pytest_addoption(parser):
    parser.addoption("--prefix", type=pathlib.Path, required=True,
                     help="where the Unbound to test is installed")
    parser.addoption("--build", type=pathlib.Path, required=True,
                     help="the directory it was built in")
    parser.addoption("--dynlib", type=pathlib.Path,
                     help="the loadable module: run the tests of it, in an Unbound that"
                     " has the module dynlib and not this one")
    parser.addoption("--other-dynlib", type=pathlib.Path,
                     help="one that was built for another release")
    parser.addoption("--threads", type=int, default=1,
                     help="of the resolver, where a test does not say")
    parser.addoption("--reliability", type=pathlib.Path, metavar="DIR",
                     help="run what takes long, and leave its figures in DIR")
    parser.addoption("--share", type=share, default="1/1", metavar="N/M",
                     help="of the tests that are divided, the cases of the Nth of M builds,"
                     " 3 at most; and other samples for each")
    parser.addoption("--long", action="store_true",
                     help="all cases and more random sequences, for an hour or so")


def share(text):
    """The number of a build, from 1, and of how many."""
    number, builds = map(int, text.split("/"))
    if not 1 <= number <= builds <= 3:  # the smallest sample is each 3rd
        raise ValueError(text)
    return number, builds


WAYS = {"linked": "of the module linked in; a test without a mark is one",
        "loadable": "of the loadable module only",
        "either": "of both; the closest of these marks counts"}


def pytest_configure(config):
    config.addinivalue_line("markers", "needs(module): only where Unbound has the module")
    config.addinivalue_line("markers", "configured(option): only where Unbound was built"
                            " with the option")
    for way, what in WAYS.items():
        config.addinivalue_line("markers", f"{way}: {what}")
    config.addinivalue_line("markers", "option(name): only where Unbound has the option of"
                            " unbound.conf")
    config.addinivalue_line("markers", "command(name): only where unbound-control has it")
    config.addinivalue_line("markers", "sampled(n): each nth of its cases, a number that no"
                            " dimension of them has a factor of; all with --long")
    config.addinivalue_line("markers", "divided: with --share, each of its cases is for one"
                            " of the builds, but those with a mark of a condition; its cases"
                            " must not depend on the release else")
    # else hypothesis leaves it in the working directory
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(
        config.getoption("--build").resolve() / "hypothesis")


def is_of_way(item, way):
    own = next((mark.name for mark in item.iter_markers() if mark.name in WAYS), "linked")
    return own in (way, "either")


def without_long(items, first):
    """Of a test that is sampled, each nth case, from one on."""
    seen = collections.Counter()
    for item in items:
        mark = item.get_closest_marker("sampled")
        if not mark or seen[item.function] % mark.args[0] == first:
            yield item
        seen[item.function] += 1


CONDITIONS = ("needs", "configured", "option", "command")


def is_of_share(item, number, builds):
    """By the case's name, so that each is in one share, whatever else is collected."""
    if not item.get_closest_marker("divided") or any(
            item.get_closest_marker(condition) for condition in CONDITIONS):
        return True
    return zlib.crc32(item.name.encode()) % builds == number - 1


def pytest_collection_modifyitems(config, items):
    """Leave out tests of what Unbound was not built with, and those of the other form of
    the module. With --reliability only the tests that give figures are run, and they
    are not run without it."""
    said = subprocess.run([config.getoption("--prefix") / "sbin/unbound", "-V"],
                          capture_output=True, text=True).stdout
    way = "loadable" if config.getoption("--dynlib") else "linked"
    (linked,) = re.findall(r"^Linked modules: (.*)$", said, re.MULTILINE)
    (options,) = re.findall(r"^Configure line: (.*)$", said, re.MULTILINE)
    items[:] = [item for item in items
                if all(mark.args[0] in linked.split() for mark in item.iter_markers("needs"))
                and all(mark.args[0] in options for mark in item.iter_markers("configured"))
                and all(has_option(config.getoption("--prefix"), mark.args[0])
                        for mark in item.iter_markers("option"))
                and all(has_command(config.getoption("--prefix"), mark.args[0])
                        for mark in item.iter_markers("command"))
                and is_of_way(item, way)
                and ("figures" in item.fixturenames) == bool(
                    config.getoption("--reliability"))]
    number, builds = config.getoption("--share")
    if not config.getoption("--long"):
        items[:] = without_long(items, number - 1)
    items[:] = [item for item in items if is_of_share(item, number, builds)]


@pytest.fixture(scope="session")
def prefix(request):
    return request.config.getoption("--prefix").resolve()


@pytest.fixture(scope="session")
def build(request):
    return request.config.getoption("--build").resolve()


def program(path):
    """Runs a program that was built."""
    def run(*words, **options):
        done = subprocess.run([path, *map(str, words)], capture_output=True, **options)
        # text=True would make an end of line of a carriage return in a sentence
        done.stdout = done.stdout.decode(errors="backslashreplace")
        done.stderr = done.stderr.decode(errors="backslashreplace")
        return done
    return run


@pytest.fixture(scope="session")
def checkconf(build):
    return program(build / "workstation-checkconf")


@pytest.fixture(scope="session")
def importer(build):
    return program(build / "workstation-import")


@pytest.fixture(scope="session")
def dynlib(request):
    """The loadable module, or None where the module is linked in."""
    path = request.config.getoption("--dynlib")
    return path and path.resolve()


@pytest.fixture(scope="session")
def upstream(tmp_path_factory):
    with Upstream(tmp_path_factory.mktemp("upstream")) as server:
        yield server


class Starter:
    """Starts resolvers under a configuration, and stops them all."""

    def __init__(self, prefix, dynlib, upstream, place, threads):
        self.prefix, self.dynlib, self.upstream = prefix, dynlib, upstream
        self.place, self.threads = place, threads
        self.running = []

    def __call__(self, chain, extra="", **options):
        resolver = Resolver(self.prefix, self.place / f"unbound{len(self.running)}",
                            self.upstream, chain, extra, dynlib=self.dynlib,
                            **{"threads": self.threads, **options})
        self.running.append(resolver)
        resolver.start()
        return resolver

    def stop(self):
        for resolver in self.running:
            resolver.stop()


@pytest.fixture(scope="session")
def threads(request):
    return request.config.getoption("--threads")


@pytest.fixture
def start(prefix, dynlib, upstream, tmp_path, threads):
    """Start resolvers that end with the test."""
    starter = Starter(prefix, dynlib, upstream, tmp_path, threads)
    yield starter
    starter.stop()


@pytest.fixture(scope="module")
def run(prefix, dynlib, upstream, tmp_path_factory, threads):
    """Start resolvers that end with the module's tests, for those that change
    nothing."""
    starter = Starter(prefix, dynlib, upstream, tmp_path_factory.mktemp("unbound"), threads)
    yield starter
    starter.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    place = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=resolver", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", place / "key", "-out", place / "cert"],
        check=True, capture_output=True)
    return place


@pytest.fixture
def figures(request):
    """Keep sentences with what was measured, before they are judged, after those that
    another build gave."""
    def keep(*sentences):
        what = request.module.__doc__.strip()
        name = pathlib.Path(request.module.__file__).stem.removeprefix("test_")
        path = request.config.getoption("--reliability") / f"{name}.md"
        lines = re.findall("^- .*", path.read_text(), re.MULTILINE) if path.exists() else []
        lines += [f"- {sentence}" for sentence in sentences]
        path.write_text(f"## {what}\n\n" + "\n".join(lines)
                        + f"\n\n`script/reliability {name}`\n")
        print(*sentences, sep="\n")
    return keep


@pytest.fixture(scope="module")
def resolver(run):
    """The resolver of unbound.conf.example."""
    return run(None)
