# SPDX-License-Identifier: BSD-3-Clause
# Replays the kept corpora through their fuzz targets.
set -eu
for program in $REPLAYED; do
	target=${program##*/}
	${EMULATOR-} "$program" "$srcdir/test/fuzz/corpus/${target%_fuzz}"/*
done
