#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# run.sh RELEASE REPORT
#
# Tests the container image, the pytest report going to the file REPORT: makes a base of
# a Debian release, builds the image on it with buildah, and runs it as containers are
# run, with what Linux has for that. Leaves its logs in build/image-test/RELEASE.
set -eu

cd "$(dirname "$0")/../.."
release=$1 report=$PWD/$2
place=$PWD/build/image-test/$release

say() {
	echo "==> $release: $*"
}

# Images and containers of its own: nothing of the machine's is used or left.
rm -rf --one-file-system "$place"
mkdir -p "$place"
trap 'rm -rf --one-file-system "$place/storage" "$place/run" "$place/base"' EXIT
trap 'exit 1' HUP INT TERM
cat >"$place/storage.conf" <<END
[storage]
driver = "vfs"
graphroot = "$place/storage"
runroot = "$place/run"
END
export CONTAINERS_STORAGE_CONF="$place/storage.conf" BUILDAH_ISOLATION=chroot

say "making a base"
sh script/fetch "$release" "$place/source"
sed 's/^deb-src /deb /' "$place/source/sources.list" >"$place/sources.list"
sh script/chroot "$release" "$place/base" "$place/sources.list"
rm -rf "$place"/base/var/cache/apt/archives/*.deb "$place"/base/var/lib/apt/lists/*
base=$(buildah from scratch)
buildah add -q "$base" "$place/base" / >/dev/null
buildah commit -q "$base" base >/dev/null
buildah rm "$base" >/dev/null
rm -rf --one-file-system "$place/base"

say "building the image ($place/build.log)"
# The mirror need not have the source of the distribution's newest; the package's tests
# run Unbound's own.
DEB_BUILD_OPTIONS=nocheck sh script/image --base localhost/base --older \
	>"$place/build.log" 2>&1 || {
	echo "run.sh: the image was not built, see $place/build.log" >&2
	exit 1
}
buildah images
buildah inspect --type image unbound-workstation \
	>"$place/configuration"
root=$(buildah mount "$(buildah from unbound-workstation)")

say "testing it"
sh script/namespace --offline "$root" /usr/bin/python3 -B -m pytest -q -s \
	-p no:cacheprovider --junitxml="$report" test/image --root="$root" \
	--configuration="$place/configuration"
