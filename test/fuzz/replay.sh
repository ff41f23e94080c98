# SPDX-License-Identifier: BSD-3-Clause
# Replays the kept corpus through the fuzz target.
exec ${EMULATOR-} test/fuzz/rules_corpus "$srcdir"/test/fuzz/corpus/*
