# SPDX-License-Identifier: BSD-3-Clause
# The manual pages are well formed, to a program that reads them strictly.
set -eu

status=0
for page in "$srcdir"/doc/*.[1-9]; do
	mandoc -T lint -W warning "$page" || status=1
done
exit $status
