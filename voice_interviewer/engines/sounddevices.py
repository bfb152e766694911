"""Which sound device is meant: by its number, its name, or none, which is the system's own choice."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from voice_interviewer.errors import DeviceError, UnknownName, UsageError

Side: TypeAlias = Literal["input", "output"]

OPTION = {"input": "--mic", "output": "--speaker"}
ROLE = {"input": "microphone", "output": "loudspeaker"}
NO_SOUND = (
    "Plug in a headset (`voice-interviewer devices` lists what is found), or answer with `--stt typed`."
)


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """A sound device: `inputs` and `outputs` are channels, `rate` its own rate in Hz, `latency` the least it offers in
    seconds (input, output)."""

    index: int
    name: str
    host_api: str
    inputs: int
    outputs: int
    rate: int
    default_input: bool = False
    default_output: bool = False
    latency: tuple[float, float] = (0.0, 0.0)

    def channels(self, side: Side) -> int:
        return self.inputs if side == "input" else self.outputs

    def is_default(self, side: Side) -> bool:
        return self.default_input if side == "input" else self.default_output


def find_device(wanted: str | int | None, devices: Sequence[DeviceInfo], side: Side) -> DeviceInfo:
    """The device meant by an index, a part of a name in any case, or None for the system's own choice.

    An exact name goes before a part of one; where one device appears under several host APIs, as on Windows, the
    system's own goes first. Raises DeviceError where there is nothing to choose from, UnknownName where nothing
    matches, and UsageError where more than one does or the device has no such side.
    """
    usable = [device for device in devices if device.channels(side)]
    if not usable:
        raise DeviceError(f"No {ROLE[side]} was found.", NO_SOUND)
    default = next((device for device in usable if device.is_default(side)), None)
    if wanted is None:
        if default is None:
            raise DeviceError(
                f"This system has no default {ROLE[side]}.", f"Choose {_choices(usable, side)}."
            )
        return default
    text = str(wanted).strip()
    matches = _matching(text, devices)
    found = [device for device in matches if device.channels(side)]
    if len(found) > 1 and default is not None:
        found = [device for device in found if device.host_api == default.host_api] or found
    if len(found) == 1:
        return found[0]
    choices = _choices(found or usable, side)
    if found:
        raise UsageError(f"More than one {ROLE[side]} is called “{text}”.", f"Choose {choices}.")
    if matches:
        name = matches[0].name
        raise UsageError(f"“{name}” has no {side}s, so it cannot be the {ROLE[side]}.", f"Choose {choices}.")
    raise UnknownName("sound device", text, [device.name for device in usable], f"Choose {choices}.")


def _matching(text: str, devices: Sequence[DeviceInfo]) -> list[DeviceInfo]:
    if text.isdecimal():
        return [device for device in devices if device.index == int(text)]
    name = text.casefold()
    exact = [device for device in devices if device.name.casefold() == name]
    return exact or [device for device in devices if name in f"{device.name}, {device.host_api}".casefold()]


def _choices(devices: Sequence[DeviceInfo], side: Side) -> str:
    return " or ".join(f"{OPTION[side]} {d.index} ({d.name}, {d.host_api})" for d in devices)
