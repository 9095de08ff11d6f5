import pytest

from zhanggui.kernel.clock import now
from zhanggui.kernel.erasure import Erased, erase_subject, register_personal
from zhanggui.kernel.events.models import PersonalChange
from zhanggui.kernel.events.record import record
from zhanggui.kernel.events.seals import seal_events, verify_seals
from zhanggui.kernel.imports.models import ImportBatch, ImportFinding, UndoRecord
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Subject

pytestmark = pytest.mark.django_db

register_personal("test_order", "test_contact", ("mobile", "name", "extra"))
PHONE = "13800005521"


@pytest.fixture
def batch() -> ImportBatch:
    return ImportBatch.objects.create(shop_id=1, number="I1", created_at=now())


def _finding(batch: ImportBatch, **facts: object) -> ImportFinding:
    values = {"batch": batch, "file_position": 1, "row_no": 2, "finding": "conflict", "code": "x", **facts}
    return ImportFinding.objects.create(**values)


@pytest.mark.req_part("SEC-09")
def test_erasing_reaches_timeline_undo_records_and_findings(batch: ImportBatch) -> None:
    record(SYSTEM, "order.changed", shop_id=1, subject=Subject("test_order", 7), personal={"mobile": ["1", PHONE]})
    seal_events(wait=True)
    before = {"mobile": PHONE, "name": "孙倩", "extra": {"id": "3301"}, "is_masked": False, "order_id": 7}
    undo = UndoRecord.objects.create(batch=batch, table="test_contact", row_id=7, before=before)
    other = UndoRecord.objects.create(batch=batch, table="test_contact", row_id=8, before=before)
    params = {"number": "T1", "field": "mobile", "new": PHONE, "fields": {"mobile": {"stored": "1***", "new": PHONE}}}
    told = _finding(batch, subject_kind="test_order", subject_id=7, params=params, cells=["T1", PHONE])
    quarantined = _finding(batch, finding="error", params={"value": PHONE}, cells=["T9", f"tel {PHONE}"])
    stranger = _finding(batch, subject_kind="test_order", subject_id=8, params={"new": "139"}, cells=["139"])

    assert erase_subject("test_order", 7, values=[PHONE, "孙"]) == Erased(1, 1, 2)

    for row in (undo, other, told, quarantined, stranger):
        row.refresh_from_db()
    assert undo.before == {"mobile": "", "name": "", "extra": {}, "is_masked": False, "order_id": 7}
    assert other.before == before
    assert told.params == {
        "number": "T1",
        "field": "mobile",
        "new": "",
        "fields": {"mobile": {"stored": "", "new": ""}},
    }
    assert (told.cells, told.resolution, told.resolved_at is not None) == ([], "keep", True)
    assert (quarantined.params, quarantined.cells, quarantined.resolution) == ({"value": ""}, [], "")
    assert (stranger.cells, stranger.resolution) == (["139"], "")
    assert not PersonalChange.objects.exists()
    assert verify_seals().ok


def test_erasing_twice_changes_nothing_more(batch: ImportBatch) -> None:
    erase_subject("test_order", 7)

    assert erase_subject("test_order", 7) == Erased(0, 0, 0)
