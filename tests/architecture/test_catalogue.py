"""The Chinese catalogue says everything that code and templates say, in the words of the glossary."""

import re
from pathlib import Path

import polib
import pytest

from tools.collect_messages import CATALOGUE, ROOT, Message, merge, messages

_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w+\}|</?[a-z][^>]*>")
_BANNED = re.compile("成功|失败|您|！")
_COMPLETED = "交易成功"  # The marketplace's own name of a state, not praise.

# Message and the identifier of its line in docs/glossary.md.
TERMS = (
    ("Unpaid", "unpaid"),
    ("Paid", "paid"),
    ("Shipped", "shipped"),
    ("Completed", "completed"),
    ("Closed", "closed"),
    ("To check", "to_check"),
    ("Checked", "checked"),
    ("Batched", "batched"),
    ("Packed", "packed"),
    ("Step", "step"),
    ("State", "state"),
    ("Hold", "hold"),
    ("Held", "hold"),
    ("Release", "release"),
    ("Checking rules", "check_rule"),
    ("Buyer's note", "buyer_note"),
    ("Seller's note", "seller_note"),
    ("Flag", "flag"),
    ("Cash on delivery", "cash_on_delivery (cod)"),
    ("Ship by", "ship_by"),
    ("Owner", "owner"),
    ("Supervisor", "supervisor"),
    ("Shop manager", "shop_manager"),
    ("Checking clerk", "checking_clerk"),
    ("Order clerk", "order_clerk"),
    ("Warehouse keeper", "keeper"),
    ("Position", "position"),
    ("Close the batch", "close (the batch)"),
    ("Outbound slip", "outbound_slip"),
    ("Parcel label", "label"),
    ("Daily report", "daily_report"),
    ("Waybills", "post_back"),
    ("Place", "place"),
    ("On hand", "on_hand"),
    ("Reserved", "reserved"),
    ("Available", "available"),
    ("Draft", "draft"),
    ("Column mapping", "mapping"),
    ("Dry run", "dry_run"),
    ("Conflict", "conflict"),
    ("Repair file", "repair_file"),
    ("Timeline", "timeline"),
    ("Deadline", "deadline"),
    ("Channel", "channel"),
)


@pytest.fixture(scope="module")
def said() -> dict[Message, list[str]]:
    return messages()


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def _chinese(entry: polib.POEntry) -> str:
    return str(entry.msgstr or entry.msgstr_plural.get(0, ""))


def _glossary() -> dict[str, str]:
    lines = (ROOT / "docs" / "glossary.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if line.startswith("|")]
    return {row[2]: row[1] for row in rows}


def test_everything_that_is_said_has_its_chinese(said: dict[Message, list[str]], catalogue: polib.POFile) -> None:
    known = {(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "") for entry in catalogue if _chinese(entry)}

    assert {f"{files[0]}: {message[0]}" for message, files in said.items() if message not in known} == set()


def test_nothing_is_fuzzy_or_said_twice(catalogue: polib.POFile) -> None:
    ids = [(entry.msgid, entry.msgctxt or "") for entry in catalogue if not entry.obsolete]

    assert catalogue.fuzzy_entries() == []
    assert sorted(set(ids)) == sorted(ids)


def test_plurals_have_the_one_form_of_chinese(catalogue: polib.POFile) -> None:
    assert catalogue.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert {entry.msgid for entry in catalogue if entry.msgid_plural and set(entry.msgstr_plural) != {0}} == set()


def test_placeholders_agree(catalogue: polib.POFile) -> None:
    def differs(entry: polib.POEntry) -> bool:
        wanted = set(_PLACEHOLDER.findall(f"{entry.msgid} {entry.msgid_plural}"))
        return wanted != set(_PLACEHOLDER.findall(_chinese(entry)))

    assert {entry.msgid: _chinese(entry) for entry in catalogue if differs(entry)} == {}


def test_banned_words_are_not_said(catalogue: polib.POFile) -> None:
    wrong = {entry.msgid: _chinese(entry) for entry in catalogue}
    assert {key: text for key, text in wrong.items() if _BANNED.search(text.replace(_COMPLETED, ""))} == {}


def test_punctuation_between_chinese_is_full_width(catalogue: polib.POFile) -> None:
    half = re.compile(r"[一-鿿][,;!?](?:\s|$|[一-鿿])|[一-鿿]\.$")

    assert {entry.msgid: _chinese(entry) for entry in catalogue if half.search(_chinese(entry))} == {}


@pytest.mark.parametrize(("message", "identifier"), TERMS)
def test_term_is_the_one_of_the_glossary(catalogue: polib.POFile, message: str, identifier: str) -> None:
    entry = catalogue.find(message)

    assert entry is not None
    assert _chinese(entry) == _glossary()[identifier]


def _tree(root: Path) -> Path:
    page = root / "zhanggui" / "shops" / "templates" / "shops" / "page.html"
    page.parent.mkdir(parents=True)
    page.write_text(
        '{% load i18n %}{% translate "Shop" %}{% include "x.html" with text=_("Empty") %}'
        "{% blocktranslate count n=count %}{{ n }} order{% plural %}{{ n }} orders{% endblocktranslate %}"
    )
    code = root / "zhanggui" / "shops" / "ui.py"
    code.write_text(
        'a = _("Shop")\nb = gettext_lazy("A " "name")\nc = ngettext("%(n)d row", "%(n)d rows", 2)\nd = _(a)\n'
    )
    unread = root / "zhanggui" / "shops" / "tests" / "test_ui.py"
    unread.parent.mkdir()
    unread.write_text('e = _("Only a test")\n')
    return root


def test_collecting_reads_code_and_templates_but_no_tests(tmp_path: Path) -> None:
    page, code = "zhanggui/shops/templates/shops/page.html", "zhanggui/shops/ui.py"

    assert messages(_tree(tmp_path)) == {
        ("Shop", "", ""): [page, code],
        ("Empty", "", ""): [page],
        ("%(n)s order", "%(n)s orders", ""): [page],
        ("A name", "", ""): [code],
        ("%(n)d row", "%(n)d rows", ""): [code],
    }


def test_merging_keeps_fills_and_drops(tmp_path: Path) -> None:
    known, more = tmp_path / "django.po", tmp_path / "more.po"
    known.write_text('msgid "Shop"\nmsgstr "店铺"\n\nmsgid "Gone"\nmsgstr "没了"\n')
    more.write_text('msgid "Shop"\nmsgstr "商店"\n\nmsgid "A name"\nmsgstr "名称"\n')

    merged = merge(messages(_tree(tmp_path)), known, [more])

    assert {entry.msgid: _chinese(entry) for entry in merged} == {
        "Shop": "店铺",
        "A name": "名称",
        "Empty": "",
        "%(n)s order": "",
        "%(n)d row": "",
    }
    assert sorted(entry.msgid for entry in merged.untranslated_entries()) == ["%(n)d row", "%(n)s order", "Empty"]
