# SPDX-License-Identifier: BSD-3-Clause
# The layers: binding -> include/workstation.h <- engine. The engine, the parser and
# workstation-checkconf include no header of Unbound's, the engine needs nothing but
# libc and ldns, and the binding includes no header of the engine's.
set -eu

status=0
for header in $(sed -n 's/.*# *include *[<"]\([^>"]*\)[>"].*/\1/p' \
	"$srcdir"/include/*.h "$srcdir"/module/engine/*.[ch] \
	"$srcdir"/module/conf/*.[ch] "$srcdir"/checkconf/*.[ch] | sort -u); do
	if [ -e "$UNBOUND_SOURCE/$header" ] || [ "$header" = config.h ]; then
		echo "$header, which is Unbound's, is included by the engine, the parser or checkconf"
		status=1
	fi
done

for header in $(cd "$srcdir/module/engine" && ls ./*.h); do
	if grep -l "# *include *\"${header#./}\"" "$srcdir"/module/unbound/*.[ch] \
		"$srcdir"/module/linked/*.[ch] "$srcdir"/module/dynlib/*.[ch]; then
		echo "${header#./}, which is the engine's, is included by the binding"
		status=1
	fi
done

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
