"""orders instruct, instructions, tick, set-aside, change, undo-change; notes; difficult."""

from datetime import UTC, datetime, timedelta

import pytest

from zhanggui.cli.tests.console import Desk
from zhanggui.cli.tests.shapes import misshapen

pytestmark = pytest.mark.xdist_group("commands")


def _paid(desk: Desk) -> str:
    number: str = desk("orders", "list", "--state", "paid", "--step", "to_check")["orders"][-1]["number"]
    return number


def test_wish_is_recorded_listed_ticked_and_set_aside(desk: Desk) -> None:
    number = _paid(desk)

    made = desk("orders", "instruct", number, "deliver_before", "搬家前到", "--day", "2026-12-24")["instruction"]
    other = desk("orders", "instruct", number, "courier_wish", "--courier", "SF")["instruction"]
    assert desk("orders", "tick", made, "--how", "加急发出") == {"instruction": made, "is_ticked": True}
    assert desk("orders", "set-aside", other, "--reason", "客户改口") == {"instruction": other, "is_dismissed": True}

    shown = desk("orders", "instructions", number)
    mine = {card["id"]: card for card in shown["instructions"] if card["id"] in {made, other}}
    assert (mine[made]["day"], mine[made]["how"], mine[other]["courier"]) == ("2026-12-24", "加急发出", "SF")
    assert (mine[other]["is_dismissed"], mine[other]["dismiss_reason"]) == (True, "客户改口")
    assert misshapen(shown) == []
    assert desk("orders", "tick", made, "--undo")["is_ticked"] is False
    assert "cli.bad_date" in str(desk("orders", "instruct", number, "deliver_before", "--day", "gestern", status=2))


def test_words_are_tried_and_changed(desk: Desk) -> None:
    [found] = desk("notes", "try", "不要韵达")["found"]
    assert (found["kind"], found["courier"], found["words"]) == ("courier_avoid", "YUNDA", "韵达")

    changed = desk("notes", "words", "courier_yunda", "--words", "韵达", "小韵")
    added = desk("notes", "add", "other", "--words", "送手套")

    assert (changed["rule"], changed["version"] > 1) == ("courier_yunda", True)
    assert [chip["kind"] for chip in desk("notes", "try", "送手套，发小韵")["found"]] == ["other", "courier_wish"]
    assert added["rule"] in {rule["rule"] for rule in desk("notes", "rules")["rules"]}
    assert desk("notes", "read").keys() == {"instructions"}


def test_contact_changes_with_consent_and_back(desk: Desk) -> None:
    number = _paid(desk)

    desk("orders", "change", number, "--how", "phone", "--words", "电话里报的", "--mobile", "13900000777")
    [change] = [row for row in desk("orders", "changes", number)["changes"] if row["undone_at"] is None]
    assert (change["how"], change["fields"]["mobile"]["after"]) == ("phone", "139****0777")

    desk("orders", "undo-change", change["id"])
    assert [row for row in desk("orders", "changes", number)["changes"] if row["undone_at"] is None] == []


def test_difficult_order_is_followed_and_closed(desk: Desk) -> None:
    number = _paid(desk)
    until = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()

    made = desk("difficult", "mark", number, "stuck", "--text", "停在嘉兴", "--next", "催件", "--until", until)[
        "difficulty"
    ]
    desk("difficult", "step", made, "催了一次", "--next", "再催", "--until", until)
    [row] = [each for each in desk("difficult", "list")["difficult"] if each["id"] == made]
    assert (row["next_step"], row["due_at"], row["is_overdue"]) == ("再催", f"{until}T18:00:00+08:00", False)

    desk("difficult", "close", made, "已送到")
    assert made not in {each["id"] for each in desk("difficult", "list")["difficult"]}
    [told] = [each for each in desk("difficult", "show", number)["difficult"] if each["id"] == made]
    assert (told["result"], [step["text"] for step in told["log"]]) == ("已送到", ["已送到", "催了一次", "停在嘉兴"])
