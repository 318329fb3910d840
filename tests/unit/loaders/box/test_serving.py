"""When a worker ends itself: by memory, by work, by waiting; and that it clears away nothing but a folder of its own."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from loaders.box import serving
from loaders.box.serving import OVER_MEMORY, OVER_TIME, over

MOST = (100, 10.0, 50.0)


@given(st.integers(0, 200), st.floats(0, 100), st.floats(0, 500))
def test_a_worker_goes_on_only_within_all_three_limits(held: int, worked: float, waited: float) -> None:
    code = over((held, worked, waited), MOST)
    assert (code == 0) == (held <= 100 and worked <= 10 and waited <= 50)
    assert (code == OVER_MEMORY) == (held > 100)
    assert code in (0, OVER_MEMORY, OVER_TIME)


def test_only_a_folder_of_a_workers_own_is_cleared_away(tmp_path: Path) -> None:
    for name in (f"{serving.FOLDER}abc", "anything else"):
        (tmp_path / name).mkdir()
        serving._clear(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["anything else"]
