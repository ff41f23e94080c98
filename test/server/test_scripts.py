# SPDX-License-Identifier: BSD-3-Clause
"""Bad input to the scripts: one sentence that says what to do, a non-zero
exit status, and nothing left behind."""

import pathlib
import socket
import subprocess

import pytest

TOP = pathlib.Path(__file__).parents[2]


def run(*command, **options):
    return subprocess.run([str(word) for word in command], cwd=TOP,
                          capture_output=True, text=True, **options)


@pytest.mark.parametrize("command, said", [
    (["script/build", "--release"], "usage: script/build"),
    (["script/build", "--fast"], "usage: script/build"),
    (["script/build", "--release", "sid"], '"sid" is no release this knows'),
    (["script/fetch", ""], '"" is no release this knows'),
    (["script/server", "--help"], "usage: script/server"),
    (["script/test", "some"], "usage: script/test"),
    (["script/bench", "--fast"], "usage: script/bench"),
    (["script/bootstrap", "all"], "usage: script/bootstrap"),
    (["script/package", "--release"], "usage: script/package"),
    (["script/package", "trixie"], "usage: script/package"),
    (["script/package", "--here", "--release", "trixie"], "usage: script/package"),
    (["script/fresh", "sid"], "usage: script/fresh"),
    (["script/image", "--base"], "usage: script/image"),
    (["script/release", "--all"], "usage: script/release"),
])
def test_arguments(tmp_path, command, said):
    ended = run("sh", *command, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                                     "BUILD_DIR": tmp_path / "build"})
    assert ended.returncode != 0
    assert said in ended.stderr and ended.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text, release", [
    ("VERSION_CODENAME=bookworm\n", "bookworm"),
    ('ID=debian\nVERSION_CODENAME="trixie"\n', "trixie"),
    ("VERSION_CODENAME=noble\n", "bookworm"),
    ("ID=arch\n", "bookworm"),
    (None, "bookworm"),
])
def test_release_of_the_machine(tmp_path, text, release):
    file = tmp_path / "os-release"
    if text is not None:
        file.write_text(text)
    ended = run("sh", "script/release", env={"PATH": "/usr/bin:/bin", "OS_RELEASE": file})
    assert (ended.returncode, ended.stdout) == (0, f"{release}\n")


def test_package_here_on_another_system(tmp_path):
    """bookworm's package, which is the default elsewhere, would not fit."""
    file = tmp_path / "os-release"
    file.write_text("VERSION_CODENAME=noble\n")
    ended = run("sh", "script/package", "--here",
                env={"PATH": "/usr/bin:/bin", "OS_RELEASE": file,
                     "BUILD_DIR": tmp_path / "build"})
    assert ended.returncode == 1
    assert ended.stderr.startswith("script/release: this machine has none")
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("kind", [socket.SOCK_DGRAM, socket.SOCK_STREAM])
def test_port_in_use(kind):
    with socket.socket(socket.AF_INET, kind) as other:
        try:
            other.bind(("127.0.0.1", 10053))
            if kind == socket.SOCK_STREAM:
                other.listen()
        except OSError:
            pass  # in use already
        ended = run("sh", "script/server")
    assert ended.returncode == 1
    assert ended.stderr.startswith("script/server: port 10053 is in use")


@pytest.mark.parametrize("options, said", [
    ([], "--with-unbound=DIR is needed"),
    (["--with-unbound"], "--with-unbound=DIR is needed"),
    (["--with-unbound=/nonexistent"], "/nonexistent is not an unpacked Unbound source tree"),
])
def test_configure(tmp_path, options, said):
    ended = subprocess.run([TOP / "configure", "-q", *options], cwd=tmp_path,
                           capture_output=True, text=True)
    assert ended.returncode != 0
    assert said in ended.stderr
    assert not (tmp_path / "Makefile").exists()
