"""Rehearsal scripts: what they say, and every mistake with its line."""

from pathlib import Path

import numpy as np
import pytest

from voice_interviewer.engines.wavefile import read_audio
from voice_interviewer.errors import AudioFileError, ScriptError
from voice_interviewer.rehearsal.candidate import Cue
from voice_interviewer.rehearsal.room import Room
from voice_interviewer.rehearsal.script import Script, lines, load, require_words
from voice_interviewer.rehearsal.tomllines import find_line
from voice_interviewer.resources import data_folder
from voice_interviewer.speech.frame import Samples, seconds

WHOLE = """\
problem = "fraud-detection"
minutes = 2.5
[room]
echo_db = -12
echo_delay_ms = 60
noise_db = -55
[[say]]
audio = "answers/01.wav"
words = "so first I would"
after = "interviewer"
delay = 1.2
[[say]]
text = "Stop there."
during = "interviewer"
delay = 1.5

[[say]]
audio = "answers/02.wav"
after = "previous"
delay = 2.5
"""
SHORT = 'problem = "x"\n[[say]]\ntext = "Hello."\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A script's folder with two sound files in it."""
    place = tmp_path / "scripts"
    (place / "answers").mkdir(parents=True)
    for name in ("01.wav", "02.wav"):
        (place / "answers" / name).write_bytes(b"sound")
    (tmp_path / "secret.wav").write_bytes(b"sound")
    return place


def script(folder: Path, text: str) -> Script:
    path = folder / "script.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def refusal(folder: Path, text: str) -> ScriptError:
    with pytest.raises(ScriptError) as caught:
        script(folder, text)
    return caught.value


def test_a_whole_script_is_read_as_written(folder: Path) -> None:
    read = script(folder, WHOLE)
    assert (read.problem, read.minutes) == ("fraud-detection", 2.5)
    assert read.room == Room(-12.0, 60.0, -55.0)
    first, second, third = read.says
    assert first.audio == folder.resolve() / "answers" / "01.wav"
    assert (first.words, first.cue, first.delay) == ("so first I would", Cue.AFTER_INTERVIEWER, 1.2)
    assert (second.audio, second.text, second.words) == (None, "Stop there.", "Stop there.")
    assert (second.cue, second.delay) == (Cue.DURING_INTERVIEWER, 1.5)
    assert (third.words, third.cue, third.delay) == ("", Cue.AFTER_PREVIOUS, 2.5)
    assert [say.line for say in read.says] == [7, 12, 17]


def test_all_but_the_problem_and_a_line_may_be_left_out(folder: Path) -> None:
    read = script(folder, SHORT)
    assert (read.minutes, read.room) == (None, Room(None, 80.0, -75.0))
    assert (read.says[0].cue, read.says[0].delay) == (Cue.AFTER_INTERVIEWER, 0.8)


def test_an_echo_without_a_delay_has_the_usual_one(folder: Path) -> None:
    assert script(folder, SHORT + "[room]\necho_db = -20\n").room == Room(-20.0, 80.0, -75.0)


def test_a_room_may_be_without_noise(folder: Path) -> None:
    assert script(folder, SHORT + '[room]\nnoise_db = "none"\n').room.noise_db is None


def test_a_script_saved_on_windows_is_read_the_same(folder: Path) -> None:
    path = folder / "script.toml"
    path.write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    assert load(path).says == script(folder, WHOLE).says


SAY = 'problem = "x"\n[[say]]\n'


@pytest.mark.parametrize(
    ("text", "line", "sentence", "remedy"),
    [
        ("problem = fraud\n", 1, "not TOML", "double quotes"),
        ('problem = "x"\nminutes =\n', 2, "not TOML", "double quotes"),
        ('problem = "x', 1, "not TOML", "double quotes"),
        ("", 1, "names no problem", 'problem = "fraud-detection"'),
        ('problem = ""\n' + SHORT[14:], 1, "problem needs some text", 'problem = "…"'),
        ("problem = 7\n" + SHORT[14:], 1, "problem needs some text", 'problem = "…"'),
        ('problem = "x"\nminuts = 3\n' + SHORT[14:], 2, "“minuts” means nothing", "Did you mean minutes"),
        ('problem = "x"\nzzz = 3\n' + SHORT[14:], 2, "“zzz” means nothing", "Known here: problem, minutes"),
        ('problem = "x"\n\nminutes = "20"\n' + SHORT[14:], 3, "minutes cannot be “20”", "without quotes"),
        ('problem = "x"\nminutes = 0\n' + SHORT[14:], 2, "minutes cannot be 0", "from 0.5 to 120"),
        ('problem = "x"\nminutes = nan\n' + SHORT[14:], 2, "minutes cannot be nan", "from 0.5 to 120"),
        ('problem = "x"\nminutes = true\n' + SHORT[14:], 2, "minutes cannot be true", "from 0.5 to 120"),
        ('problem = "x"\n', 1, "nothing to say", "[[say]]"),
        ('problem = "x"\nsay = "hello"\n', 2, "list of tables", "[[say]]"),
        ('problem = "x"\nsay = ["hello"]\n', 2, "list of tables", "[[say]]"),
        ('problem = "x"\nroom = -12\n' + SHORT[14:], 2, "room must be a table", "[room]"),
        (SHORT + "[room]\necho = -12\n", 5, "“echo” means nothing", "Did you mean echo_db"),
        (SHORT + "[room]\necho_db = -200\n", 5, "echo_db cannot be -200", "from -80 to 6"),
        (SHORT + "[room]\necho_delay_ms = 80\n", 5, "no echo to delay", "echo_db = -12"),
        (SHORT + '[room]\nnoise_db = "loud"\n', 5, "noise_db cannot be “loud”", '"none"'),
        (SHORT + "[room]\nnoise_db = 3\n", 5, "noise_db cannot be 3", "from -120 to -10"),
        (SAY + "delay = 1\n", 2, "says nothing", 'audio = "FILE.wav"'),
        (SAY + 'text = "a"\naudio = "answers/01.wav"\n', 3, "either audio or text", "Leave one"),
        (SAY + 'text = " "\n', 3, "text needs some text", 'text = "…"'),
        (SAY + 'text = "a"\nwords = 3\n', 4, "words needs some text", 'words = "…"'),
        (SAY + 'text = "a"\naftr = "previous"\n', 4, "“aftr” means nothing", "Did you mean after"),
        (SAY + 'text = "a"\nafter = "previus"\n', 4, "after cannot be “previus”", 'Did you mean "previous"'),
        (SAY + 'text = "a"\nafter = "qqq"\n', 4, "after cannot be “qqq”", '"interviewer" or "previous"'),
        (SAY + 'text = "a"\nafter = 3\n', 4, "after cannot be “3”", '"interviewer" or "previous"'),
        (
            SAY + 'text = "a"\nduring = "previous"\n',
            4,
            "during cannot be “previous”",
            'during = "interviewer"',
        ),
        (
            SAY + 'text = "a"\nduring = "interviewer"\nafter = "previous"\n',
            4,
            "either after or during",
            "Leave one",
        ),
        (SAY + 'text = "a"\ndelay = -1\n', 4, "delay cannot be -1", "from 0 to 600"),
        (SAY + 'audio = "answers/3.wav"\n', 3, "no sound file answers/3.wav", "Did you mean"),
        (SAY + 'audio = "elsewhere/zzzz.mp3"\n', 3, "no sound file", "from the script's folder"),
        (SAY + 'audio = "answers"\n', 3, "no sound file answers", "from the script's folder"),
        (SAY + 'audio = "../secret.wav"\n', 3, "outside the script's folder", "Copy the file"),
        (SAY + 'audio = "/etc/hosts"\n', 3, "outside the script's folder", "Copy the file"),
        (WHOLE + '[[say]]\ntext = "a"\ndelay = "b"\n', 23, "delay cannot be “b”", "without quotes"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_remedy(
    folder: Path, text: str, line: int, sentence: str, remedy: str
) -> None:
    error = refusal(folder, text)
    assert error.message.startswith(f"{folder / 'script.toml'}:{line}: ")
    assert sentence in error.message
    assert remedy in error.remedy
    assert error.exit_status == 2


def test_a_link_that_leads_out_of_the_folder_is_refused(folder: Path) -> None:
    (folder / "link.wav").symlink_to(folder.parent / "secret.wav")
    assert "outside" in refusal(folder, SAY + 'audio = "link.wav"\n').message


def test_a_missing_script_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match=r"no rehearsal script at .*nothing\.toml"):
        load(tmp_path / "nothing.toml")


def test_a_folder_is_no_script(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="cannot be read"):
        load(tmp_path)


def test_a_script_that_is_not_utf_8_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes('problem = "x"\n# café\n'.encode("latin-1"))
    with pytest.raises(ScriptError, match=r"latin\.toml:2: .*UTF-8"):
        load(path)


def test_a_file_far_too_large_is_not_read_through(tmp_path: Path) -> None:
    path = tmp_path / "huge.toml"
    path.write_bytes(b"#" * 300_000)
    with pytest.raises(ScriptError, match="too large"):
        load(path)


def test_a_line_is_looked_for_in_its_own_table() -> None:
    assert find_line(WHOLE, "say", 0, "delay") == 11
    assert find_line(WHOLE, "say", 2, "delay") == 20
    assert find_line(WHOLE, "room", 0, "noise_db") == 6
    assert find_line(WHOLE, "say", 2, "text") == 17
    assert find_line(WHOLE, "", 0, "minutes") == 2
    assert find_line(WHOLE, "", 0, "nothing") == 1
    assert find_line('a = 1\nsay = [{text = "x"}]\n', "say", 0, "text") == 2


# ---------------------------------------------------------------- as sound


def silence(count: int) -> Samples:
    return np.zeros(count, np.float32)


def test_lines_are_read_from_their_files_or_spoken_by_the_voice(folder: Path) -> None:
    ready = lines(
        script(folder, WHOLE), lambda path: silence(int(path.stem)), lambda text: silence(100 + len(text))
    )
    assert [len(line.samples) for line in ready] == [1, 100 + len("Stop there."), 2]
    assert [line.words for line in ready] == ["so first I would", "Stop there.", ""]
    assert (ready[1].cue, ready[1].delay) == (Cue.DURING_INTERVIEWER, 1.5)


def test_a_sound_file_that_cannot_be_used_is_told_with_the_line_that_names_it(folder: Path) -> None:
    def broken(path: Path) -> Samples:
        raise AudioFileError(f"{path.name} is empty.", "Record it again.")

    with pytest.raises(ScriptError, match=r"script\.toml:7: 01\.wav is empty\. Record it again\."):
        lines(script(folder, WHOLE), broken, lambda _: silence(0))


def test_the_script_recogniser_needs_every_line_s_words(folder: Path) -> None:
    require_words(script(folder, SHORT))
    with pytest.raises(ScriptError, match=r"script\.toml:17: ") as caught:
        require_words(script(folder, WHOLE))
    assert "words" in caught.value.remedy


# ---------------------------------------------------------------- the bundled demonstration


def demonstration() -> Script:
    return load(data_folder("problems") / "demo" / "demo.toml")


def test_the_demonstration_is_sound_small_and_tells_its_words() -> None:
    demo = demonstration()
    require_words(demo)
    ready = lines(demo, read_audio, lambda text: pytest.fail(f"not recorded: {text}"))
    assert demo.problem == "fraud-detection"
    assert 40.0 < sum(seconds(len(line.samples)) for line in ready) < 100.0
    assert sum(path.stat().st_size for path in demo.path.parent.iterdir()) < 2_000_000


def test_the_demonstration_s_folder_is_not_taken_for_a_problem() -> None:
    assert not list(demonstration().path.parent.glob("*.yaml"))


@pytest.mark.parametrize("value", ["[" * 3000, "9" * 5000], ids=["nested", "long"])
def test_values_beyond_reading_are_refused_in_a_sentence(tmp_path: Path, value: str) -> None:
    path = tmp_path / "script.toml"
    path.write_text(f'problem = "x"\nminutes = {value}\n', encoding="utf-8")
    with pytest.raises(ScriptError, match="beyond reading"):
        load(path)
