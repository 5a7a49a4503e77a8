"""Text to tokens and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from wonton.core.errors import SettingsError

#: What a tokenizer must give back as it was: letters, signs and white space of goals and tactics.
PROBE = "h : ∀ x, p x\n⊢ q ∧ p\n  intro h"
#: How byte-level vocabularies spell a space and a line end; no text may carry them.
_BYTE_MARKS = "ĠĊ"
_BYTES_FIRST, _BYTES_END, _BYTES_UNKNOWN = 3, 1, 2


class Codec(Protocol):
    """A model's tokens."""

    ends: frozenset[int]  #: tokens that end a text

    def encode(self, text: str) -> list[int]:
        """The tokens of a prompt, with what the model wants before and behind them."""
        ...

    def decode(self, tokens: Sequence[int]) -> str:
        """The text of tokens that a model wrote, special ones left out."""
        ...


class ByteCodec:
    """ByT5's tokens: the bytes of UTF-8, three places up; 1 ends a text."""

    ends = frozenset({_BYTES_END})

    def encode(self, text: str) -> list[int]:
        """The bytes and an end. What is no text (half a surrogate pair) is left out."""
        return [byte + _BYTES_FIRST for byte in text.encode("utf-8", "ignore")] + [_BYTES_END]

    def decode(self, tokens: Sequence[int]) -> str:
        """The text of the bytes; what is no UTF-8 is left out."""
        low, high = _BYTES_FIRST, _BYTES_FIRST + 256
        return bytes(token - low for token in tokens if low <= token < high).decode("utf-8", "ignore")


class FileCodec:
    """The tokens that a folder's `tokenizer.json` defines, read by the library `tokenizers` as they stand there: class
    names in `tokenizer_config.json`, which some loaders follow, change nothing. Raises `SettingsError`."""

    def __init__(self, folder: Path, config: dict[str, Any]) -> None:
        from tokenizers import Tokenizer

        path = folder / "tokenizer.json"
        try:
            self._tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises nothing narrower
            raise SettingsError(
                f"{path} cannot be read: {error}", "Save the model's tokenizer in the one-file format first."
            ) from error
        self.ends = frozenset(_end_tokens(folder, config))
        self._begin = self._begin_token(folder)
        self._check(folder)

    def _begin_token(self, folder: Path) -> int | None:
        """The token to put before a prompt that the file itself does not put there."""
        path = folder / "tokenizer_config.json"
        settings = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        token = settings.get("bos_token")
        word = token.get("content") if isinstance(token, dict) else token
        found: int | None = self._tokenizer.token_to_id(word) if settings.get("add_bos_token") and word else None
        return found

    def _check(self, folder: Path) -> None:
        back = self.decode(self.encode(PROBE))
        if any(mark in back for mark in _BYTE_MARKS):
            raise SettingsError(
                f"the tokenizer of {folder} writes the marks of its bytes: {back!r}",
                "Its decoder is missing or of another kind: take tokenizer.json from the model's own folder.",
            )

    def encode(self, text: str) -> list[int]:
        """See `Codec.encode`."""
        tokens: list[int] = self._tokenizer.encode(text.encode("utf-8", "ignore").decode()).ids
        return [self._begin, *tokens] if self._begin is not None and tokens[:1] != [self._begin] else tokens

    def decode(self, tokens: Sequence[int]) -> str:
        """See `Codec.decode`."""
        text: str = self._tokenizer.decode(list(tokens), skip_special_tokens=True)
        return text


def _end_tokens(folder: Path, config: dict[str, Any]) -> set[int]:
    path = folder / "generation_config.json"
    settings = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    found: set[int] = set()
    for value in (config.get("eos_token_id"), settings.get("eos_token_id")):
        found |= set(value) if isinstance(value, list) else set() if value is None else {value}
    return found
