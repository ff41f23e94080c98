#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# cross_sysroot.sh ARCHITECTURE DIR
#
# Leaves in DIR, unpacked, what the engine's tests link with, as Debian has it for
# another architecture. This machine's apt is asked, with lists of its own, and
# nothing is installed. Exits with 3 where the mirror lacks a package that its own
# index names, and says which in the last line.
set -eu

architecture=$1
[ ! -d "$2" ] || exit 0
rm -rf "$2.part"
mkdir -p "$2.part/apt/lists/partial" "$2.part/apt/cache/archives/partial"
root=$(cd "$2.part" && pwd)
: >"$root/apt/status"

apt() {
	LC_ALL=C apt-get -q -o APT::Architecture="$architecture" \
		-o APT::Architectures="$architecture" \
		-o Dir::State::Lists="$root/apt/lists" -o Dir::State::status="$root/apt/status" \
		-o Dir::Cache="$root/apt/cache" -o APT::Sandbox::User= "$@"
}
# an index that is not there is missed only if something in it is needed
apt update || :
log=$root/apt/log
if ! apt install --yes --download-only --no-install-recommends \
	libc6-dev libcmocka-dev libldns-dev >"$log" 2>&1; then
	cat "$log"
	missing=$(sed -n 's/^E: Failed to fetch .*\/\([^/_]*\)_[^/]*  404 .*/\1/p' "$log")
	rm -rf "$root"
	[ "$missing" ] || exit 1
	echo "the mirror has not all that its index names:" $missing
	exit 3
fi
for package in "$root"/apt/cache/archives/*.deb; do
	dpkg-deb -x "$package" "$root"
done
# From Debian 13 on all packages' files are in usr/, and libc.so names /lib, which is a
# link of the package base-files.
[ -e "$root/lib" ] || ln -s usr/lib "$root/lib"
rm -rf "$root/apt"
mv "$root" "$2"
