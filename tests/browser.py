"""A headless Chromium for looking at pages: what it says on its console, what it asks of the network, what axe-core
finds."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.selenium import Axe  # type: ignore[import-untyped]
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")

needs_browser = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="not installed: chromium and chromedriver (chromium-driver)"
)


class Browser:
    """One window. Pages are opened from disk, as a user does."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, page: Path) -> None:
        self._log("performance")
        self._log("browser")
        self.driver.get(page.as_uri())

    def _log(self, kind: str) -> list[dict[str, Any]]:
        """What came since the last time."""
        entries: list[dict[str, Any]] = self.driver.get_log(kind)  # type: ignore[no-untyped-call]
        return entries

    def dark(self, wanted: bool) -> None:
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if wanted else "light"}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})

    def requests(self) -> list[str]:
        """Addresses asked for since the page was opened."""
        entries = [json.loads(entry["message"])["message"] for entry in self._log("performance")]
        return [
            entry["params"]["request"]["url"]
            for entry in entries
            if entry["method"] == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """What the console says."""
        return [entry["message"] for entry in self._log("browser")]

    def barriers(self) -> list[str]:
        """What keeps people out, by axe-core: rule, element, and why."""
        found: dict[str, Any] = Axe().run(self.driver)
        return [
            f"{one['id']}: {node['html'][:120]} ({node['failureSummary']})"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    def ask(self, script: str, *arguments: Any) -> Any:
        """The value of a JavaScript expression."""
        return self.driver.execute_script(f"return {script}", *arguments)


@contextmanager
def browser(*, scripts: bool = True) -> Iterator[Browser]:
    options = Options()
    assert CHROMIUM is not None
    options.binary_location = CHROMIUM
    with tempfile.TemporaryDirectory() as profile:
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--mute-audio",
                         "--window-size=1000,1400", f"--user-data-dir={profile}"):  # fmt: skip
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        if not scripts:
            options.add_experimental_option(
                "prefs", {"profile.managed_default_content_settings.javascript": 2}
            )
        driver = webdriver.Chrome(options, Service(DRIVER))
        try:
            yield Browser(driver)
        finally:
            driver.quit()
