"""Voice commands: tolerant of slips, precise about meaning."""

import pytest

from tests.paths import SHARED, needs_shared
from voice_interviewer.interview.commands import detect
from voice_interviewer.values import Command

SAID = {
    Command.HINT: (
        "give me a hint",
        "could I get a hint?",
        "Um, can I have a hint please?",
        "i would like another hint",
        "another hint",
        "hint",
        "I need a hint on this",
        "would you give me a small hint",
        "help me out",
        "can you help me",
        "a hint would be great",
        "give me a hand",
        "can i have a hit please",
        "We watch the drift. Could I get a hint?",
        "so first the labels and then I'm lost could you give me a hint",
        "do you have any hints",
        "hint, hint please",
        "hint please, hint",
        "Hint. Hint. Hint.",
        "give me a hint, give me a hint",
        "Can I get a hint about the data?",
        "could you give me a hint on feature freshness",
    ),
    Command.REPEAT: (
        "could you repeat the question",
        "can you repeat that please",
        "say that again please",
        "Sorry, what was the question?",
        "I didn't catch that",
        "pardon",
        "come again",
        "once more please",
        "could you repeat the quest",
        "what did you say",
        "repeat the problem",
        "can you read the problem again",
        "what was the task again",
        "could you repeat the problem statement",
        "what was the problem again",
        "what's the problem again?",
        "can you remind me of the problem",
        "can you repeat the whole problem please",
        "repeat, repeat",
    ),
    Command.REPHRASE: (
        "could you rephrase that",
        "can you put it differently",
        "I don't understand the question",
        "what do you mean by that",
        "I'm not sure what you mean",
        "could you ask that in a different way",
        "Can you explain that again?",
        "can you rephrase?",
        "could you explain the question",
    ),
    Command.SLOWER: (
        "slower please",
        "can you speak more slowly",
        "slow down a bit",
        "you're talking too fast",
        "too fast",
    ),
    Command.EASIER: (
        "i would like an easier problem",
        "can we make this easier",
        "make this easier",
        "something easier please",
        "this is too hard for me",
        "I'd prefer a simpler one",
    ),
    Command.HARDER: (
        "i would like a harder problem",
        "can we make this harder",
        "make it a bit harder",
        "this is too easy",
        "give me a more difficult one",
    ),
    Command.SKIP: (
        "skip this question",
        "can we skip this",
        "let's move on",
        "lets move on to the next problem",
        "next question please",
        "skip",
        "pass",
        "can we ship this question",
        "I would keep it in a cache, so let's move on",
        "let's move on to serving",
    ),
    Command.THINK: (
        "let me think about that for a minute",
        "let me think about caching",
        "can i think about that",
        "could i just think",
        "give me a moment to think",
        "i need a second to think",
        "hold on let me think",
        "stop",
        "stop, stop",
        "stop talking please",
        "hmm, hold on",
        "give me a minute",
        "wait",
        "one second",
        "I would start with the data. Let me think.",
    ),
    Command.DONE: (
        "that's my answer",
        "i think that is my answer",
        "I'm done",
        "that is all I have",
        "that is all i have for now",
        "does that make sense?",
        "so I would use trees because they are fast and that's my answer",
        "over to you",
        "no, that's all",
        "I'll stop there",
        "I am finished with this question",
        "I'm finished",
    ),
    Command.TIME_LEFT: (
        "how much time do we have left",
        "how much time is left",
        "how are we doing on time",
        "time check",
        "how many minutes do we have left",
        "how much thyme do we have left",
    ),
    Command.PAUSE: (
        "pause",
        "can we pause",
        "let's take a short break",
        "I need a break",
        "pause the interview please",
    ),
    Command.RESUME: ("resume", "let's continue", "I'm back", "continue where we left off", "okay, go on"),
    Command.TAKE_BACK: (
        "wait, I wasn't finished",
        "I was not done yet",
        "let me finish",
        "sorry, you cut me off",
        "take that back",
        "hold on, I'm not finished, there is also the cache",
    ),
    Command.WRAP_UP: (
        "let's wrap up",
        "let's rap up",
        "can we finish here",
        "end the interview",
        "I have to go",
        "finish",
        "finish please",
        "let's finish",
        "stop the interview",
        "I'm finished with the interview",
        "I am done with this interview",
        "can we stop here",
        "can we stop",
        "let's end this",
        "I want to stop",
        "I'd like to finish now",
        "I think we can finish here",
        "we should stop here",
        "that's enough for today",
        "that's all for today",
        "quit",
    ),
}

NOT_SAID = (
    "",
    "um",
    "we need to think about hints of fraud",
    "we skip the cache when it is stale",
    "how much time do we have for each decision",
    "how much data do we have left",
    "I would make it harder for fraudsters",
    "so we want to make this easier to debug",
    "once I am done I deploy it",
    "we retrain when i am done",
    "the model is done",
    "let me think about the labels we get them from chargebacks",
    "we have to pause the pipeline",
    "then a human takes a break",
    "retry once more",
    "what do you mean by fresh",
    "i would start with a simpler model",
    "we could use a simpler model",
    "the trees make sense",
    "could you clarify the requirements",
    "the answer is that we never skip it",
    "we go on to the next stage of the cascade",
    "the reviewers finish here in the queue",
    "users who pass the check",
    "that is all the data I would use in the first version",
    "if that is my answer",
    "a hint of bias",
    "I can repeat the experiment",
    "how long do labels take",
    "the job waits for a minute until the window closes",
    "can we wrap the model in a service",
    "my final answer would depend on the latency",
    "the system should not stop",
    "it is too hard to label them all",
    "the problem we had again and again",
    "what is the problem today",
    "the reviewers finish",
    "then the batch job can finish",
    "fraud is what I want to stop",
    "can I finish",
    "the end",
    "end",
    "we drift, and drift",
)


@pytest.mark.parametrize(
    ("command", "text"), [(command, text) for command, texts in SAID.items() for text in texts]
)
def test_a_command_is_heard(command: Command, text: str) -> None:
    assert detect(text) is command


@pytest.mark.parametrize("text", NOT_SAID)
def test_content_is_not_taken_for_a_command(text: str) -> None:
    assert detect(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Should I go deeper or move on?",
        "so that the agents can explain that",
        "does anyone have a hint of fraud in it",
    ],
)
def test_what_only_sounds_like_a_command_is_none(text: str) -> None:
    assert detect(text) is None


def test_every_command_can_be_said() -> None:
    assert set(SAID) == set(Command)
    assert sum(map(len, SAID.values())) + len(NOT_SAID) >= 80


RECORDED = {
    **dict.fromkeys(range(4), Command.HINT),
    **dict.fromkeys(range(4, 7), Command.REPEAT),
    **dict.fromkeys(range(7, 11), Command.THINK),
    **dict.fromkeys((11, 12, 13, 23, 24), Command.DONE),
    **dict.fromkeys((14, 15, 16), Command.SKIP),
    **dict.fromkeys((17, 18), Command.EASIER),
    **dict.fromkeys((19, 20), Command.HARDER),
    21: Command.TIME_LEFT,
    22: Command.WRAP_UP,
    33: Command.THINK,
    34: Command.THINK,
}
"""The recorded lines that are commands, by number; all others are answers."""


@needs_shared
def test_every_recorded_command_and_no_other_line_is_one() -> None:
    lines = (SHARED / "audio/answers/answers.tsv").read_text().splitlines()
    heard = {}
    for line in lines:
        name, text = line.split("\t")
        heard[int(name.split("-")[0])] = detect(text)
    assert heard == {number: RECORDED.get(number) for number in range(len(lines))}
