"""Make sure the tests' system packages are there: the browser, what drives it and its fonts, through apt."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = {
    "chromium": lambda: shutil.which("chromium") is not None,
    # The program that drives the browser is linked against it; a bare Debian does not have it.
    "libatomic1": lambda: any(Path("/usr/lib").glob("*/libatomic.so.1")),
    "fonts-noto-cjk": lambda: any(Path("/usr/share/fonts").rglob("NotoSansCJK*")),
    "fonts-noto-color-emoji": lambda: any(Path("/usr/share/fonts").rglob("NotoColorEmoji*")),
}


def missing_packages() -> list[str]:
    """Names of the packages that are not on this machine."""
    return [name for name, is_there in PACKAGES.items() if not is_there()]


def main() -> int:
    """Install what is missing where that is allowed; say the line to run where it is not."""
    missing = missing_packages()
    if not missing:
        return 0
    line = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        print(f"The tests need: {' '.join(missing)}. Run: sudo apt-get update && sudo {' '.join(line)}")
        return 1
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment)
    return subprocess.run(line, check=False, env=environment, stdout=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main())
