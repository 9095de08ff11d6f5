"""Sizes of C11: files, tests and templates stay small. No exceptions."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMITS = {".py": 400, ".html": 200, ".js": 400, ".css": 400, ".typ": 400}
TEST_FILE, FUNCTION = 500, 60


def function_lengths(path: Path) -> list[tuple[str, int]]:
    """Name and length of each function in a Python file."""
    tree = ast.parse(path.read_text())
    return [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def problems(root: Path) -> list[str]:
    """Every file or function over its limit."""
    found = []
    for folder in ("zhanggui", "tools", "bench", "tests"):
        for path in sorted((root / folder).rglob("*")):
            skipped = {"migrations", "node_modules", "zg", "__pycache__"} & set(path.parts)
            if path.suffix not in LIMITS or skipped or not path.is_file():
                continue
            limit = TEST_FILE if "tests" in path.parts else LIMITS[path.suffix]
            lines = len(path.read_text().splitlines())
            if lines > limit:
                found.append(f"{path.relative_to(root)}: {lines} lines, at most {limit}")
            if path.suffix == ".py":
                found += [
                    f"{path.relative_to(root)}: {name} has {length} lines, at most {FUNCTION}"
                    for name, length in function_lengths(path)
                    if length > FUNCTION
                ]
    return found


if __name__ == "__main__":
    found = problems(ROOT)
    print("\n".join(found))
    sys.exit(bool(found))
