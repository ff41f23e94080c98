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
built=$PWD/build/package/$release
place=$PWD/build/package-test
root=$place/$release/machine
export DEBIAN_FRONTEND=noninteractive

say() {
	echo "==> $release: $*"
}

say "building the packages, twice"
# The mirror need not have the source of the distribution's newest.
sh script/package --release "$release" --older
rm -rf --one-file-system "$place/$release"
# The tests of Unbound itself ran just now.
BUILD_DIR=$place/again DEB_BUILD_OPTIONS=nocheck \
	sh script/package --release "$release" --older

trap 'rm -rf --one-file-system "$root"' EXIT
trap 'exit 1' HUP INT TERM
sh script/chroot "$release" "$root" "$built/sources.list"
say "fetching the distribution's packages"
version=$(dpkg-deb -f "$built"/unbound_*.deb Version | sed 's/+workstation.*//')
mirror=$(awk -v suite="$release" '$(NF - 1) == suite { print $(NF - 2); exit }' \
	"$built/sources.list")
pool=${mirror%/}/pool/main/u/unbound
mkdir "$root/stock" "$root/built"
cp "$built"/*.deb "$root/built"
# An older version than the newest is in the pool only.
sh script/namespace "$root" chroot "$root" sh -euc '
	apt-get -q -y install --no-install-recommends apparmor bind9-dnsutils dns-root-data
	cd /stock
	architecture=$(dpkg --print-architecture)
	for package in /built/*.deb; do
		name=$(dpkg-deb -f "$package" Package)
		case $name in *-dbgsym) continue ;; esac
		apt-get -q download "$name=$1" ||
			/usr/lib/apt/apt-helper download-file \
				"$2/${name}_$1_$architecture.deb" "${name}_$1_$architecture.deb"
	done
	apt-get -q -y install --download-only --no-install-recommends ./unbound_*.deb
	apt-get -q -y install --download-only --no-install-recommends /built/unbound_*.deb' \
	sh "$version" "$pool" >"$place/$release/fetch.log" 2>&1 || {
	echo "run.sh: the distribution's packages cannot be fetched, see $place/$release/fetch.log" >&2
	exit 1
}
cp -R "$root/stock" "$place/$release"

say "building the packages of the next version"
sh test/package/next.sh "$release" "$place/$release/stock" "$place/$release/next"
mkdir "$root/next" "$root/built-next"
cp "$place/$release"/next/repository/pool/*.deb "$root/next"
cp "$place/$release"/next/"$release"/*.deb "$root/built-next"

# Of unbound, apt there shall have these alone. (The one in stock is Debian's too.)
for folder in stock next; do
	(cd "$root/$folder" && dpkg-scanpackages . >Packages)
	echo "deb [trusted=yes] file:/$folder ./" >"$root/etc/apt/$folder.list"
done
cat >"$root/etc/apt/preferences.d/unbound" <<END
Package: src:unbound
Pin: version $version
Pin-Priority: 500

Package: src:unbound
Pin: release o=Debian
Pin-Priority: -1
END

say "testing them"
sh script/namespace --offline "$root" /usr/bin/python3 -B -m pytest -q \
	-p no:cacheprovider --junitxml="$report" test/package --root="$root" \
	--built="$built" --again="$place/again/$release" --stock="$place/$release/stock" \
	--stock-source="$place/$release/next/source" --refused="$place/$release/next/refused.log"
