"""Likeness of two receivers: symmetric, whole only for the same, blind to what is masked."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhanggui.orders.rules import Receiver, likeness

DOOR = "浙江省杭州市余杭区五常街道文一西路969号3幢2单元501室"
WHOLE = Receiver("孙倩倩", "13800005521", DOOR)
# The first draw of a process reads the whole source, which takes seconds on a busy machine.
PATIENT = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
NAMES = st.sampled_from(["", "孙倩倩", "孙**", "王建国", " 王 建国", "李"])
PHONES = st.sampled_from(["", "13800005521", "138 0000 5521", "138****5521", "0571-88880001", "13911112222-5678"])
ADDRESSES = st.sampled_from(
    [
        "",
        DOOR,
        DOOR.replace("501", "502"),
        "杭州市文一西路969号 3-2-501",
        "浙江省杭州市****",
        "望京街10号",
        "10",
        "西路西路",
    ]
)
RECEIVERS = st.builds(Receiver, NAMES, PHONES, ADDRESSES)
DIGITS = st.integers(0, 9999).map("{:04}".format)


@pytest.mark.parametrize(
    ("case", "other", "score", "reasons"),
    [
        ("the same", WHOLE, 100, ("phone", "address", "name")),
        ("same door, others", Receiver("王建国", "13911112222", DOOR), 87, ("address",)),
        ("same phone, other door", Receiver("王建国", "138 0000 5521", "北京市朝阳区望京街10号楼2门"), 82, ("phone",)),
        ("same name only", Receiver("孙倩倩", "13911112222", "北京市朝阳区望京街10号楼2门"), 31, ("name",)),
        (
            "written otherwise",
            Receiver("王建国", "13911112222", "浙江 杭州市 余杭区 文一西路969号 3-2-501"),
            75,
            ("address",),
        ),
        ("next door", Receiver("王建国", "13911112222", DOOR.replace("501", "502")), 24, ()),
        ("masked", Receiver("孙**", "138****5521", "浙江省杭州市余杭区****"), 0, ()),
        ("nothing known", Receiver(), 0, ()),
    ],
)
def test_score_and_reasons(case: str, other: Receiver, score: int, reasons: tuple[str, ...]) -> None:
    found = likeness(WHOLE, other)

    assert (case, found.score, found.reasons) == (case, score, reasons)


@PATIENT
@given(RECEIVERS, RECEIVERS)
def test_it_is_symmetric_and_within_bounds(one: Receiver, other: Receiver) -> None:
    found = likeness(one, other)

    assert found == likeness(other, one)
    assert 0 <= found.score <= 100


@PATIENT
@given(st.sampled_from(["孙倩倩", "王建国", "欧阳"]), DIGITS, DIGITS)
def test_a_whole_receiver_is_wholly_like_itself(name: str, digits: str, house: str) -> None:
    same = Receiver(name, f"1380000{digits}", f"文一西路{house}号")

    assert likeness(same, same).score == 100


@PATIENT
@given(DIGITS, DIGITS, st.sampled_from(["*", "**", "****", "\uff0a\uff0a"]))
def test_masked_contacts_never_match(first: str, last: str, stars: str) -> None:
    masked = Receiver(f"孙{stars}", f"138{first}{stars}{last}", f"浙江省杭州市{first}{stars}")

    assert likeness(masked, masked).score == 0
    assert likeness(masked, Receiver("孙倩倩", f"138{first}9999{last}", f"浙江省杭州市{first}号")).score == 0
