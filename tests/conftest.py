"""The order of the suite, and what a busy machine must not be blamed for."""

import os

import pytest
from hypothesis import settings

settings.register_profile("suite", deadline=None)  # an example may take long on a machine with other work
settings.load_profile("suite")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: whole interviews mostly wait, and so does the worker that plays one."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole interviews first: they last the longest, mostly waiting, and the rest runs beside them."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
