"""Photograph pages of a running server with the system's Chromium, in both widths and themes.

python tools/screenshots.py http://127.0.0.1:8000 --user zhoumin --password … --path /desk/ --path /desk/orders
"""

import argparse
import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
HEIGHTS = {1440: 900, 1024: 768, 390: 844}


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """The command line; every list option may be repeated."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", help="address of the server")
    parser.add_argument("--path", action="append", default=[], help="page to photograph (repeat)")
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    parser.add_argument("--width", action="append", type=int, default=[], help="default 1440 and 390")
    parser.add_argument("--theme", action="append", choices=["light", "dark"], default=[], help="default light")
    parser.add_argument("--lang", default="zh-hans", help="language cookie: zh-hans or en")
    parser.add_argument("--user", default="")
    parser.add_argument("--password", default="")
    parser.add_argument("--sign-in", default="/desk/sign-in", help="path of the sign-in page")
    parser.add_argument("--session", default="", help="session cookie instead of user and password")
    parser.add_argument("--full", action="store_true", help="the whole height of the page")
    parser.add_argument("--chromium", default=CHROMIUM)
    return parser.parse_args(arguments)


def open_context(browser: Browser, options: argparse.Namespace, width: int, theme: str) -> BrowserContext:
    """A browser profile of one width, theme and language, signed in when asked."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS.get(width, 900)},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        device_scale_factor=2 if width < 600 else 1,
    )
    if options.session:
        context.add_cookies([{"name": "sessionid", "value": options.session, "url": options.base}])
    elif options.user:
        page = context.new_page()
        page.goto(options.base + options.sign_in)
        page.fill("#zg-user", options.user)
        page.fill("#zg-password", options.password)
        page.press("#zg-password", "Enter")
        page.wait_for_load_state()
        page.close()
    # Last, because signing in brings the person's own language.
    context.add_cookies([{"name": "zg_language", "value": options.lang, "url": options.base}])
    return context


def photograph(context: BrowserContext, options: argparse.Namespace, path: str, name: str) -> list[str]:
    """Save one picture; return what is wrong with the page: script errors, sideways scrolling."""
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("console", lambda entry: faults.append(f"console: {entry.text}") if entry.type == "error" else None)
    page.goto(options.base + path, wait_until="load")
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        faults.append("scrolls sideways")
    if options.full:
        # The frame fills the window and scrolls inside, so the window itself must grow.
        more = page.evaluate(
            "(() => { const m = document.querySelector('.zg-main'); return m ? m.scrollHeight - m.clientHeight : 0 })()"
        )
        size = page.viewport_size or {"width": 1440, "height": 900}
        page.set_viewport_size({"width": size["width"], "height": size["height"] + max(0, more)})
    page.screenshot(path=str(options.out / f"{name}.png"), full_page=options.full)
    page.close()
    return faults


def main(arguments: list[str]) -> int:
    """Photograph every path in every width and theme; 1 when a page had a fault."""
    options = read_arguments(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    is_clean = True
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=FLAGS)
        for width in options.width or [1440, 390]:
            for theme in options.theme or ["light"]:
                context = open_context(browser, options, width, theme)
                for path in options.path or ["/"]:
                    slug = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "home"
                    name = f"{slug}-{options.lang}-{width}{'-dark' if theme == 'dark' else ''}"
                    for fault in photograph(context, options, path, name):
                        is_clean = False
                        print(f"{name}: {fault}")
                context.close()
        browser.close()
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
