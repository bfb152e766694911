"""The order of the suite, and what a busy machine must not be blamed for."""

import pytest
from hypothesis import settings

settings.register_profile("suite", deadline=None)  # an example may take long on a machine with other work
settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole interviews first: they last the longest, mostly waiting, and the rest runs beside them."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
