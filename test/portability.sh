#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# portability.sh DIR [whole]
#
# Makes the tarball and runs the engine's tests from it as other systems would,
# each in a folder of DIR: with BSD's make and awk and clang; with musl and busybox;
# for a big-endian and for a 32-bit machine. With `whole` it is Unbound with the
# module, built and tested the first way. What cannot be: cmocka and what Unbound
# itself links with are not to be had for musl in Debian, so that with musl there are
# no unit tests, but the corpora are replayed.
set -eu

cd "$(dirname "$0")/.."
repository=$PWD whole=${2-}
rm -rf "$1"
mkdir -p "$1/tarball" "$1/tools"
top=$(cd "$1" && pwd)

sh script/fetch bookworm
unbound=$repository/build/source/bookworm/unbound
[ configure -nt configure.ac ] && [ Makefile.in -nt Makefile.am ] || autoreconf -i
cd "$top/tarball"
"$repository/configure" -q --with-unbound="$unbound"
make -s dist
tar -xzf unbound-workstation-*.tar.gz -C "$top"
source=$(echo "$top"/unbound-workstation-*)
tools=$top/tools
status=0

# attempt NAME COMMAND...: in a folder of that name; prints how it went. Status 3: it
# cannot be run here, as the last line says.
attempt() {
	name=$1
	shift
	mkdir "$top/$name"
	ended=0
	(cd "$top/$name" && "$@") >"$top/$name.log" 2>&1 || ended=$?
	case $ended in
	0) echo "$name: all as it should be" ;;
	3) echo "$name: NOT RUN, $(tail -n 1 "$top/$name.log")" ;;
	*)
		status=1
		tail -n 15 "$top/$name.log"
		echo "$name: FAILED, see $top/$name.log"
		;;
	esac
}

bsd() {
	export PATH="$tools/bsd:$PATH"
	dash "$source/configure" -q --with-unbound="$unbound" \
		CONFIG_SHELL=/bin/dash SHELL=/bin/dash MAKE=bmake CC=clang || return
	if [ "$whole" ]; then
		bmake -j"$(nproc)" && bmake check
	else
		bmake -j"$(nproc)" check-engine
	fi
}
mkdir "$tools/bsd"
ln -s "$(command -v original-awk)" "$tools/bsd/awk"
printf '#!/bin/sh\nexec %s --posix "$@"\n' "$(command -v sed)" >"$tools/bsd/sed"
chmod +x "$tools/bsd/sed"

# all that busybox has, but for ar, which only unpacks
musl() {
	ldns=$repository/build/cross/musl
	sh "$repository/test/musl_ldns.sh" "$repository/build/source/bookworm/sources.list" \
		"$ldns" || return
	export PATH="$tools/busybox:$PATH"
	sh "$source/configure" -q --with-unbound="$unbound" \
		CONFIG_SHELL="$tools/busybox/sh" SHELL="$tools/busybox/sh" CC=musl-gcc \
		LDNS_CFLAGS="-I$ldns/include" LDNS_LIBS="-L$ldns/lib -lldns" || return
	make -j"$(nproc)" check-engine \
		engine_tests='test/layering.sh test/registration.sh test/fuzz/replay.sh'
}
mkdir "$tools/busybox"
for tool in $(busybox --list); do
	case $tool in ar | dpkg* | nproc) ;; *) ln -s "$(command -v busybox)" "$tools/busybox/$tool" ;; esac
done

# cross ARCHITECTURE TRIPLET EMULATOR
cross() {
	root=$repository/build/cross/$1
	sh "$repository/test/cross_sysroot.sh" "$1" "$root" || return
	"$source/configure" -q --with-unbound="$unbound" --host="$2" \
		CC="$2-gcc --sysroot=$root" PKG_CONFIG_SYSROOT_DIR="$root" \
		PKG_CONFIG_LIBDIR="$root/usr/lib/$2/pkgconfig" || return
	make -j"$(nproc)" check-engine EMULATOR="$3 -L $root"
}

attempt bsd bsd
[ "$whole" ] || {
	attempt musl musl
	attempt s390x cross s390x s390x-linux-gnu qemu-s390x
	attempt armhf cross armhf arm-linux-gnueabihf qemu-arm
}
exit $status
