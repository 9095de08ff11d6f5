"""Figures that a page counts together."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhanggui.kernel.clock import now
from zhanggui.kernel.figures import FigureRows, Figures, figures
from zhanggui.kernel.memory import one_page
from zhanggui.kernel.tasks.models import Task


def _of_tasks(asked: str) -> Figures:
    # Columns of one name in two sets must not be taken for one another.
    sql = "SELECT count(*) AS n, count(*) FILTER (WHERE {}) FROM kernel_task WHERE shop_id = ANY(%(shops)s)"
    return figures(("all", "some"), sql.format(asked))


@pytest.mark.django_db
def test_sets_are_counted_together_on_a_page_and_alone_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhanggui.kernel.figures._SETS", [])
    late, given = _of_tasks("due_at < %(now)s"), _of_tasks("kind = 'given'")
    for shop_id, kind in ((1, "given"), (1, "other"), (2, "given")):
        Task.objects.create(
            shop_id=shop_id, kind=kind, subject_kind="x", subject_id=1, position="owner", created_at=now()
        )
    Task.objects.filter(kind="other").update(due_at="2026-01-01T00:00:00Z")

    with one_page(), CaptureQueriesContext(connection) as asked:
        assert (late.of([1]), given.of([1])) == ({"all": 2, "some": 1}, {"all": 2, "some": 1})
    assert [query["sql"].split()[0] for query in asked] == ["PREPARE", "EXECUTE"]
    # The connection keeps the plan for other pages and other shops.
    with one_page(), CaptureQueriesContext(connection) as asked:
        assert (late.of([2]), given.of([2])) == ({"all": 1, "some": 0}, {"all": 1, "some": 1})
    assert [query["sql"].split()[0] for query in asked] == ["EXECUTE"]
    with CaptureQueriesContext(connection) as asked:
        assert (late.of([1, 2]), given.of([2])) == ({"all": 3, "some": 1}, {"all": 1, "some": 1})
    assert [query["sql"].split()[0] for query in asked] == ["SELECT", "SELECT"]


@pytest.mark.django_db
def test_a_set_of_rows_is_counted_with_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhanggui.kernel.figures._SETS", [])
    kinds = FigureRows(
        "SELECT kind, max(created_at) AS last FROM kernel_task WHERE shop_id = ANY(%(shops)s) GROUP BY 1"
    )
    every = _of_tasks("true")
    created_at = now()
    Task.objects.create(
        shop_id=1, kind="given", subject_kind="x", subject_id=1, position="owner", created_at=created_at
    )

    with one_page(), CaptureQueriesContext(connection) as asked:
        (row,) = kinds.of([1])
        assert (row["kind"], datetime.fromisoformat(row["last"])) == ("given", created_at)
        assert every.of([1]) == {"all": 1, "some": 1}
    assert [query["sql"].split()[0] for query in asked] == ["PREPARE", "EXECUTE"]
    assert kinds.of([2]) == []
