# SPDX-License-Identifier: BSD-3-Clause
"""Live tests: the built daemon, against a real upstream name server."""

import pathlib

import pytest

from resolver import Resolver
from upstream import Upstream


def pytest_addoption(parser):
    parser.addoption("--prefix", type=pathlib.Path, required=True,
                     help="where the Unbound to test is installed")
    parser.addoption("--build", type=pathlib.Path, required=True,
                     help="the directory it was built in")


@pytest.fixture(scope="session")
def prefix(request):
    return request.config.getoption("--prefix").resolve()


@pytest.fixture(scope="session")
def build(request):
    return request.config.getoption("--build").resolve()


@pytest.fixture(scope="session")
def upstream(tmp_path_factory):
    with Upstream(tmp_path_factory.mktemp("upstream")) as server:
        yield server


@pytest.fixture
def start(prefix, upstream, tmp_path):
    """Start resolvers under a configuration; they end with the test."""
    running = []

    def start(chain, extra="", **options):
        place = tmp_path / f"unbound{len(running)}"
        resolver = Resolver(prefix, place, upstream, chain, extra, **options)
        running.append(resolver)
        resolver.start()
        return resolver

    yield start
    for resolver in running:
        resolver.stop()


@pytest.fixture(scope="module")
def resolver(prefix, upstream, tmp_path_factory):
    """The resolver of unbound.conf.example, for tests that change nothing."""
    resolver = Resolver(prefix, tmp_path_factory.mktemp("unbound"), upstream)
    resolver.start()
    yield resolver
    resolver.stop()
