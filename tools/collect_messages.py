"""Collect translatable strings into the catalogues, without gettext's programs.

`python tools/collect_messages.py [more.po ...]`: strings of code and templates that are missing are
added empty, strings that are gone are dropped; translations in the named files fill empty ones.
"""

import ast
import re
import sys
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "zhanggui" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
_SINGLE = {"_", "gettext", "gettext_lazy"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
_STRING = r"u?(\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
_CALL = re.compile(rf"\b(ngettext|pgettext|gettext|_)\(\s*{_STRING}(?:\s*,\s*{_STRING})?", re.DOTALL)
Message = tuple[str, str, str]  # singular, plural, context


def _python_messages(path: Path) -> set[Message]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).rpartition(".")[2]
        texts = [item.value for item in node.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
        if name in _SINGLE and texts:
            found.add((texts[0], "", ""))
        elif name in _PLURAL and len(texts) > 1:
            found.add((texts[0], texts[1], ""))
        elif name in _CONTEXT and len(texts) > 1:
            found.add((texts[1], "", texts[0]))
    return found


def _template_messages(path: Path) -> set[Message]:
    found = set()
    for name, first, second in _CALL.findall(templatize(path.read_text(), origin=str(path))):
        other = ast.literal_eval(second) if name != "gettext" and second else ""
        text = ast.literal_eval(first)
        if name == "pgettext":
            found.add((other, "", text))
        else:
            found.add((text, other if name == "ngettext" else "", ""))
    return found


def messages(root: Path = ROOT) -> dict[Message, list[str]]:
    """Every translatable string with the files that say it."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
    places: dict[Message, list[str]] = {}
    for path in sorted((root / "zhanggui").rglob("*")):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        if path.suffix == ".py":
            found = _python_messages(path)
        elif path.suffix == ".html":
            found = _template_messages(path)
        else:
            continue
        for message in found:
            places.setdefault(message, []).append(str(path.relative_to(root)))
    return {message: files for message, files in places.items() if message[0].strip()}


def merge(found: dict[Message, list[str]], catalogue: Path, more: list[Path]) -> polib.POFile:
    """The catalogue with exactly the found strings, keeping and filling translations."""
    old = {
        (entry.msgid, entry.msgctxt or ""): entry
        for source in [catalogue, *more]
        if source.exists()
        for entry in polib.pofile(str(source))
    }
    known = polib.pofile(str(catalogue)) if catalogue.exists() else polib.POFile()
    for entry in known:
        if entry.msgstr or any(entry.msgstr_plural.values()):
            old[(entry.msgid, entry.msgctxt or "")] = entry
    merged = polib.POFile(wrapwidth=110)
    merged.metadata = {
        "Language": "zh_Hans",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for (msgid, plural, context), files in sorted(found.items(), key=lambda item: (item[1][0], item[0])):
        before = old.get((msgid, context))
        text = before.msgstr if before else ""
        plurals = dict(before.msgstr_plural) if before else {}
        flags = ["python-format"] if re.search(r"%\(\w+\)[sd]", msgid) else []
        entry = polib.POEntry(msgid=msgid, msgctxt=context or None, occurrences=[(files[0], "")], flags=flags)
        if plural:
            entry.msgid_plural, entry.msgstr_plural = plural, {0: plurals.get(0) or text}
        else:
            entry.msgstr = text or plurals.get(0, "")
        merged.append(entry)
    return merged


def main() -> None:
    """Rewrite the Chinese catalogue."""
    merged = merge(messages(), CATALOGUE, [Path(name) for name in sys.argv[1:]])
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    merged.save(str(CATALOGUE))
    empty = merged.untranslated_entries()
    print(f"{len(merged)} strings, {len(empty)} without Chinese")
    for entry in empty:
        print(f"  {entry.occurrences[0][0]}: {entry.msgid!r}")


if __name__ == "__main__":
    main()
