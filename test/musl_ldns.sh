#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# musl_ldns.sh SOURCES DIR
#
# Leaves in DIR ldns as a static library for musl, which Debian does not have: its source
# package, from the deb-src lines of the file SOURCES, built without OpenSSL. This
# machine's apt is asked, with lists of its own, and nothing is installed.
set -eu

[ ! -d "$2" ] || exit 0
sources=$(cd "$(dirname "$1")" && pwd)/${1##*/}
rm -rf "$2.part"
mkdir -p "$2.part/apt/lists/partial" "$2.part/apt/cache/archives/partial"
root=$(cd "$2.part" && pwd)
prefix=${root%.part}

apt() {
	apt-get -q -o Dir::Etc::SourceList="$sources" -o Dir::Etc::SourceParts=/dev/null \
		-o Dir::State::Lists="$root/apt/lists" -o Dir::Cache="$root/apt/cache" \
		-o APT::Sandbox::User= "$@"
}
apt update
cd "$root/apt"
apt source --only-source ldns
cd ldns-*/
# without OpenSSL there is no signing: what of it is on by default is named one by one
./configure -q --prefix="$prefix" --disable-shared --without-ssl --disable-sha2 \
	--disable-gost --disable-ecdsa --disable-ed25519 --disable-ed448 --disable-dsa \
	--disable-dane CC=musl-gcc
make -s -j"$(nproc)" lib
make -s install-h install-lib DESTDIR="$root/apt/installed"
mv "$root/apt/installed$prefix" "$prefix"
rm -rf "$root"
