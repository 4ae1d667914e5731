"""Recall, precision and areas found by method and by noise, on the demo country's planted areas.

Every country is made and drawn by the program itself; what is counted is who lives in the areas. Nothing but
Python's own library is needed. scripts/power runs it.
"""
import argparse
import concurrent.futures
import csv
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

METHODS = ["levelset", "components", "hotspots", "scan", "flexible", "skater", "maxp"]
NOISES = [0.5, 1.0, 2.0, 3.0, 4.0]
SEEDS = [401, 402, 403, 404]
COLOURS = ["#000000", "#e69f00", "#cc79a7", "#0072b2", "#56b4e9", "#009e73", "#d55e00"]
DASHES = ["", "6 3", "2 2", "", "6 3", "2 2", "8 2 2 2"]


def run(*arguments):
    done = subprocess.run(list(map(str, arguments)), capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, arguments))}: {done.stderr.strip()}")


def read_truth(folder):
    """The planted area of each unit."""
    with open(folder / "truth.csv", encoding="utf-8-sig", newline="") as file:
        return {row["unit"].strip(): row["area"] for row in csv.DictReader(file)}


def read_units(folder):
    """Residents of each unit, and whether it is a member of a drawn area."""
    with sqlite3.connect(folder / "units.gpkg") as layer:
        rows = layer.execute("select unit_id, population, role from units").fetchall()
    return {unit: (population or 0.0, role == "member") for unit, population, role in rows}


def compare(truth, units):
    """Recall and precision by residents, and the share of planted areas half of whose residents are drawn."""
    planted, drawn, both, areas = 0.0, 0.0, 0.0, {}
    for unit, (population, is_drawn) in units.items():
        area = truth.get(unit)
        drawn += population if is_drawn else 0.0
        if area is None:
            continue
        held = population if is_drawn else 0.0
        planted += population
        both += held
        sums = areas.setdefault(area, [0.0, 0.0])
        sums[0] += population
        sums[1] += held
    found = sum(held >= 0.5 * population for population, held in areas.values())
    return both / planted, both / drawn if drawn else None, found / len(areas)


def draw_country(program, noise, seed, scratch):
    """A row of figures per method for one country."""
    folder = pathlib.Path(scratch) / f"{noise}-{seed}"
    run(program, "demo", folder, "--seed", seed, "--noise", noise, "--quiet")
    study = (folder / "study.yaml").read_text()
    truth, rows = read_truth(folder), []
    for method in METHODS:
        text = study.replace("method: levelset", f"method: {method}", 1)
        if method not in text:
            sys.exit("the demo's study names no method to replace")
        (folder / "study.yaml").write_text(text)
        result = folder / "result"
        run(program, "run", folder / "study.yaml", "--output", result, "--overwrite", "--quiet", "--threads", 1)
        rows.append((method, noise, seed, *compare(truth, read_units(result))))
    return rows


def mean(values):
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def average(rows):
    """(recall, precision, found) by method and noise: means over countries; precision over those with areas."""
    return {
        (method, noise): tuple(mean([row[k] for row in rows if row[:2] == (method, noise)]) for k in (3, 4, 5))
        for method in METHODS
        for noise in NOISES
    }


def print_table(means):
    print("| method | " + " | ".join(f"noise {noise:g}" for noise in NOISES) + " |")
    print("|---|" + "---|" * len(NOISES))
    for method in METHODS:
        cells = []
        for noise in NOISES:
            recall, precision, found = means[method, noise]
            shown = "-" if precision is None else f"{precision:.2f}"
            cells.append(f"{recall:.2f} / {shown} / {found:.2f}")
        print(f"| `{method}` | " + " | ".join(cells) + " |")


def draw_panel(out, means, what, title, left):
    """One diagram: a measure from 0 to 1 by noise."""
    top, width, height = 40, 280, 220
    across = lambda noise: left + width * (noise - NOISES[0]) / (NOISES[-1] - NOISES[0])
    down = lambda share: top + height * (1.0 - share)
    out.append(f'<text x="{left}" y="{top - 14}" font-weight="bold">{title}</text>')
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        out.append(f'<path d="M{left} {down(share):.1f}h{width}" stroke="#dddddd"/>')
        out.append(f'<text x="{left - 6}" y="{down(share) + 4:.1f}" text-anchor="end">{share:g}</text>')
    for noise in NOISES:
        out.append(f'<text x="{across(noise):.1f}" y="{top + height + 18}" text-anchor="middle">{noise:g}</text>')
    for method, colour, dash in zip(METHODS, COLOURS, DASHES):
        points = [
            f"{across(noise):.1f},{down(means[method, noise][what]):.1f}"
            for noise in NOISES
            if means[method, noise][what] is not None
        ]
        out.append(
            f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="2"'
            f' stroke-dasharray="{dash or "none"}"/>'
        )


def write_picture(means, path):
    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1010 340" font-family="sans-serif" font-size="12"'
        ' role="img" aria-label="Recall, precision and areas found by noise and method">',
        '<rect width="1010" height="340" fill="#ffffff"/>',
    ]
    for what, title in enumerate(["Recall (residents)", "Precision (residents)", "Planted areas found"]):
        draw_panel(out, means, what, title, 40 + 325 * what)
    out.append('<text x="505" y="296" text-anchor="middle">noise in the figures (1: the demo country as it is)</text>')
    for k, (method, colour, dash) in enumerate(zip(METHODS, COLOURS, DASHES)):
        x = 110 + 120 * k
        out.append(
            f'<path d="M{x} 320h26" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash or "none"}"/>'
            f'<text x="{x + 32}" y="324">{method}</text>'
        )
    out.append("</svg>")
    pathlib.Path(path).write_text("\n".join(out) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--picture", default="docs/pictures/power.svg", help="where the picture goes")
    parser.add_argument("--rows", help="a csv file for the figures of every country")
    parser.add_argument("--jobs", type=int, default=2, help="countries at a time (default: 2)")
    asked = parser.parse_args()
    program = pathlib.Path(asked.program).resolve()
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(asked.jobs) as pool:
        countries = [(noise, seed) for noise in NOISES for seed in SEEDS]
        drawn = pool.map(lambda country: draw_country(program, *country, scratch), countries)
        rows = [row for country in drawn for row in country]
    if asked.rows:
        with open(asked.rows, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["method", "noise", "seed", "recall", "precision", "found"])
            writer.writerows(rows)
    means = average(rows)
    print_table(means)
    write_picture(means, asked.picture)


if __name__ == "__main__":
    main()
