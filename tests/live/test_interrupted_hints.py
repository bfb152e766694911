"""Hints in the live loop: asking again over a hint, or stopping it, costs nothing that was not heard."""

import asyncio

from tests.live.scene import Scene, play
from voice_interviewer.events import MoveChosen, PhaseEntered
from voice_interviewer.live.signals import CommandPressed
from voice_interviewer.values import Command, Speaker, Wait


def levels(scene: Scene) -> list[int]:
    return [given.level for given in scene.conductor.session.ledger]


def test_asking_again_while_a_hint_is_spoken_gives_that_hint_in_full() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied()
        await scene.say()
        await scene.replied(2)
        await scene.say(1.0)
        await scene.speaking()
        await asyncio.sleep(1.0)
        await scene.say(1.0)
        await scene.replied(4)

    scene = play(act, ["To reduce fraud without annoying good customers.", "hint", "hint"])
    assert levels(scene) == [1]
    heard = scene.turns(Speaker.INTERVIEWER)[-1]
    assert heard.hint_level == 1
    assert not heard.interrupted


def test_the_hint_key_pressed_again_and_again_gives_one_hint() -> None:
    async def act(scene: Scene) -> None:
        await scene.replied()
        for _ in range(3):
            scene.conductor.emit(CommandPressed(Command.HINT))
            await asyncio.sleep(0.3)
        await scene.replied(len(scene.turns(Speaker.INTERVIEWER)) + 1)

    scene = play(act, [])
    assert levels(scene) == [1]


def test_stop_makes_the_interviewer_stop_and_listen() -> None:
    async def act(scene: Scene) -> None:
        await scene.speaking()
        await asyncio.sleep(1.0)
        await scene.say(0.6)
        await asyncio.sleep(20.0)

    scene = play(act, ["stop"])
    (greeting,) = scene.turns(Speaker.INTERVIEWER)
    assert greeting.interrupted
    last = scene.of(MoveChosen)[-1].move
    assert isinstance(last, Wait)
    assert last.reply is None
    assert scene.of(PhaseEntered)[-1].phase == "requirements"
