# SPDX-License-Identifier: BSD-3-Clause
"""The image, unpacked, and containers that are run from it."""

import json
import pathlib

import pytest

from container import Container


def pytest_addoption(parser):
    parser.addoption("--root", type=pathlib.Path, required=True,
                     help="the image's root file system")
    parser.addoption("--configuration", type=pathlib.Path, required=True,
                     help="what buildah says of the image")


@pytest.fixture(scope="session")
def root(request):
    return request.config.getoption("--root")


@pytest.fixture(scope="session")
def configuration(request):
    said = json.loads(request.config.getoption("--configuration").read_text())
    return said["Docker"]["config"]


@pytest.fixture
def run(root, configuration, tmp_path):
    """Run a container with a configuration; it ends with the test."""
    containers = []

    def start(text):
        folder = tmp_path / f"conf{len(containers)}"
        folder.mkdir(mode=0o755)
        containers.append(Container(root, configuration, folder, text))
        containers[-1].start()
        return containers[-1]
    yield start
    for container in containers:
        container.kill()
