# SPDX-License-Identifier: BSD-3-Clause
"""The module as a library: what it exports, the Unbound it is for, its file of
rules, and what stays when Unbound closes it."""

import os
import re
import shutil
import subprocess

import pytest

pytestmark = pytest.mark.loadable

POOL = 'workstation:\n  name: "{name}{{n}}"\n  network: 10.0.0.0/24\n  origin: example.com\n'
OLD, NEW = POOL.format(name="old"), POOL.format(name="new")


def test_exports(dynlib):
    """The six entry points of a dynlib module, and no name that could clash with
    another library's or the daemon's."""
    said = subprocess.run(["nm", "-D", "--defined-only", dynlib], check=True,
                          capture_output=True, text=True).stdout
    assert sorted(line.split()[-1] for line in said.splitlines()) == [
        "clear", "deinit", "get_mem", "inform_super", "init", "operate"]


def test_it_needs_nothing_but_libc_ldns_and_libcrypto(dynlib):
    """All else is the daemon's, which may be without it. What a sanitizer needs is in
    the daemon too."""
    said = subprocess.run(["readelf", "-d", dynlib], check=True,
                          capture_output=True, text=True).stdout
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", said)
    assert [name for name in needed if not re.match("lib(a|ub)san|libldns|libcrypto", name)] == [
        "libc.so.6"]
    assert "NODELETE" in said and "BIND_NOW" not in said


def refusal(start, dynlib):
    """The error of an Unbound that refuses a library and does not start."""
    resolver = start("workstation iterator")
    resolver.stop()
    resolver.dynlib = dynlib
    resolver.configure()
    before = len(resolver.said())
    ended = subprocess.run(resolver.command(), env=resolver.environment(),
                           capture_output=True, text=True)
    assert ended.returncode == 1
    said = [line for line in resolver.said()[before:].splitlines() if "workstation: " in line]
    assert len(said) == 1, resolver.said()[before:]
    return re.sub(r"^\[\d+\] unbound\[.*?\] error: ", "", said[0])


def version_of(prefix):
    said = subprocess.run([prefix / "sbin/unbound", "-V"], capture_output=True, text=True)
    return re.search(r"^Version (\S+)$", said.stdout, re.MULTILINE)[1]


BUILD_IT = ("build it with the sources and the configure line of the latter (unbound -V)")


def test_another_release(request, start, prefix):
    other = request.config.getoption("--other-dynlib").resolve()
    said = refusal(start, other)
    versions = re.fullmatch(r"workstation: this library was built for Unbound (\S+) and is"
                            rf" loaded by Unbound (\S+): {re.escape(BUILD_IT)}", said)
    assert versions, said
    assert versions[2] == version_of(prefix) != versions[1]


# What patches and options of configure do to headers: a field more. Those of
# module_env are in front of what dynlib has of its own.
FIELDS = [
    ("util/config_file.h", "int deny_any;"),
    ("util/config_file.h", "int ignore_cd;"),
    ("util/config_file.h", "int ede;"),
    ("util/module.h", "uint16_t query_flags;"),
    ("util/module.h", "int no_cache_store;"),
]


@pytest.mark.parametrize("header, field", FIELDS)
def test_the_same_release_with_other_patches(start, prefix, build, tmp_path, header, field):
    source = (build / "dynlib/unbound" / header).read_text()
    assert source.count(field) == 1
    changed = tmp_path / "include" / header
    changed.parent.mkdir(parents=True)
    changed.write_text(source.replace(field, f"void* another[2]; {field}"))
    other = tmp_path / "other.so"
    subprocess.run(["cc", "-fPIC", "-fvisibility=hidden", f"-I{tmp_path}/include",
                    f"-I{build}/dynlib", f"-I{build}/dynlib/unbound", "-o", tmp_path / "fit.o",
                    "-c", build / "dynlib/workstation/fit.c"], check=True)
    objects = [path for path in (build / "dynlib/workstation").glob("*.o")
               if path.name != "fit.o"]
    subprocess.run(["cc", "-shared", "-o", other, tmp_path / "fit.o", *objects,
                    "-Wl,-z,lazy"], check=True)
    assert refusal(start, other) == (
        f"workstation: this library was built for an Unbound {version_of(prefix)} of other"
        f" patches or configure options than the one that loads it: {BUILD_IT}")


def test_no_file_of_rules_stops_a_start(start):
    resolver = start("workstation iterator")
    resolver.stop()
    resolver.rules.unlink()
    ended = subprocess.run(resolver.command(), env=resolver.environment(),
                           capture_output=True, text=True)
    assert ended.returncode == 1
    assert f"{resolver.rules}: cannot read the file: No such file or directory" in resolver.said()


def test_the_configured_path(start, build):
    """Without the variable, the path is the one that configure was given."""
    configured = re.search(r"^workstation_conf = (.*)$", (build / "Makefile").read_text(),
                           re.MULTILINE)[1]
    assert configured == "${sysconfdir}/unbound/workstation.conf"
    prefix = re.search(r"^prefix = (.*)$", (build / "Makefile").read_text(),
                       re.MULTILINE)[1]
    resolver = start("workstation iterator")
    resolver.stop()
    ended = subprocess.run(resolver.command(), env={"PATH": os.environ["PATH"]},
                           capture_output=True, text=True)
    assert ended.returncode == 1
    assert f"{prefix}/etc/unbound/workstation.conf: cannot read the file" in resolver.said()


