"""Make sure the tests' system packages are there: the browser, what drives it and its fonts, through apt."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The same browser without a window to draw: it takes half the time, so it is fetched where that is possible.
LIGHT = "chromium-headless-shell"
PATIENCE_SECONDS = 180
PACKAGES = {
    "chromium": lambda: any(map(shutil.which, (LIGHT, "chromium"))),
    # The program that drives the browser is linked against it; a bare Debian does not have it.
    "libatomic1": lambda: any(Path("/usr/lib").glob("*/libatomic.so.1")),
    "fonts-noto-cjk": lambda: any(Path("/usr/share/fonts").rglob("NotoSansCJK*")),
    "fonts-noto-color-emoji": lambda: any(Path("/usr/share/fonts").rglob("NotoColorEmoji*")),
}


def missing_packages() -> list[str]:
    """Names of the packages that are not on this machine."""
    return [name for name, is_there in PACKAGES.items() if not is_there()]


def may_install() -> bool:
    """Whether this is a machine with apt, and we are root."""
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def install(*words: str) -> int:
    """The status of apt-get; a machine that reaches no server of packages is not waited for."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment, timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        return 1
    line = ["apt-get", "install", "-y", "--no-install-recommends", *words]
    return subprocess.run(line, check=False, env=environment, stdout=subprocess.DEVNULL).returncode


def main() -> int:
    """Install what is missing where that is allowed; say the line to run where it is not."""
    if shutil.which(LIGHT) is None and may_install() and install("--no-remove", LIGHT):
        print(f"{LIGHT} cannot be installed; the tests use chromium, which takes longer.")
    missing = missing_packages()
    if not missing:
        return 0
    if not may_install():
        line = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
        print(f"The tests need: {' '.join(missing)}. Run: sudo apt-get update && sudo {' '.join(line)}")
        return 1
    return install(*missing)


if __name__ == "__main__":
    sys.exit(main())
