"""Questions to an OpenAI-compatible server: one POST and its answer, tried again where that can help.

Redirects are not followed: the key that goes with a question is meant for one server. Local servers are asked
directly, others through the proxy that the environment names.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from wonton.core.errors import ProviderError, SettingsError

#: Statuses after which the same question may be answered: busy, too many requests, the server's own troubles.
PASSING = frozenset({408, 409, 425, 429})
_LOCAL = ("localhost", "127.0.0.1", "::1")
_LONGEST_ANSWER, _LONGEST_MESSAGE = 16 << 20, 300


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for an answer, how often to ask again, and how long to wait before: `first_wait` seconds, twice
    as long each time, `longest_wait` at most, and what the server asks for (`Retry-After`) if that is more."""

    timeout: float = 120.0
    retries: int = 6
    first_wait: float = 1.0
    longest_wait: float = 60.0

    def wait(self, number: int, asked: float) -> float:
        """Seconds before the retry of that number, from 0."""
        return min(self.longest_wait, max(asked, self.first_wait * 2.0**number))


class _Trouble(Exception):
    """An answer that another try may better; `wait` is what the server asked for, in seconds."""

    def __init__(self, message: str, wait: float = 0.0) -> None:
        super().__init__(message)
        self.wait = wait


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **named: Any) -> None:
        """None: the redirect is an error then."""


def check_url(url: str) -> str:
    """`url` without a slash at its end. Raises `SettingsError` for what is no server's address, or holds a secret."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not close, a port that is no number
        known = False
    if not known:
        shown = "no address" if set(url) & set("@?#") else repr(url)
        raise SettingsError(f"--endpoint-url is {shown}", "Write it as http://localhost:8000/v1.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise SettingsError(
            f"--endpoint-url for {parts.hostname} has more than an address in it",
            "It is recorded: give keys in the environment only.",
        )
    return url.rstrip("/")


class Client:
    """Asks one server. `pause` waits for so many seconds; `asked` is told of each question before it is sent, and
    whether it is a retry."""

    def __init__(
        self,
        url: str,
        key: str,
        patience: Patience,
        pause: Callable[[float], None],
        asked: Callable[[bool], None],
    ) -> None:
        self._url, self._key, self._patience = check_url(url), key, patience
        self._pause, self._asked = pause, asked
        own = [urllib.request.ProxyHandler({})] if urlsplit(url).hostname in _LOCAL else []
        self._opener = urllib.request.build_opener(_NoRedirects, *own)

    def post(self, path: str, question: Mapping[str, Any]) -> dict[str, Any]:
        """The server's answer, a JSON object. Raises `ProviderError` once asking again does not help any more."""
        patience, trouble = self._patience, _Trouble("")
        for number in range(patience.retries + 1):
            if number:
                self._pause(patience.wait(number - 1, trouble.wait))
            self._asked(number > 0)
            try:
                return self._once(path, question)
            except _Trouble as error:
                trouble = error
        raise ProviderError(
            f"the endpoint {self._url} gave no answer in {patience.retries + 1} tries: {trouble}",
            "Is the server up? Run the same command with --resume once it is.",
        )

    def _once(self, path: str, question: Mapping[str, Any]) -> dict[str, Any]:
        headers = {
            "Content-Type": "application/json",
            **({"Authorization": f"Bearer {self._key}"} if self._key else {}),
        }
        request = urllib.request.Request(f"{self._url}/{path}", json.dumps(question).encode(), headers)
        try:
            with self._opener.open(request, timeout=self._patience.timeout) as answer:
                body = answer.read(_LONGEST_ANSWER)
        except urllib.error.HTTPError as error:
            raise self._refused(error) from None
        except (OSError, http.client.HTTPException) as error:
            raise _Trouble(f"{type(error).__name__}: {error}") from None
        try:
            value = json.loads(body)
        except ValueError:
            raise _Trouble("its answer is no JSON") from None
        if not isinstance(value, dict):
            raise _Trouble("its answer is no JSON object")
        return value

    def _refused(self, error: urllib.error.HTTPError) -> Exception:
        """What an HTTP status means: a passing trouble, or the end. The server's words are told without the key."""
        with error:
            try:
                words = error.read(4096).decode(errors="replace")
            except (OSError, http.client.HTTPException):
                words = ""
        if self._key:
            words = words.replace(self._key, "<key>")
        message = f"status {error.code}: {' '.join(words.split())[:_LONGEST_MESSAGE]}"
        if error.code in PASSING or error.code >= 500:
            asked = error.headers.get("Retry-After", "") if error.headers else ""
            return _Trouble(message, float(asked) if asked.isdecimal() else 0.0)
        return ProviderError(
            f"the endpoint {self._url} refuses the question, {message}",
            "Set the key's variable in the environment."
            if error.code in (401, 403)
            else "Look at --model and the URL.",
        )
