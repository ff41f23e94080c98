# SPDX-License-Identifier: BSD-3-Clause
"""run.py --prefix DIR --stock FILE [--quick] [--section NAME]: measures all figures, or
those of one section, and writes REPORT.md and its plots; see script/bench, which
prepares what is needed."""

import argparse
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import figures
import records
import report
import signed
from nsd import Upstream
from peers import Floor, Plain, Unbound
from server import HERE, Failure


FIGURES = {
    "peers": ("1 and 2: CPU per answer, and latency", figures.cpu_and_latency),
    "instructions": ("3: instructions per query", figures.instructions),
    "pools": ("4: pools", figures.pools),
    "rules": ("5: rules", figures.rules),
    "resolver": ("6: what a resolver pays", figures.resolver),
    "threads": ("7: two threads", figures.threads),
    "records": ("8: records by template", records.measure),
    "signed": ("9: signed answers", signed.measure),
}
# Sections that show figures of another one, too
NEEDS = {"resolver": ("instructions",), "records": ("instructions",)}


def build_floor(place):
    subprocess.run(["gcc", "-O2", "-D_GNU_SOURCE", "-o", place / "floor", Floor.source],
                   check=True)


def measure(place, effort, wanted):
    begin = time.monotonic()

    def figure(title, what):
        print(f"==> {title} ({time.monotonic() - begin:.0f} s so far)", flush=True)
        return what(bench)

    build_floor(place)
    bench = figures.Bench(place, effort)
    try:
        bench.upstream = Upstream(place / "upstream")
        bench.upstream.start()
        bench.running.append(bench.upstream)
        results = {name: figure(*FIGURES[name]) for name in wanted}
    finally:
        bench.stop()
    results["failures"], results["effort"] = bench.failures, effort
    results["took"] = time.monotonic() - begin
    return results


def main():
    parser = argparse.ArgumentParser(prog="script/bench")
    parser.add_argument("--prefix", type=pathlib.Path, required=True,
                        help="where the Unbound to measure is installed")
    parser.add_argument("--stock", type=pathlib.Path, required=True,
                        help="an unbound of the same source and flags without the module")
    parser.add_argument("--quick", action="store_true",
                        help="a rougher picture in 5 minutes instead of 30")
    parser.add_argument("--section", choices=FIGURES,
                        help="measure no other, and write build/bench/REPORT.md instead")
    arguments = parser.parse_args()
    Unbound.program = arguments.prefix.resolve() / "sbin/unbound"
    Plain.program = arguments.stock.resolve()
    quick = arguments.quick
    if (os.cpu_count() or 1) < 2:
        raise Failure("two cores are needed, one for the server and one for the load")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    section = arguments.section
    wanted = (*NEEDS.get(section, ()), section) if section else tuple(FIGURES)
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        results = measure(pathlib.Path(place), figures.QUICK if quick else figures.FULL, wanted)
    results["into"] = HERE.parent / "build/bench" if section else HERE
    results["into"].mkdir(parents=True, exist_ok=True)
    report.write(results, (" --quick" if quick else "")
                 + (f" --section {section}" if section else ""),
                 [section] if section else tuple(FIGURES))
    print(f"==> {results['into'].relative_to(HERE.parent)}/REPORT.md is written, "
          f"after {results['took']:.0f} s")
    for label, why in results["failures"]:
        print(f"script/bench: {label}: {why}", file=sys.stderr)
    return 1 if results["failures"] else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as why:
        sys.exit(f"script/bench: {why}")
    except KeyboardInterrupt:
        sys.exit("script/bench: ended before its time; nothing is written")
