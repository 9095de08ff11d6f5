"""Write docs/reference/requirements.md: which rows are closed or prepared, by which tests."""

import ast
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROWS = ROOT / "docs" / "reference" / "requirement-rows.tsv"
TABLE = ROOT / "docs" / "reference" / "requirements.md"
MARKS = {"req": "closed", "req_part": "prepared"}


def known_rows(path: Path = ROWS) -> dict[str, str]:
    """Requirement ids and texts."""
    return dict(line.split("\t", 1) for line in path.read_text().splitlines() if line)


def marks_of(tree: ast.AST) -> list[tuple[str, str, str, bool]]:
    """(mark, id, test, is_skipped) for each marked test of a module."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        calls = [decorator for decorator in node.decorator_list if isinstance(decorator, ast.Call)]
        names = {ast.unparse(getattr(item, "func", item)).rpartition(".")[2] for item in node.decorator_list}
        is_skipped = bool(names & {"skip", "skipif", "xfail"})
        for call in calls:
            mark = ast.unparse(call.func).rpartition(".")[2]
            if mark in MARKS:
                found += [(mark, ast.literal_eval(argument), node.name, is_skipped) for argument in call.args]
    return found


def collect(root: Path = ROOT) -> tuple[dict[str, dict[str, list[str]]], list[str]]:
    """Tests by state and row, and what is wrong: unknown ids, skipped marked tests."""
    rows, wrong = known_rows(), []
    tests: dict[str, dict[str, list[str]]] = {"closed": defaultdict(list), "prepared": defaultdict(list)}
    for path in sorted([*root.glob("zhanggui/**/test_*.py"), *root.glob("tests/**/test_*.py")]):
        for mark, row, name, is_skipped in marks_of(ast.parse(path.read_text())):
            place = f"{path.relative_to(root)}::{name}"
            if row not in rows:
                wrong.append(f"{place} claims {row}, which is no requirement")
            elif is_skipped:
                wrong.append(f"{place} claims {row} but is skipped")
            else:
                tests[MARKS[mark]][row].append(place)
    return tests, wrong


def table(tests: dict[str, dict[str, list[str]]]) -> str:
    """The page, one line a row."""
    closed, prepared = tests["closed"], tests["prepared"]
    lines = [
        "# Requirements",
        "",
        "Written by `make requirements` from the marked tests; do not edit.",
        f"Closed {len(closed)}, prepared {len(set(prepared) - set(closed))}, of {len(known_rows())}.",
        "",
        "| ID | State | Tests | Requirement |",
        "|---|---|---|---|",
    ]
    for row, text in known_rows().items():
        state = "closed" if row in closed else "prepared" if row in prepared else ""
        names = ", ".join(f"`{place.rpartition('::')[2]}`" for place in (closed.get(row) or prepared.get(row) or []))
        lines.append(f"| {row} | {state} | {names} | {text} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print the counts, write the page; 1 when a mark is wrong."""
    tests, wrong = collect()
    for state, rows in tests.items():
        print(f"{state}: {len(rows)}: {' '.join(sorted(rows))}")
    print("\n".join(wrong))
    if not wrong:
        TABLE.write_text(table(tests))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
