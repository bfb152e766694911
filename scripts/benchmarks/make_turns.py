"""Make tests/data/turns: clips of speech up to a pause, with what sort of pause it is.

    scripts/bench make_turns

Speech: the candidates' sentences of tests/transcripts by Flite's and eSpeak's voices, and real readers from the
shared reference folder. Where a word ends is found by forced alignment (PocketSphinx), so a clip that stops inside a
sentence has that sentence's melody. Halves are split by speaker, and by the author of the words. Needs `flite` and
`espeak-ng`; the same input gives the same sound, sample by sample (each file's serial number differs).
"""

import json
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
import pocketsphinx
import soundfile as sf
import soxr

from tests.paths import ROOT, SHARED
from tests.sounds import TURNS, Clip
from voice_interviewer.speech.frame import SAMPLE_RATE, Samples
from voice_interviewer.speech.sentences import sentences

VOICES: Final = {
    "tuning": ["flite:slt", "flite:rms"],
    "held-out": ["flite:awb", "flite:kal16", "espeak:en-us"],
}
MIX: Final = {
    "inside": 30,
    "unfinished": 30,
    "filler": 24,
    "sentence": 45,
    "thinking": 15,
    "finished": 45,
    "handed over": 20,
}
"""Clips of each sort in each half, beside those of real readers."""
LATEST: Final = 8.0
"""Seconds of a clip that are kept, from its end."""
_LEADING_ON = (
    "a an the my our their its and or but so because if when while that which to of for from with into in "
    "on by at is are was were be has have will would can could should i we they"
)
LEADING_ON: Final = frozenset(_LEADING_ON.split())
"""After one of these words no clause is complete."""
FILLERS: Final = ["um", "uh", "so", "and then", "you know", "i mean", "because", "and"]
THINKING: Final = [
    "Let me think.", "Let me think about that.", "Give me a minute.", "Give me a second.", "Hold on.", "One moment.",
    "I need a moment to think.", "Hmm, hold on.", "Let me think for a second.", "Can I think about that?",
    "Give me a moment, please.", "Just a second.", "Let me take a minute.", "I need to think about this.",
    "Wait, let me think.",
]  # fmt: skip
HANDING_OVER: Final = [
    "Does that make sense?", "That's my answer.", "Does that answer your question?", "What do you think?",
    "Should I go into more detail?", "Is that okay?", "That's all I have.", "Shall I go on?", "Over to you.",
    "I'm done.",
]  # fmt: skip
ORDINARY: Final = ("ordinary", "plain words", "wordy", "terse", "negations")
"""Kinds of transcripts whose words a person would say."""
READ: Final = {
    "tuning": {
        "lj": {
            "lj001-0004.wav": "produced the block books which were the immediate predecessors of the true printed book",
            "lj001-0006.wav": "and it is worth mention in passing that as an example of fine typography",
        },
    },
    "held-out": {
        "libri-2412": {
            "libri-2412-153948-0000.flac": "if the reader will excuse me i will say nothing of my antecedents nor of "
            "the circumstances which led me to leave my native country the narrative would be tedious to him and "
            "painful to myself",
        },
        "jfk": {
            "jfk.flac": "and so my fellow americans ask not what your country can do for you ask what you can do for "
            "your country",
        },
    },
}
"""Real readers, and what they read (the shared folder's README)."""


def main() -> int:
    if not SHARED.is_dir():
        print("This needs the shared reference folder beside the checkout.")
        return 2
    for old in TURNS.glob("*.ogg"):
        old.unlink()
    rows = [clip for half in VOICES for clip in (*spoken(half), *read(half))]
    (TURNS / "turns.jsonl").write_text(
        "".join(json.dumps(asdict(row)) + "\n" for row in rows), encoding="utf-8"
    )
    counts = Counter((row.half, row.sort, row.speaker) for row in rows)
    for (half, sort, speaker), count in sorted(counts.items()):
        print(f"{half:9} {sort:12} {speaker:14} {count}")
    size = sum(path.stat().st_size for path in TURNS.iterdir())
    print(f"{len(rows)} clips, {size / 1e6:.1f} MB")
    return 0


def spoken(half: str) -> Iterator[Clip]:
    """The synthetic voices' clips of one half, in the fixed mix."""
    chance = random.Random(half)
    said = answers(half)
    texts = {sort: list(of_sort(sort, list(said), chance)) for sort in MIX}
    for sort, wanted in MIX.items():
        made = 0
        for number, (text, words) in enumerate(texts[sort]):
            if made == wanted:
                break
            voice = VOICES[half][number % len(VOICES[half])]
            samples = say(voice, text)
            end = len(samples) if words is None else end_of_word(samples, text, words)
            if end is None:
                continue
            spoken_words = " ".join(plain(text)[:words])
            yield keep(
                samples[:end],
                Clip(f"{half}-{sort}-{made}".replace(" ", "-"), half, voice, sort, spoken_words),
            )
            made += 1
        if made < wanted:
            raise SystemExit(f"Only {made} clips of the sort “{sort}” in the {half} half.")


