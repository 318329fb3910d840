"""What more than one test file draws, makes or looks at. Their asserts show the values compared, as those of a test file do."""

from pathlib import Path

import pytest

pytest.register_assert_rewrite(*(f"{__name__}.{path.stem}" for path in Path(__file__).parent.glob("[a-z]*.py")))
