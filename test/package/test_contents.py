# SPDX-License-Identifier: BSD-3-Clause
"""What is in the packages: the distribution's own, and the module."""

import filecmp
import re
import subprocess

import pytest

PROGRAMS = ["workstation-checkconf", "workstation-import"]
ADDED = {"/usr/share/man/man5/workstation.5.gz"}.union(
    *({f"/usr/bin/{name}", f"/usr/share/man/man1/{name}.1.gz"} for name in PROGRAMS))


def output(*command):
    return subprocess.run([str(word) for word in command], check=True,
                          capture_output=True, text=True).stdout


def field(package, name):
    return output("dpkg-deb", "-f", package, name).strip()


def named(folder):
    """The packages in a folder by name."""
    return {path.name.partition("_")[0]: path for path in folder.glob("*.deb")}


@pytest.fixture(scope="module")
def pairs(built, stock):
    """Name to the distribution's package and the one built here."""
    new = named(built)
    return {name: (path, new[name]) for name, path in named(stock).items()}


@pytest.fixture(scope="module")
def unpacked(pairs, tmp_path_factory):
    """Name to the folders that these are unpacked in."""
    folders = {}
    for name, both in pairs.items():
        folders[name] = [tmp_path_factory.mktemp(name) for _ in both]
        for package, folder in zip(both, folders[name]):
            output("dpkg-deb", "-R", package, folder / "package")
    return {name: [folder / "package" for folder in both] for name, both in folders.items()}


def test_names(pairs, built):
    assert {"unbound", "libunbound8", "unbound-host"} <= pairs.keys()
    # libunbound-dev has nothing to debug
    assert named(built).keys() == pairs.keys() | {
        f"{name}-dbgsym" for name in pairs if name != "libunbound-dev"}


def test_version(pairs):
    """Over the same version, rebuilt too; under each next one of the distribution."""
    def compares(one, operator, other):
        return subprocess.run(["dpkg", "--compare-versions", one, operator, other]).returncode == 0

    for old, new in pairs.values():
        was, now = field(old, "Version"), field(new, "Version")
        assert now.startswith(was) and "+workstation" in now
        assert compares(now, "gt", was) and compares(now, "gt", was + "+b1")
        start, number = re.fullmatch(r"(.*deb\d+u)(\d+)", was).groups()
        assert compares(now, "lt", f"{start}{int(number) + 1}")
        assert compares(now, "lt", f"{start}{number}.1")


def test_same_twice(built, again):
    """Two builds in different folders: byte for byte the same packages."""
    one, other = named(built), named(again)
    assert one.keys() == other.keys()
    assert [name for name in one if not filecmp.cmp(one[name], other[name], shallow=False)] == []


def dependencies(package):
    """Names, without versions."""
    return set(re.findall(r"([a-z0-9.+-]+)(?: \([^)]*\))?(?:, |$)", field(package, "Depends")))


def test_dependencies(pairs):
    """ldns is all that comes, where Unbound is linked with it, and OpenSSL, where Unbound
    has nettle in its place; what needs libunbound8 gets them by that."""
    libraries = {"libldns3", "libssl3"}
    for name, (old, new) in pairs.items():
        was, now = [{re.sub("t64$", "", package) for package in dependencies(one)}
                    for one in (old, new)]
        assert now - was <= libraries, name
        assert libraries <= now or name not in ("unbound", "libunbound8"), name
        assert dependencies(old) <= dependencies(new), name


def files(package):
    """Mode, owner and path of all files."""
    said = output("dpkg-deb", "-c", package)
    return {re.sub(r"^(\S+ \S+)\s+\d+ \S+ \S+ \.(\S+)", r"\1 \2", line)
            for line in said.splitlines()}


def test_files(pairs):
    """The program and the manuals are all that comes, and nothing goes."""
    for name, (old, new) in pairs.items():
        paths = {line.split()[-1] for line in files(new) - files(old)}
        added = {path for path in paths if not path.endswith("/")}
        assert added == (ADDED if name == "unbound" else set()), name
        assert files(old) <= files(new), name


def test_maintainer_scripts(unpacked):
    for name, (old, new) in unpacked.items():
        scripts = {path.name for path in (old / "DEBIAN").iterdir()}
        assert scripts == {path.name for path in (new / "DEBIAN").iterdir()}, name
        for script in scripts - {"control", "md5sums", "symbols", "shlibs"}:
            assert (new / "DEBIAN" / script).read_text() == (
                old / "DEBIAN" / script).read_text(), (name, script)


