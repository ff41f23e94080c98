# SPDX-License-Identifier: BSD-3-Clause
# The house's one rule: binding -> include/workstation.h <- engine. The engine
# names no header of Unbound's, and needs nothing but libc. No more does what
# reads rules without Unbound.
set -eu

status=0
for header in $(sed -n 's/.*# *include *[<"]\([^>"]*\)[>"].*/\1/p' \
	"$srcdir"/include/*.h "$srcdir"/module/engine/*.[ch] \
	"$srcdir"/module/conf/*.[ch] "$srcdir"/checkconf/*.[ch] | sort -u); do
	if [ -e "$UNBOUND_SOURCE/$header" ] || [ "$header" = config.h ]; then
		echo "the engine, or the reader, includes $header, which is Unbound's"
		status=1
	fi
done

# Built without any sanitizer's run time, it has to link with libc alone, and with
# the arithmetic the compiler brings for machines that lack it.
echo 'int main(void) { return 0; }' >layering-main.c
trap 'rm -f layering-main.c layering-main' EXIT
if ! $CC -std=c99 -I"$srcdir/include" -nodefaultlibs -o layering-main \
	layering-main.c "$srcdir"/module/engine/*.c -lc "$($CC -print-libgcc-file-name)"; then
	echo "the engine needs a symbol that libc does not have"
	status=1
fi
exit $status
