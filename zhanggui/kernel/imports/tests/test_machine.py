"""The machine around a kind: files, counters, repair files, resuming, undo."""

import zipfile
from pathlib import Path

import pytest
from django.utils import translation

from zhanggui.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.imports.counting import CountsDoNotAddUp
from zhanggui.kernel.imports.machine import (
    apply_batch,
    batch_by_number,
    check_batch,
    queue_import,
    receive_files,
    resume_import,
    run_import,
)
from zhanggui.kernel.imports.models import ImportBatch, ImportFile, ImportFinding
from zhanggui.kernel.imports.report import import_report
from zhanggui.kernel.imports.tests.plain_kind import PlainKind
from zhanggui.kernel.imports.undo import undo_import
from zhanggui.kernel.testing.factories import SYSTEM, actor_with

pytestmark = pytest.mark.django_db
SHOP = 41


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> PlainKind:
    monkeypatch.setattr("zhanggui.kernel.imports.ports._KINDS", {})
    monkeypatch.setattr("zhanggui.kernel.imports.ports._STAGINGS", {})
    monkeypatch.setattr("zhanggui.kernel.imports.ports._SHOP_FACTS", [])
    return PlainKind()


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.csv"
    path.write_text('number,amount\n="1",1.00\n="2",2.00\n', encoding="utf-8")
    return path


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    path = tmp_path / "mixed.csv"
    path.write_text('number,amount\n="3",3.00\n="4",free\n\n="5",5.00,more\n合计,8.00\n="6",6\n', encoding="utf-8")
    return path


def test_import_counts_rows_whole_and_per_file(kind: PlainKind, good: Path, mixed: Path) -> None:
    batch = run_import(actor=SYSTEM, shop_id=SHOP, files=[good, mixed])

    with translation.override("en"):
        report = import_report(batch)
    counts = {
        "rows": 7, "imported": 4, "updated": 0, "unchanged": 0, "skipped": 1, "conflict": 0, "quarantined": 2,
    }  # fmt: skip
    assert {name: report[name] for name in counts} == counts
    assert [(row["file"], row["rows"], row["imported"], row["quarantined"]) for row in report["files"]] == [
        ("good.csv", 2, 2, 0),
        ("mixed.csv", 5, 2, 2),
    ]
    assert report["errors"] == [
        {
            "file": "mixed.csv",
            "row": 3,
            "column": "amount",
            "code": "imports.amount_value",
            "message": "free is not a number. Write it like 12.50.",
        },
        {
            "file": "mixed.csv",
            "row": 5,
            "column": "",
            "code": "imports.too_many_cells",
            "message": "The row has more cells than the header: more. Check commas and quotation marks.",
        },
    ]
    assert (report["kind"], report["errors_total"], report["orders_new"]) == ("plain", 2, 4)
    assert kind.kept == {'="1"', '="2"', '="3"', '="6"'}
    assert Event.objects.get(kind="import.done").data["rows"] == 7


def test_number_holds_day_and_running_number(kind: PlainKind, good: Path) -> None:
    first = run_import(actor=SYSTEM, shop_id=SHOP, files=[good])
    second = run_import(actor=SYSTEM, shop_id=SHOP, files=[good])

    assert (first.number[:2], len(first.number), first.number[-4:], second.number[-4:]) == ("IM", 12, "0001", "0002")
    assert (second.imported_count, second.unchanged_count) == (0, 2)


def test_repair_file_goes_in_after_mending(kind: PlainKind, mixed: Path) -> None:
    batch = run_import(actor=SYSTEM, shop_id=SHOP, files=[mixed])
    repair = Path(import_report(batch)["repair_file"])
    text = repair.read_text("utf-8-sig")
    assert '"=""4"""' in text
    assert len(text.splitlines()) == 3

    mended = mixed.with_name("mended.csv")
    mended.write_text(text.replace("free", "4.00").replace(",more", ""), encoding="utf-8-sig")
    again = run_import(actor=SYSTEM, shop_id=SHOP, files=[mended])

    assert (again.row_count, again.imported_count, again.quarantined_count) == (2, 2, 0)


def test_repair_files_of_several_tables_are_zipped(kind: PlainKind, mixed: Path) -> None:
    other = mixed.with_name("other.csv")
    other.write_bytes(mixed.read_bytes())

    batch = run_import(actor=SYSTEM, shop_id=SHOP, files=[mixed, other])

    with zipfile.ZipFile(import_report(batch)["repair_file"]) as archive:
        assert archive.namelist() == ["1-mixed-repair.csv", "2-other-repair.csv"]


def test_dry_run_tells_all_and_changes_nothing(kind: PlainKind, mixed: Path) -> None:
    batch = run_import(actor=SYSTEM, shop_id=SHOP, files=[mixed], dry_run=True)

    assert (batch.state, batch.imported_count, batch.quarantined_count) == ("checked", 2, 2)
    assert kind.kept == set()
    assert not Event.objects.filter(kind="import.done").exists()


