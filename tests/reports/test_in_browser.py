"""The pages in a real browser: opened from disk, clicked, read by axe-core in light and dark, with scripts off."""

import base64
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser import Browser, browser, needs_browser
from tests.reports.test_page import LATENCY, META, turns
from tests.reports.test_scorecard import CARD
from voice_interviewer.reports import progress
from voice_interviewer.reports.page import Report, to_html
from voice_interviewer.speech.frame import SAMPLE_RATE
from voice_interviewer.values import Speaker, Turn

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120), needs_browser]
NASTY = "<script>window.hacked = 1</script><img src=x onerror='window.hacked=1'> \U0001f600 שלום עולם & مرحبا"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as one:
        yield one


def recording(seconds: float) -> str:
    """A FLAC in a data address."""
    file = io.BytesIO()
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tone = 0.1 * np.sin(2 * np.pi * 220 * time)
    sf.write(file, np.stack([tone, tone], axis=1), SAMPLE_RATE, format="FLAC")
    return "data:audio/flac;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def rich() -> Report:
    talk = [
        Turn(Speaker.CANDIDATE, "so we rank them and " * 6, at, at + 10, "serving")
        for at in (50.0, 65.0, 80.0)
    ]
    delivery: dict[str, Any] = {
        "words_per_minute": 142, "fillers_per_minute": 3.1, "longest_turn": 131.0, "talk_share": 0.78,
        "pauses": [{"start": 12.0, "end": 15.0}],
    }  # fmt: skip
    card = {**CARD, "delivery": delivery}
    return Report(
        META, [*turns(), *talk], card, LATENCY, recording(100.0), "# Design\n```\na  ->  b\n```",
        {"fraud-detection": "Payment fraud"},
    )  # fmt: skip


def nasty() -> Report:
    said = [replace(turn, text=NASTY, words=()) for turn in turns()]
    wrong = [{"text": NASTY, "evidence": []}]
    return Report(META, said, {**CARD, "wrong_claims": wrong, "first_gap": NASTY}, LATENCY, "", NASTY)


REPORTS: dict[str, Callable[[], Report]] = {
    "rich": rich,
    "nasty": nasty,
    "empty": lambda: Report(META, [], None, {"turns": []}),
    "unscored": lambda: Report(META, turns(), None, LATENCY),
}


def opened(chromium: Browser, report: Report, folder: Path) -> None:
    page = folder / "report.html"
    page.write_text(to_html(report), encoding="utf-8")
    chromium.open(page)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_report_is_quiet_asks_nobody_and_keeps_nobody_out(
    chromium: Browser, tmp_path: Path, name: str, dark: bool
) -> None:
    chromium.dark(dark)
    opened(chromium, REPORTS[name](), tmp_path)
    assert chromium.barriers() == []
    assert chromium.complaints() == []
    assert all(address.startswith(("file:", "data:")) for address in chromium.requests())
    assert chromium.ask("window.hacked") is None


def test_foreign_words_stand_as_they_were_said(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, nasty(), tmp_path)
    said = chromium.driver.find_element(By.CSS_SELECTOR, "#turn-0 .said")
    assert said.text == NASTY
    assert said.get_attribute("dir") == "auto"


def test_every_quote_and_time_plays_its_moment(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, rich(), tmp_path)
    driver = chromium.driver
    WebDriverWait(driver, 20).until(
        lambda _: chromium.ask("document.getElementById('recording').readyState") > 0
    )
    links = driver.find_elements(By.CSS_SELECTOR, "blockquote [data-at], .who [data-at], .pace [data-at]")
    assert len(links) > 10
    for link in links:
        at = float(link.get_attribute("data-at") or "")
        if at > 100.0:
            continue  # the sample scorecard's own times are beyond the sample's recording
        driver.execute_script("arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", link)
        place = chromium.ask("document.getElementById('recording').currentTime")
        assert at <= place < at + 1.0
    driver.find_element(By.CSS_SELECTOR, "#turn-1 .who [data-at]").click()
    WebDriverWait(driver, 20).until(
        lambda _: chromium.ask("document.getElementById('recording').currentTime") > 10.2
    )
    assert not chromium.ask("document.getElementById('recording').paused")


def test_the_transcript_is_searched(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, rich(), tmp_path)
    search = chromium.driver.find_element(By.ID, "search")
    search.send_keys("labels")
    assert "1 of" in chromium.driver.find_element(By.ID, "found").text
    shown = [li for li in chromium.driver.find_elements(By.CSS_SELECTOR, ".turns li") if li.is_displayed()]
    assert [li.get_attribute("id") for li in shown] == ["turn-1"]


def test_the_keyboard_reaches_everything_that_can_be_clicked(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, rich(), tmp_path)
    unreachable = chromium.ask(
        "[...document.querySelectorAll('a[href], input, audio')]"
        ".filter(each => each.tabIndex < 0 && !each.closest('.timeline')).length"
    )
    assert unreachable == 0  # the timeline's bars lead where the transcript's times lead


def test_on_paper_everything_is_there_but_what_is_clicked(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, rich(), tmp_path)
    chromium.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        hidden = chromium.ask(
            "['.player', '.skip', '.scripted', 'main', '#transcript', '.timeline']"
            ".map(each => getComputedStyle(document.querySelector(each)).display === 'none')"
        )
        assert hidden == [True, True, True, False, False, False]
        assert base64.b64decode(chromium.driver.print_page()).startswith(b"%PDF")
    finally:
        chromium.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_without_scripts_all_text_can_be_read(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(to_html(rich()), encoding="utf-8")
    with browser(scripts=False) as chromium:
        chromium.open(page)
        body = chromium.driver.find_element(By.TAG_NAME, "body").text
        assert "Search" not in body  # it would do nothing
        for each in (
            "Payment fraud",
            "3.0 of 5",
            "labels come",
            "Think of delays.",
            "a  ->  b",
            "142 words a minute",
        ):
            assert each in body


def test_the_progress_page_is_quiet_asks_nobody_and_keeps_nobody_out(
    chromium: Browser, tmp_path: Path
) -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    results = [
        progress.Result(f"s{day}", now - timedelta(days=day), "fraud-detection", CARD) for day in (9, 5, 1)
    ]
    page = tmp_path / "progress.html"
    page.write_text(progress.to_html(progress.measure(results, ["fraud-detection"], now)), encoding="utf-8")
    for dark in (False, True):
        chromium.dark(dark)
        chromium.open(page)
        assert chromium.barriers() == []
        assert chromium.complaints() == []
        assert all(address.startswith(("file:", "data:")) for address in chromium.requests())


def test_what_would_be_wrong_is_found(chromium: Browser, tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text(
        "<html><body style='background:#fff'><p style='color:#eee'>faint</p><img src='http://127.0.0.1:9/x.png'>"
        "<script>undefinedName()</script></body></html>",
        encoding="utf-8",
    )
    chromium.dark(False)
    chromium.open(page)
    rules = {barrier.partition(":")[0] for barrier in chromium.barriers()}
    assert {"color-contrast", "image-alt", "html-has-lang"} <= rules
    assert any("undefinedName" in said for said in chromium.complaints())
    assert any(address.startswith("http:") for address in chromium.requests())
