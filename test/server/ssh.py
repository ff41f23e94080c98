# SPDX-License-Identifier: BSD-3-Clause
"""OpenSSH: hosts whose keys are always the same, and what a client needs to log in."""

import hashlib
import os
import pwd
import subprocess

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (Encoding, NoEncryption,
                                                          PrivateFormat, PublicFormat)

from machine import wait_for


def key(words):
    """The Ed25519 key that is made of words."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(words.encode()).digest())


def public_key(words):
    return key(words).public_key().public_bytes(
        Encoding.OpenSSH, PublicFormat.OpenSSH).decode() + "\n"


def write_private_key(path, words):
    path.write_bytes(key(words).private_bytes(Encoding.PEM, PrivateFormat.OpenSSH,
                                              NoEncryption()))
    path.chmod(0o600)


def write_client(place):
    """Write the configuration of a client that knows no host, and its key."""
    conf = place / "ssh_config"
    write_private_key(place / "client_key", "client")
    conf.write_text("\n".join([
        f"User {pwd.getpwuid(os.geteuid()).pw_name}", f"IdentityFile {place}/client_key",
        "IdentitiesOnly yes", f"UserKnownHostsFile {place}/known_hosts",
        "GlobalKnownHostsFile none", "BatchMode yes", "ConnectTimeout 20", ""]))
    return conf


class Sshd:
    """A host at the address that its place is named by. Who logs in is who runs the test."""

    def __init__(self, place, namespace, words):
        self.place, self.namespace, self.words = place, namespace, words

    def command(self):
        """Root's sshd needs a folder in /run. Others' has to be theirs inside the namespace,
        where port 22 then is not."""
        sshd = f'/usr/sbin/sshd -D -e -f "{self.place}/sshd_config"'
        if self.namespace.is_root:
            return self.namespace.enter(
                "unshare", "--mount", "sh", "-c",
                f"mount -t tmpfs none /run && mkdir /run/sshd && exec {sshd}")
        return self.namespace.enter(
            "sh", "-c", "echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start && exec unshare "
            f"--user --map-user={os.getuid()} --map-group={os.getgid()} {sshd}")

    def __enter__(self):
        self.place.mkdir()
        write_private_key(self.place / "host_key", self.words)
        (self.place / "authorized_keys").write_text(public_key("client"))
        (self.place / "sshd_config").write_text("\n".join([
            f"ListenAddress {self.place.name}", f"HostKey {self.place}/host_key",
            f"AuthorizedKeysFile {self.place}/authorized_keys", "StrictModes no",
            "PidFile none", ""]))
        self.log = open(self.place / "sshd.log", "w+")
        self.process = subprocess.Popen(self.command(), stdout=self.log, stderr=self.log)
        try:
            wait_for(self.listens, f"sshd to listen, see {self.log.name}")
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exception):
        self.stop()

    def listens(self):
        said = (self.place / "sshd.log").read_text()
        assert self.process.poll() is None, said
        return "Server listening" in said

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()