def test_checked_batch_is_applied_once(kind: PlainKind, good: Path) -> None:
    batch = receive_files(actor=SYSTEM, shop_id=SHOP, files=[good])
    assert check_batch(batch, actor=SYSTEM).state == "checked"

    done = apply_batch(batch, actor=SYSTEM)
    again = apply_batch(batch, actor=SYSTEM)

    assert (done.state, again.imported_count, kind.merges) == ("done", 2, 2)
    assert ImportFile.objects.filter(batch=batch).count() == 1


@pytest.mark.parametrize("cut", ["reading", "merging"])
def test_interrupted_batch_is_resumed_to_the_same_end(
    kind: PlainKind, mixed: Path, cut: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = receive_files(actor=SYSTEM, shop_id=SHOP, files=[mixed])
    kind.staged[batch.pk] = [(0, "left over")]
    if cut == "merging":
        kind.fails_at_merge = True
        with pytest.raises(ConnectionResetError):
            apply_batch(batch, actor=SYSTEM)
        kind.fails_at_merge = False
        batch.refresh_from_db()
        assert batch.state == "applying"

    done = resume_import(batch.pk, actor=SYSTEM)
    again = resume_import(batch.pk, actor=SYSTEM)

    assert (done.state, done.row_count, done.imported_count, done.quarantined_count) == ("done", 5, 2, 2)
    assert again.finished_at == done.finished_at
    assert ImportFinding.objects.filter(batch=batch).count() == 3
    assert kind.staged == {}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.csv", b"", "imports.empty_file"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "imports.not_a_table"),
        ("other.csv", b"a,b\n1,2\n", "imports.not_recognised"),
        ("quote.csv", b'number,amount\n1,"2\n3,4\n', "imports.unterminated_quote"),
    ],
)
def test_file_that_cannot_be_taken_writes_nothing(
    kind: PlainKind, good: Path, name: str, content: bytes, code: str
) -> None:
    bad = good.with_name(name)
    bad.write_bytes(content)

    with pytest.raises(InvalidInput) as refused:
        run_import(actor=SYSTEM, shop_id=SHOP, files=[good, bad])

    assert (refused.value.code, refused.value.exit_code, refused.value.params["file"]) == (code, 2, name)
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.error["code"], batch.row_count) == ("failed", code, 0)
    assert (kind.kept, kind.staged, ImportFinding.objects.count()) == (set(), {}, 0)


def test_missing_file_leaves_no_batch(kind: PlainKind, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        run_import(actor=SYSTEM, shop_id=SHOP, files=[tmp_path / "absent.csv"])

    assert refused.value.code == "imports.unreadable"
    assert ImportBatch.objects.count() == 0


def test_forced_kind_that_does_not_fit_says_what_it_needs(kind: PlainKind, good: Path) -> None:
    bad = good.with_name("x.csv")
    bad.write_text("a,b\n1,2\n")

    with pytest.raises(InvalidInput) as refused:
        run_import(actor=SYSTEM, shop_id=SHOP, files=[bad], as_kind="plain")
    assert (refused.value.code, refused.value.params["columns"]) == ("imports.kind_mismatch", "number, amount")

    with pytest.raises(NotFound) as unknown:
        run_import(actor=SYSTEM, shop_id=SHOP, files=[bad], as_kind="nothing")
    assert unknown.value.code == "imports.unknown_kind"


def test_rows_that_vanish_stop_the_import(kind: PlainKind, good: Path) -> None:
    kind.loses_rows = True

    with pytest.raises(CountsDoNotAddUp):
        run_import(actor=SYSTEM, shop_id=SHOP, files=[good])

    assert ImportBatch.objects.get().state == "failed"
    assert ImportFile.objects.count() == 0


def test_right_is_needed_in_that_shop(kind: PlainKind, good: Path) -> None:
    with pytest.raises(NotAllowed):
        run_import(actor=actor_with("imports.run", shop_id=42), shop_id=SHOP, files=[good])
    assert ImportBatch.objects.count() == 0

    kind.capability = "inventory.set"
    with pytest.raises(NotAllowed):
        run_import(actor=actor_with("imports.run", shop_id=SHOP), shop_id=SHOP, files=[good])
    assert kind.kept == set()


def test_undo_asks_the_kind_and_happens_once(kind: PlainKind, good: Path) -> None:
    batch = run_import(actor=SYSTEM, shop_id=SHOP, files=[good])

    assert undo_import(actor=SYSTEM, shop_id=SHOP, number=batch.number) == {"orders": 2}

    assert batch_by_number(SHOP, batch.number).state == "undone"
    with pytest.raises(Conflict):
        undo_import(actor=SYSTEM, shop_id=SHOP, number=batch.number)
    assert resume_import(batch.pk, actor=SYSTEM).state == "undone"


def test_queued_batch_has_a_run_to_watch(kind: PlainKind, good: Path) -> None:
    batch = receive_files(actor=SYSTEM, shop_id=SHOP, files=[good])

    run = queue_import(batch, actor=SYSTEM, dry_run=False)

    batch.refresh_from_db()
    assert (batch.state, run.kind, run.label, run.state) == ("applying", "import", batch.number, "queued")
