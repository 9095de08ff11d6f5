import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from zhanggui.fulfilment.models import Batch
from zhanggui.fulfilment.queries import batch_json
from zhanggui.fulfilment.services import close_batch, give_batch, print_batch, pull_order, take_batch
from zhanggui.fulfilment.tests.factories import AT, CLERK, KEEPER, NUMBERS, closed, printed, ready_shop
from zhanggui.fulfilment.values import PrintedFile
from zhanggui.kernel.documents.archive import absolute
from zhanggui.kernel.documents.models import Document, Printing
from zhanggui.kernel.errors import NotAllowed
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.jobs.progress import JobCancelled, Progress
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order
from zhanggui.shops.services import set_stamp

pytestmark = pytest.mark.django_db


def text_of(file: PrintedFile) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(file.path).pages)


@pytest.mark.req("FUL-21")
def test_three_papers_are_archived_and_the_batch_moves(tmp_path: Path) -> None:
    batch = closed(ready_shop())

    files = print_batch(actor=CLERK, batch_id=batch.pk, out_dir=tmp_path / "out")

    batch.refresh_from_db()
    assert batch.state == "printed"
    assert [(file.kind, file.pages, file.items, file.is_copy) for file in files] == [
        ("daily_report", 1, 1, False),
        ("label", 3, 3, False),
        ("outbound_slip", 3, 3, False),
    ]
    for file in files:
        assert Path(file.path).parent == tmp_path / "out"
        assert hashlib.sha256(Path(file.path).read_bytes()).hexdigest() == file.sha256
    report, labels, slips = (text_of(file) for file in files)
    assert "R20261121" in report
    assert "内部包裹标签·非承运商面单" in labels
    assert "13800005521" in labels
    assert "CK26112100018" in slips
    assert "138****5521" in slips
    assert batch_json(batch)["documents"] == {"daily_report": 1, "outbound_slip": 3, "label": 3}
    assert Document.objects.get(kind="label").path.startswith(f"batches/{batch.shop_id}/B20261121-1/")
    assert Printing.objects.filter(is_copy=False).count() == 3


@pytest.mark.req("FUL-07", "FUL-21")
def test_stamp_of_the_shop_is_printed_where_it_belongs() -> None:
    shop_id = ready_shop()
    plain = print_batch(actor=CLERK, batch_id=closed(shop_id).pk)
    target = io.BytesIO()
    Image.new("RGB", (200, 200), (200, 30, 30)).save(target, "PNG")
    set_stamp(actor=SYSTEM, shop_id=shop_id, data=target.getvalue())

    stamped = print_batch(actor=CLERK, batch_id=Batch.objects.get().pk, reason="with the stamp")

    assert [pictures_in(file) for file in plain] == [0, 0, 0]
    assert {file.kind: pictures_in(file) for file in stamped} == {"daily_report": 1, "outbound_slip": 3, "label": 0}


def pictures_in(file: PrintedFile) -> int:
    return sum(len(page.images) for page in PdfReader(file.path).pages)


@pytest.mark.req("FUL-09")
def test_report_of_the_close_names_couriers_as_asked_for_and_special_requests() -> None:
    shop_id = ready_shop()
    Order.objects.filter(number=NUMBERS[0]).update(courier_name="顺丰速运", seller_note="送一张贺卡")

    report = print_batch(actor=CLERK, batch_id=closed(shop_id).pk)[0]

    text = text_of(report)
    assert "顺丰速运" in text
    assert "送一张贺卡" in text
    assert "B20261121-1" in text


@pytest.mark.req_part("FUL-19")
def test_second_printing_makes_marked_copies_and_keeps_the_originals() -> None:
    batch = printed(ready_shop())
    before = {row.path: row.sha256 for row in Document.objects.filter(subject_kind="batch")}

    files = print_batch(actor=CLERK, batch_id=batch.pk, reason="paper jam")

    assert all(file.is_copy for file in files)
    assert "副本" in text_of(files[2])
    assert "paper jam" in text_of(files[2])
    assert {row.path: row.sha256 for row in Document.objects.filter(subject_kind="batch")} == before
    assert Printing.objects.filter(is_copy=True, reason="paper jam").count() == 3


def test_copy_after_hand_over_leaves_the_state() -> None:
    batch = printed(ready_shop())
    give_batch(actor=CLERK, batch_id=batch.pk)
    take_batch(actor=KEEPER, batch_id=batch.pk)

    print_batch(actor=CLERK, batch_id=batch.pk, reason="lost")

    batch.refresh_from_db()
    assert batch.state == "handed_over"
    assert Event.objects.filter(kind="batch.printed", reason="lost").count() == 1


class StoppedAtSecondLabel(Progress):
    """Somebody stops the printing when the second label is done."""

    def update(self, *, stage: str | None = None, done: int | None = None, **_others: int | None) -> None:
        self.stage = stage or self.stage
        if (self.stage, done) == ("label", 2):
            raise JobCancelled("jobs.cancelled")

    stage = ""


def test_interrupted_printing_keeps_whole_parts_and_redoes_broken_ones() -> None:
    batch = closed(ready_shop())
    with pytest.raises(JobCancelled):
        print_batch(actor=CLERK, batch_id=batch.pk, part_pages=1, progress=StoppedAtSecondLabel())
    kept = {row.pk: row.created_at for row in Document.objects.filter(kind="outbound_slip")}
    broken = Document.objects.get(kind="outbound_slip", part=3)
    absolute(broken).write_bytes(b"half")

    files = print_batch(actor=CLERK, batch_id=batch.pk, part_pages=1)

    assert [(file.kind, file.part, file.pages) for file in files if file.kind != "daily_report"] == [
        (kind, part, 1) for kind in ("label", "outbound_slip") for part in (1, 2, 3)
    ]
    now = {row.pk: row.created_at for row in Document.objects.filter(kind="outbound_slip")}
    assert [now[pk] == kept[pk] for pk in sorted(now)] == [True, True, False]
    texts = [text_of(file) for file in files if file.kind == "outbound_slip"]
    assert ["CK26112100018" in texts[0], "CK26112100025" in texts[1], "CK26112100032" in texts[2]] == [True] * 3


def test_pulled_parcel_is_not_printed_and_the_empty_batch_has_a_report() -> None:
    shop_id = ready_shop()
    batch = closed(shop_id)
    pull_order(actor=CLERK, shop_id=shop_id, number=batch.parcels.get(position=2).number, reason="cancelled")

    files = print_batch(actor=CLERK, batch_id=batch.pk)

    assert [(file.kind, file.items) for file in files] == [("daily_report", 1), ("label", 2), ("outbound_slip", 2)]
    empty = close_batch(actor=CLERK, shop_id=shop_id, at=AT, period="2026-11-21")
    assert [file.kind for file in print_batch(actor=CLERK, batch_id=empty.pk)] == ["daily_report"]


def test_printing_needs_its_right() -> None:
    batch = closed(ready_shop())

    with pytest.raises(NotAllowed):
        print_batch(actor=KEEPER, batch_id=batch.pk)
    assert not Document.objects.exists()
