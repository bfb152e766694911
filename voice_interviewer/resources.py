"""Where the folders that ship beside the code lie: the problem bank and the model catalogue."""

from importlib.resources import files
from pathlib import Path
from typing import Literal

from voice_interviewer.errors import VoiceInterviewerError

_PACKAGE = "voice_interviewer"


def data_folder(name: Literal["problems", "models"]) -> Path:
    """The folder `name`, in a wheel (inside the package), an editable install or a checkout (beside the package).

    Raises VoiceInterviewerError when neither place has it.
    """
    package = Path(str(files(_PACKAGE)))
    for folder in (package / "_data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise VoiceInterviewerError(
        f"The folder “{name}” that ships with the program is missing.",
        "Install voice-interviewer again, or run it from a complete checkout.",
    )
