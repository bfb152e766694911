"""Settings: four sources, one order, and a sentence with its line for every mistake."""

from pathlib import Path

import pytest

from voice_interviewer.errors import SettingsError
from voice_interviewer.settings import OPTIONS, Settings, explain, load


def written(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_nothing_set_gives_the_defaults(tmp_path: Path) -> None:
    settings = load({}, {}, tmp_path / "none.toml")
    assert (settings.minutes, settings.stt, settings.recording) == (45, "auto", True)
    assert set(settings.sources.values()) == {"default"}


def test_the_command_line_beats_the_environment_beats_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, 'minutes = 10\nstt = "typed"\ntts = "none"\n')
    environ = {"VOICE_INTERVIEWER_MINUTES": "20", "VOICE_INTERVIEWER_STT": "whisper"}
    settings = load({"minutes": 30.0, "stt": None}, environ, file)
    assert (settings.minutes, settings.stt, settings.tts) == (30.0, "whisper", "none")
    assert settings.sources["minutes"] == "command line"
    assert settings.sources["stt"] == "VOICE_INTERVIEWER_STT"
    assert settings.sources["tts"] == str(file)


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        ('minutes = 20\nllm-modle = "x"\n', "line 2", "llm_model"),
        ("\n\nminutes = 4\n", "line 3", "from 5 to 120"),
        ('stt = "wisper"\n', "line 1", "Did you mean whisper"),
        ('headphones = "yes"\n', "line 1", "true or false"),
        ("minutes = true\n", "line 1", "number"),
        ('llm_api_key = "secret"\n', "line 1", "LLM_API_KEY"),
        ("minutes = = 3\n", "line 1", "Mend"),
        ("[zzz]\nmic = 1\n", "line 1", "settings"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(
    tmp_path: Path, text: str, line: str, remedy: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load({}, {}, written(tmp_path, text))
    assert line in caught.value.message
    assert remedy in caught.value.remedy
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "value"),
    [("MINUTES", "soon"), ("MINUTES", "nan"), ("HEADPHONES", "perhaps"), ("SEED", "1.5"), ("LLM", "gpt")],
)
def test_a_mistake_in_the_environment_names_the_variable(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"VOICE_INTERVIEWER_{variable}"):
        load({}, {f"VOICE_INTERVIEWER_{variable}": value}, tmp_path / "none.toml")


def test_a_variable_speaks_plainly(tmp_path: Path) -> None:
    environ = {
        "VOICE_INTERVIEWER_HEADPHONES": "yes",
        "VOICE_INTERVIEWER_RECORDING": "0",
        "VOICE_INTERVIEWER_SEED": "7",
    }
    settings = load({}, environ, tmp_path / "none.toml")
    assert (settings.headphones, settings.recording, settings.seed) == (True, False, 7)


@pytest.mark.parametrize(
    ("variable", "value", "kept"),
    [
        ("NO_RECORDING", "1", False),
        ("NO_RECORDING", "false", True),
        ("RECORDING", "no", False),
        ("RECORDING", "1", True),
    ],
)
def test_the_recording_can_be_refused_by_either_name(
    tmp_path: Path, variable: str, value: str, kept: bool
) -> None:
    environ = {f"VOICE_INTERVIEWER_{variable}": value}
    settings = load({}, environ, tmp_path / "none.toml")
    assert settings.recording is kept
    assert settings.sources["no_recording"] == f"VOICE_INTERVIEWER_{variable}"
    for name in (variable.lower(), variable.lower().replace("_", "-")):
        text = f"{name} = {'true' if value == '1' else 'false'}\n"
        assert load({}, {}, written(tmp_path, text)).recording is kept
    assert load({"no_recording": True}, environ, tmp_path / "none.toml").recording is False


def test_both_names_at_once_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="says again"):
        load({}, {}, written(tmp_path, "recording = true\nno-recording = true\n"))
    both = {"VOICE_INTERVIEWER_NO_RECORDING": "1", "VOICE_INTERVIEWER_RECORDING": "1"}
    with pytest.raises(SettingsError, match="VOICE_INTERVIEWER_RECORDING says again"):
        load({}, both, tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("variable", "near"),
    [
        ("VOICE_INTERVIEWER_NO_RECORDNG", "VOICE_INTERVIEWER_NO_RECORDING"),
        ("VOICE_INTERVIEWER_minutes", "VOICE_INTERVIEWER_MINUTES"),
    ],
)
def test_a_variable_that_sets_nothing_is_an_error(tmp_path: Path, variable: str, near: str) -> None:
    with pytest.raises(SettingsError, match=f"{variable} sets nothing") as caught:
        load({}, {variable: "1"}, tmp_path / "none.toml")
    assert near in caught.value.remedy
    others = {"VOICE_INTERVIEWER_VENV": "x", "VOICE_INTERVIEWER_MIRROR": "y", variable: "", "VOICE": "z"}
    load({}, others, tmp_path / "none.toml")


def test_a_home_is_found_wherever_a_path_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    file = written(tmp_path, 'out = "~/data"\nmic = "~/a.wav"\nfocus = "~/x"\n')
    settings = load({"stt_model": "~/model"}, {"VOICE_INTERVIEWER_VOICE": "~/b.onnx"}, file)
    assert settings.data_dir == tmp_path / "data"
    assert settings.mic == f"{tmp_path}/a.wav"
    assert settings.stt_model == f"{tmp_path}/model"
    assert settings.voice == f"{tmp_path}/b.onnx"
    assert settings.focus == "~/x"


@pytest.mark.parametrize(
    ("value", "said"),
    [("abc", "is “abc”, not a number"), ("3", "is 3"), ("nan", "is nan")],
)
def test_a_mistake_on_the_command_line_names_the_option(tmp_path: Path, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=f"The option --minutes {said}") as caught:
        load({"minutes": value}, {}, tmp_path / "none.toml")
    assert caught.value.remedy == "Use a number from 5 to 120."


def test_a_file_that_cannot_be_read_is_one_plain_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read: [a-z ]+\. Mend"):
        load({}, {}, tmp_path)
    file = tmp_path / "settings.toml"
    file.write_bytes(b"minutes = 20\n# caf\xe9\n")
    with pytest.raises(SettingsError, match="line 2: this is not UTF-8 text"):
        load({}, {}, file)


def test_a_device_may_be_given_by_its_number(tmp_path: Path) -> None:
    assert load({}, {}, written(tmp_path, "mic = 3\n")).mic == "3"


def test_the_key_comes_from_the_environment_and_is_never_shown(tmp_path: Path) -> None:
    settings = load({}, {"VOICE_INTERVIEWER_LLM_API_KEY": "secret"}, tmp_path / "none.toml")
    assert settings.llm_api_key == "secret"
    assert "secret" not in repr(settings)
    assert "secret" not in str(explain(settings))


def test_every_setting_is_explained_with_its_source(tmp_path: Path) -> None:
    rows = explain(load({"minutes": 30.0}, {}, tmp_path / "none.toml"))
    assert [name for name, _, _ in rows] == [name.replace("_", "-") for name in OPTIONS]
    assert ("minutes", "30", "command line") in rows
    assert ("no-recording", "false", "default") in rows


def test_out_replaces_the_data_folder() -> None:
    assert Settings(out="here").data_dir == Path("here")


@pytest.mark.parametrize("value", ["[" * 3000, "9" * 400, "9" * 5000], ids=["nested", "huge", "longer"])
def test_values_beyond_reading_are_refused_in_a_sentence(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError, match=r"beyond reading|minutes"):
        load({}, {}, written(tmp_path, f"minutes = {value}\n"))
