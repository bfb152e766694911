"""Recognisers on recorded answers: the toy Whisper word for word, PocketSphinx roughly, silence as nothing."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.engines.test_cuda import FakeGpu
from tests.paths import DATA
from voice_interviewer.engines.pocketsphinx import PocketSphinxTranscriber
from voice_interviewer.engines.wavefile import read_audio
from voice_interviewer.engines.whisper import WhisperTranscriber, invented, leaked
from voice_interviewer.errors import PartMissing, RecogniserError
from voice_interviewer.ports import transcribe
from voice_interviewer.values import Term, Transcript, Utterance

TOY = DATA / "whisper-toy"
AUDIO = DATA / "audio"
WORDS = dict(line.split("\t") for line in (AUDIO / "answers.tsv").read_text().splitlines() if "\t" in line)
ANSWERS = sorted(path.name for path in AUDIO.glob("[0-9]*.wav"))


@pytest.fixture(scope="module")
def toy() -> WhisperTranscriber:
    transcriber = WhisperTranscriber(TOY, "toy", "cpu", prompts=False)
    transcriber.prepare([Term("Redis")])
    return transcriber


@pytest.fixture(scope="module")
def sphinx() -> Iterator[PocketSphinxTranscriber]:
    transcriber = PocketSphinxTranscriber()
    transcriber.prepare(
        [Term("Redis", phones="R EH D IH S"), Term("feature store"), Term("Bad", phones="QQ")]
    )
    transcribe(transcriber, Utterance(read_audio(AUDIO / "49-to-handle-data-drift.wav"), 0))  # sets the level
    yield transcriber
    transcriber.close()


@pytest.mark.parametrize("name", ANSWERS)
def test_the_toy_whisper_hears_its_sentences_word_for_word(toy: WhisperTranscriber, name: str) -> None:
    heard = transcribe(toy, Utterance(read_audio(AUDIO / name), 16_000))
    assert heard.text == WORDS[name]
    assert heard.confidence is not None
    assert heard.confidence > 0.5
    if heard.words:
        assert heard.words[0].start >= 1.0


def test_silence_is_no_words(toy: WhisperTranscriber) -> None:
    random = np.random.default_rng(0)
    for level in (0.0, 1e-4, 3e-3):
        silence = (random.standard_normal(32_000) * level).astype(np.float32)
        assert transcribe(toy, Utterance(silence, 0)).text == ""


class Spy:
    """Stands where the model stands, to see what it is asked."""

    def __init__(self, text: str = "we use redis") -> None:
        self.asked: list[dict[str, Any]] = []
        self._text = text
        self.text_without = "clean words"

    def transcribe(self, samples: Any, **options: Any) -> Any:
        self.asked.append(options)
        text = self._text if options["hotwords"] else self.text_without
        segment = SimpleNamespace(
            text=text, words=(), avg_logprob=-0.2, no_speech_prob=0.0, compression_ratio=1.0
        )
        return iter([segment]), None


def with_spy(monkeypatch: pytest.MonkeyPatch, prompts: bool, spy: Spy) -> WhisperTranscriber:
    monkeypatch.setattr("faster_whisper.WhisperModel", lambda *_, **__: spy)
    transcriber = WhisperTranscriber(TOY, "toy", "cpu", prompts=prompts)
    transcriber.prepare([Term("Redis"), Term("Kafka"), Term("Flink"), Term("XGBoost")])
    return transcriber


@pytest.mark.parametrize("prompts", [True, False])
def test_the_glossary_goes_along_only_where_the_model_was_trained_with_prompts(
    monkeypatch: pytest.MonkeyPatch, prompts: bool
) -> None:
    spy = Spy()
    transcribe(with_spy(monkeypatch, prompts, spy), Utterance(np.full(32_000, 0.1, np.float32), 0))
    assert (spy.asked[-1]["hotwords"] is not None) == prompts
    assert spy.asked[-1]["condition_on_previous_text"] is False


def test_a_glossary_that_leaked_into_the_text_is_heard_again_without(monkeypatch: pytest.MonkeyPatch) -> None:
    spy = Spy("Redis, Kafka, Flink, XGBoost")
    transcriber = with_spy(monkeypatch, True, spy)
    assert transcribe(transcriber, Utterance(np.full(32_000, 0.1, np.float32), 0)).text == "clean words"


def test_an_answer_that_uses_the_glossary_is_no_leak() -> None:
    assert not leaked("i would keep the counts in Redis and stream with Kafka", "Redis, Kafka, Flink")
    assert not leaked("Redis", "Redis, Kafka")
    assert not leaked("Kafka, then Redis", "Redis, Kafka, Flink")


@pytest.mark.parametrize(
    "text", ["Redis, Kafka, Flink.", "i would say redis kafka flink", "feature store Redis Kafka"]
)
def test_terms_in_a_row_as_the_glossary_has_them_are_a_leak(text: str) -> None:
    assert leaked(text, "feature store, Redis, Kafka, Flink")


@pytest.mark.parametrize(("doubt", "expected"), [(0.05, False), (0.5, True)])
def test_a_sentence_whisper_invents_is_dropped_only_in_doubt(doubt: float, expected: bool) -> None:
    segment = SimpleNamespace(
        text=" Thank you.", no_speech_prob=doubt, avg_logprob=-0.3, compression_ratio=1.0
    )
    assert invented(segment) is expected


@pytest.mark.parametrize(
    "text",
    [
        " Thanks for watching!",
        " Don't forget to like and subscribe.",
        " Subtitles by the Amara.org community",
    ],
)
def test_the_last_words_of_a_video_are_dropped_without_any_doubt(text: str) -> None:
    assert invented(SimpleNamespace(text=text, no_speech_prob=0.0, avg_logprob=-0.1, compression_ratio=1.0))


def test_a_text_that_goes_round_in_circles_is_dropped() -> None:
    segment = SimpleNamespace(text=" so so so", no_speech_prob=0.0, avg_logprob=-0.1, compression_ratio=3.0)
    assert invented(segment)


@pytest.mark.parametrize(("seconds", "calls"), [(2.0, 2), (6.0, 1)])
def test_only_an_utterance_that_may_be_one_word_is_heard_twice(
    monkeypatch: pytest.MonkeyPatch, seconds: float, calls: int
) -> None:
    spy = Spy()
    transcriber = with_spy(monkeypatch, False, spy)
    spy.text_without = ""
    before = len(spy.asked)
    transcribe(transcriber, Utterance(np.full(round(seconds * 16_000), 0.1, np.float32), 0))
    assert len(spy.asked) - before == calls


class GpuTrouble(Spy):
    """Loads anywhere but on the GPU, as a model too large for it does."""

    def __init__(self, on_gpu: Exception | None = None) -> None:
        super().__init__()
        self.loaded: list[tuple[str, str]] = []
        self._on_gpu = on_gpu

    def load(self, _: str, *, device: str, compute_type: str, **__: Any) -> "GpuTrouble":
        self.loaded.append((device, compute_type))
        if device == "cuda" and self._on_gpu is not None:
            raise self._on_gpu
        return self


@pytest.mark.parametrize(
    ("device", "gpu", "where", "note"),
    [
        ("auto", FakeGpu(), ("cuda", "float16"), ""),
        ("cuda", FakeGpu(), ("cuda", "float16"), ""),
        ("cpu", FakeGpu(), ("cpu", "int8"), ""),
        ("auto", FakeGpu(count=0), ("cpu", "int8"), ""),
        ("auto", FakeGpu(lacks="cuBLAS 12"), ("cpu", "int8"), "cuBLAS 12"),
    ],
)
def test_whisper_runs_on_the_gpu_where_it_can_and_says_why_not_otherwise(
    monkeypatch: pytest.MonkeyPatch, device: str, gpu: FakeGpu, where: tuple[str, str], note: str
) -> None:
    spy = GpuTrouble()
    monkeypatch.setattr("faster_whisper.WhisperModel", spy.load)
    transcriber = WhisperTranscriber(TOY, "toy", device, prompts=False, gpu=gpu)
    transcriber.prepare([])
    assert spy.loaded == [where]
    assert transcriber.name == f"whisper toy ({'GPU' if where[0] == 'cuda' else 'CPU'})"
    assert note in transcriber.note
    assert bool(transcriber.note) == bool(note)


@pytest.mark.parametrize("gpu", [FakeGpu(count=0), FakeGpu(lacks="cuBLAS 12")])
def test_a_gpu_that_was_asked_for_by_name_and_cannot_be_used_is_a_missing_part(gpu: FakeGpu) -> None:
    with pytest.raises(PartMissing, match="GPU") as caught:
        WhisperTranscriber(TOY, "toy", "cuda", prompts=False, gpu=gpu)
    assert caught.value.exit_status == 3
    assert "--device auto" in caught.value.remedy


def test_a_gpu_that_fails_in_loading_gives_way_to_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    spy = GpuTrouble(RuntimeError("CUDA failed with error out of memory"))
    monkeypatch.setattr("faster_whisper.WhisperModel", spy.load)
    transcriber = WhisperTranscriber(TOY, "toy", "auto", prompts=False, gpu=FakeGpu())
    transcriber.prepare([])
    assert spy.loaded == [("cuda", "float16"), ("cpu", "int8")]
    assert transcriber.name == "whisper toy (CPU)"
    assert "out of memory" in transcriber.note
    assert transcriber.note.endswith(".")


def test_a_gpu_asked_for_by_name_does_not_give_way(monkeypatch: pytest.MonkeyPatch) -> None:
    spy = GpuTrouble(RuntimeError("CUDA failed with error out of memory"))
    monkeypatch.setattr("faster_whisper.WhisperModel", spy.load)
    with pytest.raises(PartMissing, match="out of memory"):
        WhisperTranscriber(TOY, "toy", "cuda", prompts=False, gpu=FakeGpu()).prepare([])
    assert spy.loaded == [("cuda", "float16")]


@pytest.mark.parametrize("missing", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_folder_without_one_of_its_files_is_named(tmp_path: Path, missing: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(TOY, folder)
    (folder / missing).unlink()
    with pytest.raises(PartMissing, match=f"{missing}.*models list"):
        WhisperTranscriber(folder, "toy", "cpu", prompts=False)


def test_a_broken_model_is_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(TOY, folder)
    (folder / "model.bin").write_bytes(b"nonsense")
    with pytest.raises(RecogniserError, match="does not load: its files are damaged") as caught:
        WhisperTranscriber(folder, "toy", "cpu", prompts=False).prepare([])
    assert "binary" not in str(caught.value)
    assert "--device" not in str(caught.value)


def test_pocketsphinx_hears_a_clear_command_as_it_comes(sphinx: PocketSphinxTranscriber) -> None:
    samples = read_audio(AUDIO / "16-can-we-skip-this.wav")
    recognition = sphinx.begin(32_000)
    partials = [recognition.accept(samples[at : at + 3200]) for at in range(0, len(samples), 3200)]
    heard = recognition.finish()
    assert heard.text == "can we skip this question"
    assert any(partials[:-2])
    assert 2.0 < heard.words[0].start < heard.words[-1].end < 2.0 + len(samples) / 16_000 + 0.1


def test_pocketsphinx_learns_the_glossary_it_can_pronounce(sphinx: PocketSphinxTranscriber) -> None:
    assert sphinx.added == ["redis", "feature_store"]
    heard = transcribe(sphinx, Utterance(read_audio(AUDIO / "48-we-need-a-online.wav"), 0))
    assert "feature store" in heard.text


def test_a_glossary_term_is_written_as_the_glossary_has_it_one_word_at_a_time(
    sphinx: PocketSphinxTranscriber,
) -> None:
    words = transcribe(sphinx, Utterance(read_audio(AUDIO / "48-we-need-a-online.wav"), 0)).words
    at = [word.w for word in words].index("feature")
    assert words[at + 1].w == "store"
    assert words[at].start < words[at].end == words[at + 1].start < words[at + 1].end


def test_pocketsphinx_says_how_sure_it_is(sphinx: PocketSphinxTranscriber) -> None:
    clear = transcribe(sphinx, Utterance(read_audio(AUDIO / "16-can-we-skip-this.wav"), 0))
    unclear = transcribe(sphinx, Utterance(read_audio(AUDIO / "61-because-of-stale-features.wav"), 0))
    assert clear.confidence is not None
    assert unclear.confidence is not None
    assert 0.0 <= unclear.confidence < clear.confidence <= 1.0


@pytest.mark.parametrize("level", [0.0, 1e-3, 1e-2, 5e-2])
def test_pocketsphinx_makes_nothing_of_silence_and_steady_noise(
    sphinx: PocketSphinxTranscriber, level: float
) -> None:
    noise = (np.random.default_rng(0).standard_normal(32_000) * level).astype(np.float32)
    assert transcribe(sphinx, Utterance(noise, 0)) == Transcript("")


def test_an_utterance_without_audio_has_no_words(sphinx: PocketSphinxTranscriber) -> None:
    assert sphinx.begin(0).finish() == Transcript("")


def test_an_utterance_given_up_does_not_stop_the_next(sphinx: PocketSphinxTranscriber) -> None:
    samples = read_audio(AUDIO / "16-can-we-skip-this.wav")
    sphinx.begin(0).accept(samples)
    assert transcribe(sphinx, Utterance(samples, 0)).text == "can we skip this question"


def test_the_first_two_seconds_set_the_level_before_any_word_is_told() -> None:
    samples = np.concatenate(
        [read_audio(AUDIO / name) for name in ("16-can-we-skip-this.wav", "lj001-0002.wav")]
    )
    with closing(PocketSphinxTranscriber()) as cold:
        cold.prepare([])
        first = cold.begin(0)
        assert first.accept(samples[:16_000]) is None
        assert first.accept(samples[16_000:])
        assert first.finish().text.startswith("can we skip this question")
        assert cold.begin(0).accept(samples[:16_000])


def test_pocketsphinx_hears_nothing_before_it_is_loaded() -> None:
    with pytest.raises(RecogniserError, match="not loaded"):
        PocketSphinxTranscriber().begin(0)