def test_unchanged_files(unpacked):
    """Unit, init script, AppArmor profile, default configuration: all that is no
    program, library or text about this version, is the distribution's, but that the
    static library needs ldns and libcrypto."""
    for name, (old, new) in unpacked.items():
        for path in old.rglob("*"):
            inside = path.relative_to(old)
            if not path.is_file() or path.is_symlink() or inside.parts[0] == "DEBIAN":
                continue
            said = (new / inside).read_bytes()
            if (path.read_bytes() == said or said.startswith((b"\x7fELF", b"!<arch>"))
                    or inside.match("usr/share/doc/*/changelog*")):
                continue
            if inside.name == "libunbound.pc":
                assert said.replace(b"-lldns -lcrypto ", b"") == path.read_bytes()
                continue
            assert inside.match("usr/share/doc/*/copyright"), (name, inside)
            assert said.startswith(path.read_bytes()), (name, inside)


def hardening(program):
    """What the linker was told, and the fortified functions that are called."""
    marks = set(re.findall(r"BIND_NOW|Flags: .*|GNU_RELRO|GNU_STACK .* (\w+) ",
                           output("readelf", "-Wld", program)))
    symbols = output("readelf", "-W", "--dyn-syms", program)
    kind = re.search(r"Type: .*", output("readelf", "-h", program)).group()
    return marks, kind, set(re.findall(r"__\w+_chk\b|__stack_chk_fail", symbols))


def test_hardening(unpacked):
    seen = 0
    for name, (old, new) in unpacked.items():
        for path in old.rglob("*"):
            if path.is_symlink() or not path.is_file():
                continue
            with path.open("rb") as file:
                if file.read(4) != b"\x7fELF":
                    continue
            seen += 1
            was, now = hardening(path), hardening(new / path.relative_to(old))
            assert now[:2] == was[:2], path
            assert now[2] >= was[2], path  # the module calls others too
    assert seen >= 5


@pytest.mark.parametrize("program", PROGRAMS)
def test_hardening_of_programs(unpacked, program):
    old, new = unpacked["unbound"]
    marks, kind, functions = hardening(new / "usr/bin" / program)
    assert (marks, kind) == hardening(old / "usr/sbin/unbound-checkconf")[:2]
    assert {"__stack_chk_fail", "__fprintf_chk"} <= functions


@pytest.mark.parametrize("program", PROGRAMS)
def test_needs_of_programs(unpacked, program):
    """Nothing of Unbound's. Keys are read by workstation-checkconf."""
    said = output("readelf", "-Wd", unpacked["unbound"][1] / "usr/bin" / program)
    assert set(re.findall(r"NEEDED.*\[(.*)\]", said)) - {"libcrypto.so.3"} == {
        "libldns.so.3", "libc.so.6"}
    assert ("libcrypto.so.3" in said) == (program == "workstation-checkconf")


def complaints(*packages):
    """lintian's, without what names a version or counts."""
    said = subprocess.run(["lintian", "--allow-root", "--tag-display-limit", "0", *packages],
                          capture_output=True, text=True)
    assert not said.stderr, said.stderr
    return {re.sub(r"\d+(\.\d+)*(-\d\S*)?", "N", line) for line in said.stdout.splitlines()}


def test_lintian(pairs):
    for name, (old, new) in pairs.items():
        assert complaints(new) - complaints(old) == set(), name


def test_lintian_source(built, stock_source):
    (new,), (old,) = built.glob("*.dsc"), stock_source.glob("*.dsc")
    assert complaints(new) - complaints(old) == set()


def test_apparmor_profile(unpacked, machine):
    """It parses, and lets what the manual names be read."""
    profile = "etc/apparmor.d/usr.sbin.unbound"
    target = machine.path(profile)
    target.parent.mkdir(parents=True, exist_ok=True)
    (target.parent / "local").mkdir(exist_ok=True)
    (target.parent / "local/usr.sbin.unbound").touch()
    text = (unpacked["unbound"][1] / profile).read_text()
    target.write_text(text)
    machine.run(f"apparmor_parser --skip-kernel-load --skip-cache /{profile}")
    assert re.search(r"^\s*/etc/unbound/\*\* r,$", text, re.MULTILINE)
    assert re.search(r"^\s*/run/unbound.ctl rw,$", text, re.MULTILINE)
    target.unlink()
    (target.parent / "local/usr.sbin.unbound").unlink()


def test_no_sandbox_in_the_unit(machine, unpacked):
    """The unit has no sandbox. One that came would have to let /etc/unbound be
    read, where the manual's clauses are, and what Unbound itself needs."""
    (unit,) = unpacked["unbound"][1].glob("**/systemd/system/unbound.service")
    service = unit.read_text().partition("[Service]")[2].partition("[Install]")[0]
    settings = set(re.findall(r"^(\w+)=", service, re.MULTILINE))
    assert settings == {"Type", "Restart", "EnvironmentFile", "ExecStartPre", "ExecStart",
                        "ExecStopPost", "ExecReload"}