WRONG = [
    (lambda path: path.unlink(), ": cannot read the file: No such file or directory"),
    (lambda path: path.write_text(NEW + "server:\n"),
     ":5: server: is invalid in this file, expected workstation: clauses"),
    (lambda path: path.write_text(NEW + "  ttl\n"),
     ':5: unexpected "ttl", expected a keyword with a colon'),
    (lambda path: path.write_text(NEW + "  networks: 10.0.0.0/24\n"),
     ':5: unknown setting "networks" (see workstation(5))'),
    (lambda path: path.write_text(NEW + '  include: "/dev/null/rules"\n'),
     ':5: include: cannot read "/dev/null/rules": Not a directory'),
]


@pytest.mark.parametrize("how", ["reload", "SIGHUP"])
@pytest.mark.parametrize("break_it, said", WRONG)
def test_a_wrong_file_leaves_the_old_rules(start, how, break_it, said):
    """The library was closed in between, and opened again."""
    resolver = start("workstation iterator", OLD)
    break_it(resolver.rules)
    for _ in range(3):
        resolver.reload(how)
        assert resolver.addresses("old7.example.com") == ["10.0.0.7"]
    assert f"{resolver.rules}{said if said[0] == ':' else ' ' + said}" in resolver.said()
    assert "the rules from before the reload stay in force" in resolver.said()
    resolver.rules.write_text(NEW)
    resolver.reload(how)
    assert resolver.addresses("old7.example.com") == []
    assert resolver.addresses("new7.example.com") == ["10.0.0.7"]


@pytest.mark.parametrize("how", ["reload", "reload_keep_cache", "SIGHUP"])
def test_rules_come_and_go(start, how):
    """What was cached under some rules is not given under others."""
    names = [("alias.example.com", "A"), ("workstation5.example.com", "A"),
             ("workstation77.example.com", "TXT"), ("alias-nx.example.com", "A")]
    rules = ["workstation: ttl: 300\n", "workstation: network: 10.9.8.0/24 ttl: 60\n",
             "workstation: name: other{n}\n"]
    resolver = start("workstation iterator", rules[0])
    seen = {}
    for number in (0, 1, 2, 0, 2, 1, 0):
        resolver.rules.write_text(rules[number])
        resolver.reload(how)
        for _ in range(2):
            replies = [(reply.rcode(), [str(rrset[0]) for rrset in reply.answer])
                       for reply in (resolver.ask(*name) for name in names)]
            assert seen.setdefault(number, replies) == replies
    assert seen[0][0][1][-1] == "172.0.2.5" and seen[1][0][1][-1] == "10.9.8.5"
    assert seen[2][0][1][-1] == "203.0.113.5" and seen[2][2][0] != seen[0][2][0]


def test_two_libraries(start, dynlib, tmp_path):
    """Another module of dynlib's beside it, whose entry points have the same names."""
    source = tmp_path / "passing.c"
    source.write_text("""
#include "config.h"
#include "util/module.h"
int init(struct module_env* env, int id) { (void)env; (void)id; return 1; }
void deinit(struct module_env* env, int id) { (void)env; (void)id; }
void operate(struct module_qstate* qstate, enum module_ev event, int id,
	struct outbound_entry* outbound)
{
	(void)outbound;
	qstate->ext_state[id] = event == module_event_moddone ? module_finished
		: module_wait_module;
}
void inform_super(struct module_qstate* qstate, int id, struct module_qstate* super)
{ (void)qstate; (void)id; (void)super; }
void clear(struct module_qstate* qstate, int id) { qstate->minfo[id] = NULL; }
size_t get_mem(struct module_env* env, int id) { (void)env; (void)id; return 0; }
""")
    headers = dynlib.parent / "dynlib/unbound"
    other = tmp_path / "passing.so"
    subprocess.run(["cc", "-shared", "-fPIC", f"-I{headers}", "-o", other, source], check=True)
    for order in ((dynlib, other), (other, dynlib)):
        resolver = start("workstation iterator", OLD)
        resolver.stop()
        resolver.configure("workstation dynlib iterator", OLD)
        conf = resolver.conf.read_text().replace(
            f'  dynlib-file: "{dynlib}"',
            "\n".join(f'  dynlib-file: "{path}"' for path in order))
        resolver.conf.write_text(conf)
        resolver.log.unlink()
        resolver.start()
        for _ in range(2):
            assert resolver.addresses("old7.example.com") == ["10.0.0.7"]
            assert resolver.addresses("www.example.com") == ["93.184.216.119"]
            resolver.rules.write_text(NEW + "ttl")
            resolver.reload()
        assert "stay in force" in resolver.said()


def test_a_library_that_was_replaced(start, dynlib, tmp_path):
    """As an upgrade does it: the new one serves after a reload."""
    path = tmp_path / "workstation.so"
    shutil.copy(dynlib, path)
    resolver = start("workstation iterator", OLD)
    resolver.dynlib = path
    resolver.configure(extra=OLD)
    resolver.reload()
    shutil.copy(dynlib, tmp_path / "new.so")
    (tmp_path / "new.so").rename(path)
    resolver.reload()
    assert resolver.addresses("old7.example.com") == ["10.0.0.7"]
