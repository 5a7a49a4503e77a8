"""The one error of this room."""

from __future__ import annotations

from wonton.core.errors import WontonError


class ProofSyntaxError(WontonError):
    """A proof, a problem or a term of one that cannot be read; the message says where and what was found."""
