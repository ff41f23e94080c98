# SPDX-License-Identifier: BSD-3-Clause
"""The options of the package tests: folders with packages, a chroot, and a log."""

import pathlib

import pytest

from chroot import Machine

FOLDERS = {
    "root": "the chroot, with the packages in /built, /next (the distribution's next "
            "version) and /built-next",
    "built": "what script/package left",
    "again": "what it left when building in another folder",
    "stock": "the distribution's packages",
    "stock-source": "the distribution's source package",
    "refused": "the file with what it said where the mirror had no source of the next version",
}


def pytest_addoption(parser):
    for name, meaning in FOLDERS.items():
        parser.addoption(f"--{name}", type=pathlib.Path, required=True, help=meaning)


def folder(name):
    @pytest.fixture(scope="session", name=name.replace("-", "_"))
    def fixture(request):
        return request.config.getoption(f"--{name}")
    return fixture


built, again, stock = folder("built"), folder("again"), folder("stock")
stock_source, refused = folder("stock-source"), folder("refused")


@pytest.fixture(scope="session")
def machine(request):
    machine = Machine(request.config.getoption("--root"))
    yield machine
    machine.stop()
