# SPDX-License-Identifier: BSD-3-Clause
# The layers: binding -> include/workstation.h <- engine, and the same for the keys in
# module/sign. These, the parser and workstation-checkconf include no header of Unbound's;
# the engine needs nothing but libc and ldns; the binding includes no header of the
# engine's; the engine and the keys know nothing of each other.
set -eu

status=0
for header in $(sed -n 's/.*# *include *[<"]\([^>"]*\)[>"].*/\1/p' \
	"$srcdir"/include/*.h "$srcdir"/module/engine/*.[ch] \
	"$srcdir"/module/sign/*.[ch] "$srcdir"/module/conf/*.[ch] \
	"$srcdir"/checkconf/*.[ch] | sort -u); do
	if [ -e "$UNBOUND_SOURCE/$header" ] || [ "$header" = config.h ]; then
		echo "$header, which is Unbound's, is included by the engine, the keys, the parser or checkconf"
		status=1
	fi
done

# apart FOLDER OTHERS...: the others include no header of the folder's
apart() {
	folder=$srcdir/module/$1
	shift
	for header in $(cd "$folder" && ls ./*.h); do
		for other; do
			if grep -l "# *include *\"${header#./}\"" "$srcdir/module/$other"/*.[ch]; then
				echo "${header#./} of $folder is included there"
				status=1
			fi
		done
	done
}
apart engine unbound linked dynlib sign
apart sign engine conf

# Built without any sanitizer's run time, it has to link with libc and ldns alone, and
# with the arithmetic the compiler brings for machines that lack it.
echo 'int main(void) { return 0; }' >layering-main.c
trap 'rm -f layering-main.c layering-main' EXIT
if ! $CC -std=c99 -I"$srcdir/include" $LDNS_CFLAGS -nodefaultlibs -o layering-main \
	layering-main.c "$srcdir"/module/engine/*.c $LDNS_LIBS -lc \
	"$($CC -print-libgcc-file-name)"; then
	echo "the engine needs a symbol that is neither in libc nor in ldns"
	status=1
fi
exit $status
