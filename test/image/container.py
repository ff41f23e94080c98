# SPDX-License-Identifier: BSD-3-Clause
"""A container as podman and docker run one with --read-only and --cap-drop ALL: of
namespaces for mounts and processes, in the network of the tests."""

import os
import pathlib
import re
import signal
import subprocess
import time

# $1 the image, $2 the folder to mount, $3 the user; then the command
SETUP = """
mount --make-rprivate /
mount --bind "$1" "$1"
mount -t proc proc "$1/proc"
mount --bind /dev "$1/dev"
mount --bind "$2" "$1/etc/unbound/unbound.conf.d"
mount -o remount,bind,ro "$1/etc/unbound/unbound.conf.d"
mount -o remount,bind,ro "$1"
root=$1 user=$3
shift 3
exec chroot "$root" setpriv --reuid="$user" --regid="$user" --clear-groups \\
    --inh-caps=-all --bounding-set=-all --no-new-privs \\
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
"""
PATIENCE = 60  # seconds


class Container:
    def __init__(self, root, configuration, folder, text):
        self.root, self.configuration, self.folder = root, configuration, folder
        self.log = folder.parent / f"{folder.name}.log"
        self.configure(text)
        self.process = None

    def configure(self, text):
        file = self.folder / "test.conf"
        file.write_text(text)
        file.chmod(0o644)

    def start(self):
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-euc", SETUP,
                 "sh", self.root, self.folder, self.configuration["User"],
                 *self.configuration["Cmd"]], stderr=log, stdout=log)

    def pid(self):
        """Of its process 1."""
        tasks = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        return int(pathlib.Path(tasks).read_text().split()[0])

    def status(self, field):
        text = pathlib.Path(f"/proc/{self.pid()}/status").read_text()
        return re.search(rf"^{field}:\s*(.*)$", text, re.MULTILINE).group(1)

    def hang_up(self):
        os.kill(self.pid(), signal.SIGHUP)

    def stop(self):
        """As docker stop does it; the exit status. docker kills what has not ended in ten
        seconds."""
        os.kill(self.pid(), signal.SIGTERM)
        return self.process.wait(10)

    def kill(self):
        if self.process.poll() is None:
            os.kill(self.pid(), signal.SIGKILL)
            self.process.wait()

    def healthy(self):
        """What the command of the health check says, with the files of this container."""
        kind, command = self.configuration["Healthcheck"]["Test"]
        assert kind == "CMD-SHELL"
        return subprocess.run(
            ["nsenter", "--mount", "--pid", f"--target={self.pid()}",
             "chroot", self.root, "setpriv", f"--reuid={self.configuration['User']}",
             "--clear-groups", "sh", "-c", command],
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}).returncode == 0

    def ask(self, name, kind="A", *options, port=5353):
        said = subprocess.run(
            ["dig", "@127.0.0.1", "-p", str(port), "+short", "+tries=1", "+time=2", name, kind,
             *options], capture_output=True, text=True)
        return said.stdout.split() if said.returncode == 0 else []

    def wait(self, condition):
        end = time.monotonic() + PATIENCE
        while not (value := condition()):
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, "it never came about"
            time.sleep(0.01)
        return value
