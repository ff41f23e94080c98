# SPDX-License-Identifier: BSD-3-Clause
"""The plots of the report: small SVG files, whose text is not drawn as paths."""

import matplotlib

matplotlib.use("svg")

import matplotlib.pyplot as plt  # noqa: E402
import matplotlib.ticker  # noqa: E402

MODULE, OTHERS, FLOOR = "#1f5fa8", "#8a8f98", "#d0a24c"
SERIES = ("#1f5fa8", "#c2571a", "#3f8f5b", "#7a4fa3")
INK, GRID = "#24292f", "#d8dee4"
# The same figures give the same files: no settings of the user's, and first of all the
# font that comes with matplotlib, by which texts are measured; no random ids, no date.
matplotlib.rcdefaults()
plt.rcParams.update({
    "svg.fonttype": "none", "svg.hashsalt": "bench", "font.size": 10,
    "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans", "Arial"],
    "text.color": INK, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK,
    "axes.edgecolor": GRID, "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": True, "grid.color": GRID, "axes.axisbelow": True,
    "legend.frameon": False, "figure.facecolor": "white", "lines.linewidth": 2})


def save(figure, path, top=1):
    figure.tight_layout(rect=(0, 0, 1, top))
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    plt.close(figure)


def plain(axis):
    axis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: f"{value:,g}"))
    axis.set_minor_locator(matplotlib.ticker.NullLocator())


def color_of(label):
    if label.startswith("unbound-workstation"):
        return MODULE
    return FLOOR if label.startswith("the floor") else OTHERS


def cpu(path, rows):
    """rows: (label, [(median, least, most) or None for the hot set, the million])"""
    figure, axes = plt.subplots(figsize=(8.5, 0.52 * len(rows) + 1.2))
    most = max(bar[0] for _, bars in rows for bar in bars if bar)
    for row, (label, bars) in enumerate(rows):
        for offset, bar, alpha in zip((-0.2, 0.2), bars, (1, 0.5)):
            if not bar:
                continue
            middle, low, high = bar
            axes.barh(row + offset, middle, 0.38, color=color_of(label), alpha=alpha,
                      xerr=[[middle - low], [high - middle]],
                      error_kw={"ecolor": INK, "elinewidth": 1})
            axes.text(high + most / 100, row + offset, f"{middle:.2f}", va="center",
                      fontsize=8)
    axes.set_yticks(range(len(rows)), [label for label, _ in rows])
    axes.invert_yaxis()
    axes.margins(x=0.08, y=0.01)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel("CPU µs per answered query: median and range\n"
                    "upper bar: hot set of 256 names; lower bar: a million names")
    save(figure, path)


def latency(path, rows):
    """rows: (label, (median, p99, p99.9))"""
    figure, axes = plt.subplots(figsize=(8.5, 0.32 * len(rows) + 1.4))
    for row, (label, values) in enumerate(rows):
        axes.plot(values, [row] * 3, color=color_of(label), linewidth=1)
        for value, marker in zip(values, "os^"):
            axes.plot(value, row, marker, color=color_of(label), markersize=6)
    for marker, what in zip("os^", ("median", "p99", "p99.9")):
        axes.plot([], [], marker, color=OTHERS, label=what)
    axes.set_yticks(range(len(rows)), [label for label, _ in rows])
    axes.invert_yaxis()
    axes.set_xscale("log")
    plain(axes.xaxis)
    axes.set_xlabel("µs from query to answer, at 20,000 queries per second")
    axes.legend(ncol=3, loc="lower center", bbox_to_anchor=(0.5, 1))
    save(figure, path)


def instructions(path, rows):
    """rows: (label, the module's part, the rest)"""
    figure, axes = plt.subplots(figsize=(8.5, 0.42 * len(rows) + 1.4))
    for row, (label, module, rest) in enumerate(rows):
        axes.barh(row, rest, 0.62, color=OTHERS)
        axes.barh(row, module, 0.62, left=rest, color=MODULE)
        axes.annotate(f"{rest + module:,.0f}", (rest + module, row), (4, 0),
                      va="center", fontsize=8, textcoords="offset points")
    axes.barh(0, 0, color=OTHERS, label="the rest")
    axes.barh(0, 0, color=MODULE, label="calls into the module")
    axes.set_yticks(range(len(rows)), [row[0] for row in rows])
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)
    axes.margins(x=0.08)
    plain(axes.xaxis)
    axes.set_xlabel("instructions per query")
    axes.legend(ncol=2, loc="lower center", bbox_to_anchor=(0.5, 1))
    save(figure, path)


def lines(path, panels, what, from_zero=False):
    """panels: (label of y, [(label, xs, ys)]); x is logarithmic, and y too unless
    it begins at zero."""
    figure, all_axes = plt.subplots(1, len(panels), figsize=(8.5, 3.6), squeeze=False)
    for axes, (label, series) in zip(all_axes[0], panels):
        for color, marker, (name, xs, ys) in zip(SERIES, "osD^", series):
            axes.plot(xs, ys, marker=marker, markersize=5, color=color, label=name)
        axes.set_xscale("log")
        if from_zero:
            axes.set_ylim(0, 1.15 * max(max(ys) for _, _, ys in series if ys))
        else:
            axes.set_yscale("log")
            axes.yaxis.set_major_locator(matplotlib.ticker.LogLocator(subs=(1, 2, 5)))
            plain(axes.yaxis)
        axes.set_xticks(sorted({x for _, xs, _ in series for x in xs}))
        plain(axes.xaxis)
        axes.set_xlabel(what)
        axes.set_ylabel(label)
    handles, labels = all_axes[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, fontsize=8, ncol=len(labels), loc="upper center")
    save(figure, path, top=0.92)


def bars(path, groups, unit):
    """groups: (title, [(label, (median, least, most))]), a panel for each."""
    figure, all_axes = plt.subplots(1, len(groups), figsize=(8.5, 2.4), squeeze=False)
    for axes, (title, rows) in zip(all_axes[0], groups):
        for row, (label, (middle, low, high)) in enumerate(rows):
            axes.barh(row, middle, 0.6, color=color_of(label),
                      xerr=[[middle - low], [high - middle]],
                      error_kw={"ecolor": INK, "elinewidth": 1})
            axes.annotate(f"{middle:.2f}", (high, row), (4, 0), va="center", fontsize=8,
                          textcoords="offset points")
        axes.set_yticks(range(len(rows)), [label for label, _ in rows], fontsize=8)
        axes.set_xlim(0, 1.2 * max(high for _, (_, _, high) in rows))
        axes.invert_yaxis()
        axes.grid(axis="y", visible=False)
        axes.set_title(title, fontsize=10)
        axes.set_xlabel(unit)
    save(figure, path)
