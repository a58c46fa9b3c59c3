"""What can be wrong with a voice or an export; light, so that every command can know it."""

NAMES = ("piper", "espeak", "none")  # of voices; others are files and folders


class ExportError(ValueError):
    """A film that cannot be exported as it is wished, in one line."""


class VoiceError(ValueError):
    """A voice, or a recording, that cannot be used; the message names it and says why."""


class VoiceMissing(RuntimeError):
    """A speech engine that is not installed, or does not work; the message says what to do."""
