#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# run.sh RELEASE REPORT
#
# Tests the packages of a Debian release, the pytest report going to the file
# REPORT: builds them, again in another folder, and, as script/package would after
# a security update, once more from the next version; then all that happens to
# them on a machine, which is a chroot. Leaves build/package/RELEASE, and the rest
# in build/package-test/RELEASE.
set -eu

cd "$(dirname "$0")/../.."
release=$1 report=$PWD/$2
ours=$PWD/build/package/$release
place=$PWD/build/package-test
root=$place/$release/machine
export DEBIAN_FRONTEND=noninteractive

say() {
	echo "==> $release: $*"
}

say "building the packages, twice"
sh script/package --release "$release"
rm -rf --one-file-system "$place/$release"
# The tests of Unbound itself ran just now.
BUILD_DIR=$place/again DEB_BUILD_OPTIONS=nocheck sh script/package --release "$release"

trap 'rm -rf --one-file-system "$root"' EXIT
trap 'exit 1' HUP INT TERM
sh script/chroot "$release" "$root" "$ours/sources.list"
say "fetching the distribution's packages"
mkdir "$root/stock" "$root/ours"
cp "$ours"/*.deb "$root/ours"
sh script/enclose "$root" chroot "$root" sh -euc '
	cd /stock
	apt-get -q -y install --no-install-recommends apparmor bind9-dnsutils dns-root-data
	apt-get -q -y install --download-only --no-install-recommends unbound unbound-host
	for package in /ours/*.deb; do dpkg-deb -f "$package" Package; done |
		grep -v -- -dbgsym >names
	apt-get -q download $(cat names)
	rm names' >"$place/$release/fetch.log" 2>&1 || {
	echo "run.sh: the distribution's packages cannot be fetched, see $place/$release/fetch.log" >&2
	exit 1
}
mkdir "$place/$release/stock"
mv "$root"/stock/*.deb "$place/$release/stock"

say "building the packages of the next version"
sh test/package/next.sh "$release" "$place/$release/stock" "$place/$release/next"
mkdir "$root/next" "$root/ours-next"
cp "$place/$release"/next/repository/pool/*.deb "$root/next"
(cd "$root/next" && dpkg-scanpackages . >Packages)
cp "$place/$release"/next/"$release"/*.deb "$root/ours-next"

say "testing them"
sh script/enclose --offline "$root" /usr/bin/python3 -B -m pytest -q \
	-p no:cacheprovider --junitxml="$report" test/package --root="$root" \
	--ours="$ours" --again="$place/again/$release" --stock="$place/$release/stock" \
	--stock-source="$place/$release/next/source"
