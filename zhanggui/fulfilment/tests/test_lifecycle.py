import pytest

from zhanggui.fulfilment.lifecycle import BATCH, PARCEL, REPORT
from zhanggui.kernel.lifecycle import Lifecycle

ALL = [pytest.param(lifecycle, id=lifecycle.name) for lifecycle in (BATCH, PARCEL, REPORT)]


@pytest.mark.parametrize("lifecycle", ALL)
def test_every_state_is_reachable(lifecycle: Lifecycle) -> None:
    reached = set(lifecycle.initial)
    for _round in lifecycle.states:
        reached |= {move.target for move in lifecycle.transitions if reached & set(move.sources)}

    assert reached == set(lifecycle.states)


@pytest.mark.parametrize("lifecycle", ALL)
def test_states_without_exit_are_the_final_ones(lifecycle: Lifecycle) -> None:
    left = {source for move in lifecycle.transitions for source in move.sources}

    assert set(lifecycle.states) - left == set(lifecycle.final)
