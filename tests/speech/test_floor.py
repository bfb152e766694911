from voice_interviewer.speech.floor import Floor


def test_whoever_reads_the_screen_can_tell_every_state_by_its_words() -> None:
    words = [state.value for state in Floor.__members__.values()]
    assert len(set(words)) == len(words)
    assert all(word == word.lower().strip() and len(word.split()) <= 3 for word in words)
