"""Every check of a problem and of a track: the mistake, its line, and what to do."""

from pathlib import Path

import pytest

from tests.paths import DATA, ROOT
from voice_interviewer.bank import Mistake, check, load_track
from voice_interviewer.bank.checks import LINE_SLOTS

PROBLEM = (DATA / "bank" / "late-orders.yaml").read_text(encoding="utf-8")
TRACK = (DATA / "bank" / "tracks" / "data-pipelines.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one's own with a sound problem and a sound track."""
    (tmp_path / "tracks").mkdir()
    (tmp_path / "late-orders.yaml").write_text(PROBLEM, encoding="utf-8")
    (tmp_path / "tracks" / "data-pipelines.yaml").write_text(TRACK, encoding="utf-8")
    assert check(tmp_path) == ()
    return tmp_path


def changed(folder: Path, file: str, old: str, new: str) -> tuple[int, tuple[Mistake, ...]]:
    """The line of the first change, and what `check` says of the file after it."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1, check(path)


PROBLEM_MISTAKES = [
    # form
    ("title:", "titel:", "“titel” is not a field", "“title”"),
    ("summary: Load", "summery: Load", "“summery” is not a field", "“summary”"),
    ("difficulty: easy", "difficulty: simple", "'easy', 'medium' or 'hard'", "Choose"),
    ("title: A table of yesterday's orders", "title: 7", "“title” should be text", "quotes"),
    ("title: A table of yesterday's orders", "title: [x]", "“title” should be text", "quotes"),
    ("phrases: [append|insert rows|table]", "phrases: append", "“phrases” should be a list", "brackets"),
    ("phrases: [append|insert rows|table]", "phrases: [9]", "An entry of “phrases” should be text", "quotes"),
    ("{level: 1,", "{level: one,", "“level” should be a whole number", "digits"),
    ("{level: 1,", "{level: 1.5,", "“level” should be a whole number", "digits"),
    ("{level: 1,", "{levle: 1,", "“levle” is not a field", "“level”"),
    ("ground: []", "ground: [x]", "An entry of “ground” should have fields", "name: value"),
    ("say: The shops now open at five.", "say: The shops, which open at five.", "stands alone", "quotes"),
    (
        "track: data-pipelines\ntitle: A table of yesterday's orders\n",
        "track: data-pipelines\n",
        "“title” is missing",
        "README",
    ),
    ("short_question: Design a", "short_question: 2 # Design a", "“short_question” should be text", "quotes"),
    ("dimensions: [purpose]}", "dimensions: [{x: y}]}", "An entry of “dimensions” should be text", "quotes"),
    ("track: data-pipelines", "slug: mine", "“slug” is not written here", "Remove"),
    ("say: About three", "settles: [reader], say: About three", "no ground “reader”", "“readers”"),
    ("ground: []", "ground: []\nstates: [reader]", "no ground “reader”", "“readers”"),
    # content
    ("track: data-pipelines", "track: data-pipeline", "no track “data-pipeline”", "“data-pipelines”"),
    ("track: data-pipelines", "track: zzz", "no track “zzz”", "Known: "),
    ("question: Every shop", "question: Every *shop*", "no voice can say", "aloud"),
    ("short_question: Design", "short_question: " + "so " * 60 + "design", "words", "shorter"),
    ("phrases: [how-many orders|shops, scale|volume]", "phrases: []", "no pattern", "ways of saying"),
    ("scale|volume", "(scale", "not a word", "letters"),
    ("say: About three", "say: About *three", "no voice can say", "aloud"),
    ("hints:\n  - {level: 1,", "hints:\n  - {level: 2,", "four hints", "reorder"),
    ("Think about what happens", "word " * 60 + "Think about what happens", "words", "shorter"),
    ("dimensions: [reliability], say: Split", "dimensions: [], say: Split", "gives away", "at least one"),
    (
        "dimensions: [reliability], say: Split",
        "dimensions: [reliabilty], say: Split",
        "no dimension",
        "“reliability”",
    ),
    (
        "dimension: reliability, phrases",
        "dimension: framing, phrases",
        "no dimension “framing”",
        "Known: purpose",
    ),
    (
        "{id: append,",
        "{id: late, dimension: purpose, phrases: [x], ask: Why?, why: y}\n  - {id: late,",
        "twice",
        "",
    ),
    (
        "ask: What does the second run of the night do?",
        "ask: What? Why?",
        "more than one question",
        "one question",
    ),
    ("What changes?", "What changes and why <now>?", "no voice can say", "aloud"),
    ("dimensions: [purpose]}", "dimensions: [porpoise]}", "no dimension “porpoise”", "“purpose”"),
    ("AY D AH M", "AY D UH2 M", "“UH2” should be “UH”", "stress"),
    ("misheard: [item potent]", "misheard: [Idempotent]", "its own mishearing", "Remove"),
    ("term: idempotent", 'term: " "', "A term is empty", "Write"),
    (
        "  - {term: idempotent",
        "  - {term: Kafka}\n  - {term: kafka}\n  - {term: idempotent",
        "“kafka” is there twice",
        "",
    ),
]


@pytest.mark.parametrize(("old", "new", "words", "remedy"), PROBLEM_MISTAKES)
def test_a_mistake_in_a_problem_is_found(folder: Path, old: str, new: str, words: str, remedy: str) -> None:
    line, found = changed(folder, "late-orders.yaml", old, new)
    told = [one for one in found if words in one.message]
    assert told, [str(one) for one in found]
    assert abs(told[0].line - line) <= new.count("\n")
    assert remedy in told[0].remedy


GROUND = """ground:
  - id: late
    phase: design
    dimension: reliability
    anchor: 3
    title: Late events
    phrases: [late events]
    ask: [What if something is late?]
    sounds_like: Late events go to their own day.
"""
GROUND_MISTAKES = [
    ("phase: design", "phase: desing", 3, "no phase “desing”"),
    (
        "dimension: reliability\n    anchor",
        "dimension: relibility\n    anchor",
        4,
        "no dimension “relibility”",
    ),
    ("anchor: 3", "anchor: 4", 5, "“anchor” should be 3 or 5"),
    ("phrases: [late events]", "phrases: []", 7, "no pattern"),
    ("ask: [What if something is late?]", "ask: []", 2, "no question in “ask”"),
    ("ask: [What if something is late?]", "ask: [What? If?]", 8, "more than one question"),
    ("sounds_like: Late", "sounds_like: <Late>", 9, "no voice can say"),
    ("    sounds_like: Late events go to their own day.\n", "", 2, "A spoken line is empty"),
    ("id: late", "id: Late Events", 2, "not a short name"),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), GROUND_MISTAKES)
def test_a_mistake_in_ground_is_found(folder: Path, old: str, new: str, line: int, words: str) -> None:
    at = PROBLEM[: PROBLEM.index("ground: []")].count("\n")
    _, found = changed(folder, "late-orders.yaml", "ground: []\n", GROUND.replace(old, new))
    assert [(one.line, words in one.message) for one in found][:1] == [(at + line, True)], [
        str(one) for one in found
    ]


def test_sound_ground_of_ones_own_is_taken(folder: Path) -> None:
    assert changed(folder, "late-orders.yaml", "ground: []\n", GROUND)[1] == ()


TRACK_MISTAKES = [
    ("minutes_60: 20", "minutes_60: 0", "above 0", ""),
    ("minutes_45: 15", "minutes_45: long", "should be a number", "8 or 7.5"),
    ("dimensions: [purpose]", "dimensions: [purpos]", "no dimension “purpos”", "“purpose”"),
    (
        "opening: [Who needs this table, and by when?]",
        "opening: []",
        "“opening” has no variant",
        "at least one",
    ),
    ("handover: [Now to the design.]", "handover: []", "“handover” has no variant", "at least one"),
    ("slug: scope", "slug: Scope", "not a short name", "hyphens"),
    ("slug: design", "slug: scope", "“scope” is there twice", ""),
    (
        "      5: The candidate also says",
        "      4: The candidate also says",
        "anchors 1, 3 and 5",
        "one sentence",
    ),
    (
        "- id: reliability\n    title: Reliability",
        "- id: purpose\n    title: Reliability",
        "“purpose” is there twice",
        "",
    ),
    ("id: repeatable", "id: readers", "“readers” is there twice", ""),
    ("id: repeatable", "id: scope", "“scope” is there twice", ""),
    ("id: late-data", "id: readers", "“readers” is there twice", ""),
    ("when: raised", "when: sometimes", "“when” should be", "Choose"),
    (
        "handover: [Now to the design.]",
        "handover: [Now on.]\n    leads_to: [reader]",
        "no ground “reader”",
        "“readers”",
    ),
    ("when: raised", "when: raised\n    leads_to: [reader]", "no ground “reader”", "“readers”"),
    ("when: raised", 'when: raised\n    leads_to: [readers, ""]', "differ in length", "one ground for each"),
    ("when: raised", "when: raised\n    called: the *nightly* job", "no voice can say", "aloud"),
    ("when: raised", "when: premature", "needs ground", "Name"),
    ("when: raised", "when: missing", "needs ground", "Name"),
    ("when: raised", "when: missing\n    ground: [reader]", "no ground “reader”", "“readers”"),
    ("when: raised", "when: raised\n    after: 1.5", "above 0 and at most 1", "half"),
    ("phrases: [daily|nightly job|run|batch]", "phrases: []", "no pattern", "ways of saying"),
    (
        "ask: [An event arrives two days late. Where does it end up?]",
        "ask: []",
        "A probe asks something",
        "at least one",
    ),
    ("  pause: [Paused.]\n", "", "“pause” has no line", "at least one"),
    ("  pause: [Paused.]\n", "  pause: []\n", "“pause” has no line", "at least one"),
    ("  pause: [Paused.]\n", "  pause: [Paused.]\n  puase: [Paused.]\n", "no line “puase”", "“pause”"),
    ("[Good morning.]", "[Good morning _all_.]", "no voice can say", "aloud"),
    ("About {minutes} left.", "Not much left.", "{minutes} is missing", "fills in"),
    ("About {minutes} left.", "About {minutes} of {all} left.", "{all} is filled by nothing", "{minutes}"),
    ("warm_up: []", "warm_up: [What? Why?]", "more than one question", "one question"),
    ("reliability: design}", "reliability: desing}", "no phase “desing”", "“design”"),
    (
        "dimensions: [reliability]}",
        "dimensions: [trust]}",
        "no dimension “trust”",
        "Known: purpose, reliability",
    ),
    ("persona: |", "persno: |", "“persno” is not a field", "“persona”"),
    ("    title: Purpose\n", "    titel: Purpose\n", "“titel” is not a field", "“title”"),
    ("title: Data pipeline design", "id: mine", "“id” is not written here", "Remove"),
]


@pytest.mark.parametrize(("old", "new", "words", "remedy"), TRACK_MISTAKES)
def test_a_mistake_in_a_track_is_found(folder: Path, old: str, new: str, words: str, remedy: str) -> None:
    _, found = changed(folder, "tracks/data-pipelines.yaml", old, new)
    told = [one for one in found if words in one.message]
    assert told, [str(one) for one in found]
    assert remedy in told[0].remedy


def test_a_mistake_deep_in_a_track_has_its_own_line(folder: Path) -> None:
    line, found = changed(
        folder, "tracks/data-pipelines.yaml", "  pause: [Paused.]", "  pause: [Paused (now).]"
    )
    assert [one.line for one in found] == [line]


def test_a_track_without_phases_is_refused(folder: Path) -> None:
    start, end = TRACK.index("phases:"), TRACK.index("rubric:")
    _, found = changed(folder, "tracks/data-pipelines.yaml", TRACK[start:end], "phases: []\n")
    assert any("no phase." in one.message for one in found)


def test_a_phase_that_nothing_is_expected_in_is_told(folder: Path) -> None:
    start, end = TRACK.index("  - id: repeatable"), TRACK.index("probes:")
    changed(folder, "tracks/data-pipelines.yaml", TRACK[start:end], "")
    found = check(folder / "late-orders.yaml")
    assert ["No ground belongs to the phase “design”." in one.message for one in found] == [True]


def test_every_mistake_of_a_file_is_listed_in_order_of_lines(folder: Path) -> None:
    changed(folder, "late-orders.yaml", "AY D AH M", "AY D UH2 M")
    changed(folder, "late-orders.yaml", "About three", "About *three")
    _, found = changed(folder, "late-orders.yaml", "{level: 2,", "{level: 3,")
    assert len(found) == 3
    assert [one.line for one in found] == sorted(one.line for one in found)


def test_a_name_that_is_no_slug_is_told(folder: Path) -> None:
    path = folder / "Late Orders.yaml"
    path.write_text(PROBLEM, encoding="utf-8")
    assert ["small letters" in one.remedy for one in check(path)] == [True]


def test_a_list_in_place_of_a_file_s_fields_is_told(tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    path.write_text("- x\n- y\n", encoding="utf-8")
    (mistake,) = check(path)
    assert "name: value" in mistake.message


def test_a_problem_may_name_the_tracks_that_ship_and_those_of_the_user(folder: Path, tmp_path: Path) -> None:
    alone = tmp_path / "elsewhere" / "late-orders.yaml"
    alone.parent.mkdir()
    alone.write_text(PROBLEM, encoding="utf-8")
    assert ["no track" in one.message for one in check(alone)] == [True]
    assert check(alone, folder) == ()


def test_the_rubric_s_id_changes_with_its_anchors(folder: Path) -> None:
    path = folder / "tracks" / "data-pipelines.yaml"
    before = load_track(path).rubric.id
    assert before == "data-pipelines@" + before[-8:]
    assert int(before[-8:], 16) >= 0
    changed(path.parent, path.name, "title: Purpose", "title: Aim")
    assert load_track(path).rubric.id == before
    changed(path.parent, path.name, "every run succeeds", "each run succeeds")
    assert load_track(path).rubric.id != before


def test_the_example_in_the_readme_is_sound(tmp_path: Path) -> None:
    readme = (ROOT / "problems" / "README.md").read_text(encoding="utf-8")
    example = readme.split("```yaml\n")[1].split("```")[0]
    path = tmp_path / "delivery-times.yaml"
    path.write_text(example, encoding="utf-8")
    assert check(path) == ()


def test_the_readme_names_every_line_and_field() -> None:
    readme = (ROOT / "problems" / "README.md").read_text(encoding="utf-8")
    assert [key for key in LINE_SLOTS if f"`{key}`" not in readme] == []