def of_sort(sort: str, whole: list[list[str]], chance: random.Random) -> Iterator[tuple[str, int | None]]:
    """Texts to speak, and after how many words to cut them (None: not at all)."""
    chance.shuffle(whole)
    for answer in whole:
        going_on, last = chance.choice(answer[:-1] or answer), answer[-1]
        if sort == "thinking":
            yield chance.choice(THINKING), None
        elif sort == "handed over":
            yield f"{last} {chance.choice(HANDING_OVER)}", None
        elif sort == "finished":
            yield last, None
        elif sort == "sentence" and len(answer) > 1:
            for one in answer[:-1]:
                yield one, None
        elif sort == "filler":
            words = plain(going_on)
            at = chance.randrange(4, max(5, len(words) - 2))
            yield " ".join([*words[:at], chance.choice(FILLERS)]), None
        elif sort in ("inside", "unfinished"):
            words = plain(going_on)
            cuts = [
                at
                for at in range(4, len(words) - 1)
                if (words[at - 1] in LEADING_ON) == (sort == "unfinished")
            ]
            if cuts:
                yield going_on, chance.choice(cuts)


def answers(half: str) -> list[list[str]]:
    """The sentences of 6 to 22 words of each of a half's candidates' turns that is not a question."""
    found = []
    for path in sorted((ROOT / "tests" / "transcripts").rglob("*.json")):
        if ("held-out" in path.parts) != (half == "held-out"):
            continue
        content = json.loads(path.read_text(encoding="utf-8"))
        if content.get("label", {}).get("kind", "junk") not in ORDINARY:
            continue
        for turn in content["turns"]:
            said = sentences(turn["text"]) if turn["speaker"] == "candidate" else []
            fit = [one for one in said if 6 <= len(plain(one)) <= 22]
            if fit and fit[-1] == said[-1] and not said[-1].endswith("?"):
                found.append(fit)
    return found


def read(half: str) -> Iterator[Clip]:
    """The real readers' clips: cut after every fifth word or so, and whole."""
    for speaker, files in READ[half].items():
        for name, text in files.items():
            samples, rate = sf.read(SHARED / "audio" / name, dtype="float32", always_2d=True)
            mono = np.asarray(soxr.resample(samples[:, 0], rate, SAMPLE_RATE), dtype=np.float32)
            words = text.split()
            for at in range(4, len(words) - 1, 3):
                sort = "unfinished" if words[at - 1] in LEADING_ON else "inside"
                end = end_of_word(mono, text, at)
                if end is not None:
                    identity = f"{speaker}-{Path(name).stem[-4:]}-{at}"
                    yield keep(mono[:end], Clip(identity, half, speaker, sort, " ".join(words[:at])))
            if speaker in ("libri-2412", "jfk"):
                end = end_of_word(mono, text, len(words))
                assert end is not None
                yield keep(mono[:end], Clip(f"{speaker}-whole", half, speaker, "finished", text))


def plain(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower().replace("\u2019", "'"))


def say(voice: str, text: str) -> Samples:
    """Speak a text; 16 kHz, without the silence around it."""
    program, name = voice.split(":")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "said.wav"
        command = ["flite", "-voice", name, "-t", text, "-o", str(out)] if program == "flite" else [
            "espeak-ng", "-v", name, "-s", "165", "-w", str(out), text]  # fmt: skip
        subprocess.run(command, check=True)
        samples, rate = sf.read(out, dtype="float32")
    voice_ = np.asarray(soxr.resample(samples, rate, SAMPLE_RATE), dtype=np.float32)
    loud = np.flatnonzero(np.abs(voice_) > 0.01 * np.abs(voice_).max())
    return voice_[loud[0] : loud[-1] + 1]


def end_of_word(samples: Samples, text: str, number: int) -> int | None:
    """The sample at which the `number`th word ends; None where a word is not in the dictionary."""
    decoder: Any = pocketsphinx.Decoder(lm=None, loglevel="FATAL")
    words = plain(text)
    if any(decoder.lookup_word(word) is None for word in words):
        return None
    decoder.set_align_text(" ".join(words))
    decoder.start_utt()
    decoder.process_raw((samples * 32767).astype(np.int16).tobytes(), full_utt=True)
    decoder.end_utt()
    found = [one for one in decoder.seg() or () if not one.word.startswith(("<", "["))]
    if len(found) != len(words):
        return None
    return (int(found[number - 1].end_frame) + 1) * SAMPLE_RATE // 100


def keep(samples: Samples, clip: Clip) -> Clip:
    """Write the clip's last seconds at -23 dBFS RMS."""
    last = samples[-round(LATEST * SAMPLE_RATE) :]
    last = last * (10 ** (-23 / 20) / float(np.sqrt(np.mean(last**2))))
    sf.write(
        TURNS / f"{clip.id}.ogg",
        np.clip(last, -1, 1),
        SAMPLE_RATE,
        format="OGG",
        subtype="VORBIS",
        compression_level=0.85,
    )
    return clip


if __name__ == "__main__":
    sys.exit(main())
