#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# next.sh RELEASE STOCK DIR
#
# Makes in DIR what a mirror has after the next security update of unbound, with
# nothing but the version changed, STOCK being the folder of today's packages;
# serves it on loopback, and runs script/package for it into DIR/RELEASE. Before that the
# mirror lacks the source, and DIR/refused.log is what script/package says then.
set -eu

release=$1 stock=$(cd "$2" && pwd)
mkdir -p "$3"
place=$(cd "$3" && pwd)
cd "$(dirname "$0")/../.."
top=$PWD

sh script/fetch "$release" "$place/source"
cd "$place/source/unbound"
version=$(dpkg-parsechangelog -S Version)
# An epoch: a mirror's index may name a newer one whose files are not there.
next=1:${version%u*}u$((${version##*u} + 1))
{
	sed -e "1 s/(.*)/($next)/" -e '/^ --/ q' debian/changelog
	echo
	cat debian/changelog
} >../changelog
mv ../changelog debian/changelog

# The mirror: as an update, in the suite that Debian has for updates.
pool=$place/repository/pool
suite=$place/repository/dists/$release-updates
architecture=$(dpkg --print-architecture)
mkdir -p "$pool" "$suite/main/source" "$suite/main/binary-$architecture"
for package in "$stock"/*.deb; do
	dpkg-deb -R "$package" "$place/unpacked"
	was=$(dpkg-deb -f "$package" Version)
	sed "s/$(printf %s "$was" | sed 's/\./\\&/g')/$next/" \
		"$place/unpacked/DEBIAN/control" >"$place/control"
	mv "$place/control" "$place/unpacked/DEBIAN/control"
	dpkg-deb --root-owner-group -b "$place/unpacked" "$pool" >/dev/null
	rm -rf "$place/unpacked"
done
cp ../unbound_*.orig.* "$pool"
(cd "$pool" && dpkg-source -q -b "$place/source/unbound")
cd "$place/repository"
dpkg-scansources pool >"$suite/main/source/Sources"
dpkg-scanpackages pool >"$suite/main/binary-$architecture/Packages"
cd "$suite"
{
	printf 'Origin: Debian\nSuite: %s-updates\nCodename: %s-updates\n' "$release" "$release"
	printf 'Architectures: %s\nComponents: main\nDate: %s\nSHA256:\n' \
		"$architecture" "$(LC_ALL=C date -u -R)"
	for index in main/source/Sources main/*/Packages; do
		printf ' %s %s %s\n' "$(sha256sum <"$index" | cut -d ' ' -f 1)" "$(wc -c <"$index")" "$index"
	done
} >Release

cd "$place/repository"
python3 -u -m http.server --bind 127.0.0.1 0 >"$place/mirror.log" 2>&1 &
mirror=$!
trap 'kill $mirror' EXIT
trap 'exit 1' HUP INT TERM
until port=$(sed -n 's/.* port \([0-9]*\) .*/\1/p' "$place/mirror.log") && [ "$port" ]; do
	kill -0 $mirror
	sleep 0.1
done

# A configuration for apt there. The repository is not signed.
mkdir -p "$place/lists/partial"
cat >"$place/apt.conf" <<END
Dir::Etc::SourceList "$place/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::State::Lists "$place/lists";
Acquire::AllowInsecureRepositories "true";
APT::Get::AllowUnauthenticated "true";
APT::Sandbox::User "";
END
{
	sed 's/^deb-src /deb /' "$place/source/sources.list"
	echo "deb http://127.0.0.1:$port $release-updates main"
} >"$place/sources.list"
cd "$top"
export APT_CONFIG="$place/apt.conf"
apt-get -q update >"$place/update.log" 2>&1
mv "$pool"/*.dsc "$place"
! BUILD_DIR=$place/refused sh script/package --release "$release" 2>"$place/refused.log"
mv "$place"/*.dsc "$pool"
# The tests of Unbound itself ran before.
BUILD_DIR=$place DEB_BUILD_OPTIONS=nocheck sh script/package --release "$release"
