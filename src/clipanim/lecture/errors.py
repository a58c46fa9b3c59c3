"""Exceptions of voices and exports, and the names of voices; imports nothing."""

VOICE_NAMES = ("piper", "espeak", "none")  # other voices are files and folders


class ExportError(ValueError):
    """A film that cannot be exported with these options; the message is one line."""


class VoiceError(ValueError):
    """A voice or recording that cannot be used; the message names it and the reason."""


class VoiceMissing(RuntimeError):
    """A speech engine that is not installed or does not work; the message says what to do."""
