"""The provider `endpoint` against a local server that answers as it is told, faults included."""

from __future__ import annotations

import json
import math
from collections import deque
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from wonton.core.errors import ProviderError, RequestCapError, SettingsError
from wonton.providers.base import GoalContext
from wonton.providers.models import SPECS, ModelProvider, Purse, Spending, Surroundings, resolve
from wonton.providers.models.examples import EXAMPLES
from wonton.providers.models.http import Patience
from wonton.providers.models.server import ServerWriter, keep_ends_of_text, read_answer

FIRST = next(iter(EXAMPLES.values()))
KEY = "sk-very-secret"


class Server(ThreadingHTTPServer):
    """Plays the answers of its script, each a status and a body, or the name of a fault; then what `usual` says."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: deque[Any] = deque()
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.released = Event()
        self.texts = ["intro h", "constructor", "intro h"]
        self.logs = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def usual(self, question: dict[str, Any], chat: bool) -> dict[str, Any]:
        texts = [self.texts[place % len(self.texts)] for place in range(question["n"])]
        choices = [chat_choice(text, self.logs) if chat else plain_choice(text, self.logs) for text in texts]
        return {"choices": choices, "usage": {"prompt_tokens": 100, "completion_tokens": 10}}


def chat_choice(text: str, logs: bool = True) -> dict[str, Any]:
    content = [{"token": word, "logprob": -0.5} for word in text.split()]
    return {"message": {"role": "assistant", "content": text}, "logprobs": {"content": content} if logs else None}


def plain_choice(text: str, logs: bool = True) -> dict[str, Any]:
    return {"text": text, "logprobs": {"token_logprobs": [-0.5] * len(text.split())} if logs else None}


class Handler(BaseHTTPRequestHandler):
    """One question."""

    server: Server

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append({"path": self.path, **question})
        self.server.headers.append(dict(self.headers))
        told = self.server.script.popleft() if self.server.script else (200, None, {})
        if told == "timeout":
            self.server.released.wait(30)
            return
        if told == "hang up":
            self.connection.close()
            return
        status, body, headers = told
        chat = self.path.endswith("chat/completions")
        data = json.dumps(self.server.usual(question, chat)).encode() if body is None else body
        length = len(data) + 50 if headers.get("X-Cut") else len(data)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as found:
        thread = Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found
        found.released.set()
        found.shutdown()
        thread.join()


class Opened:
    """A provider, and the pauses that it made."""

    def __init__(self, url: str, purse: Purse | None = None, timeout: float = 20.0, **given: Any) -> None:
        self.pauses: list[float] = []
        settings = resolve("endpoint", {"url": url, "model": "m", "samples": 3, **given}, Surroundings({}, Path()))
        patience = Patience(timeout=timeout, retries=3)
        self.provider = ModelProvider(
            SPECS["endpoint"], settings, "lean", ServerWriter(settings, purse, patience, self.pauses.append)
        )

    def tactics(self) -> dict[str, float]:
        return {c.tactic: c.probability for c in self.provider.propose(*FIRST)}


@pytest.mark.parametrize("api", ["chat", "completions"])
def test_log_probabilities_are_the_servers(api: str, server: Server) -> None:
    opened = Opened(server.url, api=api)
    assert opened.tactics() == pytest.approx({"constructor": math.exp(-0.5), "intro h": math.exp(-1)}, rel=1e-9)
    (asked,) = server.asked
    assert asked["path"] == ("/v1/chat/completions" if api == "chat" else "/v1/completions")
    text = asked["messages"][0]["content"] if api == "chat" else asked["prompt"]
    assert text == opened.provider.prompt(*FIRST)
    assert (asked["model"], asked["n"], asked["temperature"], asked["top_p"], asked["max_tokens"]) == (
        *("m", 3, 0.6, 0.9),
        64,
    )
    usage = opened.provider.usage
    assert (usage.requests, usage.retries, usage.prompt_tokens, usage.new_tokens) == (1, 0, 100, 10)


def test_without_log_probabilities_shares_stand_for_them(server: Server) -> None:
    server.logs = False
    assert Opened(server.url).tactics() == pytest.approx({"intro h": 2 / 3, "constructor": 1 / 3})


def test_without_sampling_one_text_is_asked_for(server: Server) -> None:
    assert list(Opened(server.url, sampling=False).tactics()) == ["intro h"]
    assert (server.asked[0]["n"], server.asked[0]["temperature"]) == (1, 0)


def test_a_server_that_gives_one_text_a_question_is_asked_again_with_other_seeds(server: Server) -> None:
    for text in ("intro h", "split", "exact h"):
        server.script.append((200, json.dumps({"choices": [chat_choice(text)]}).encode(), {}))
    assert set(Opened(server.url).tactics()) == {"intro h", "split", "exact h"}
    assert [asked["n"] for asked in server.asked] == [3, 2, 1]
    assert len({asked["seed"] for asked in server.asked}) == 3


def test_questions_of_one_goal_are_the_same_alone_or_in_a_batch(server: Server) -> None:
    batch = Opened(server.url).provider.propose_batch(list(EXAMPLES.values()))
    together = sorted(json.dumps(asked, sort_keys=True) for asked in server.asked)
    server.asked.clear()
    provider = Opened(server.url).provider
    alone = [provider.propose(goal, context) for goal, context in EXAMPLES.values()]
    assert batch == alone
    assert sorted(json.dumps(asked, sort_keys=True) for asked in server.asked) == together


FAULTS = [
    (429, b"slow down", {"Retry-After": "7"}),
    (500, b"oops", {}),
    (503, b"", {}),
    (200, b'{"choices": [', {}),
    (200, b"<html>", {}),
    (200, b"[1]", {}),
    (200, b'{"choices": []', {"X-Cut": "1"}),
    "hang up",
    "timeout",
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_after_a_passing_fault_it_is_asked_again(fault: Any, server: Server) -> None:
    server.script.append(fault)
    opened = Opened(server.url, timeout=0.5 if fault == "timeout" else 20.0)
    assert set(opened.tactics()) == {"intro h", "constructor"}
    assert server.asked[0] == server.asked[1]
    assert opened.pauses == [7.0 if fault == FAULTS[0] else 1.0]
    assert (opened.provider.usage.requests, opened.provider.usage.retries) == (2, 1)


def test_after_the_last_retry_it_is_given_up(server: Server) -> None:
    server.script.extend([(500, b"oops", {})] * 4)
    opened = Opened(server.url)
    with pytest.raises(ProviderError, match="no answer in 4 tries: status 500: oops"):
        opened.tactics()
    assert opened.pauses == [1.0, 2.0, 4.0]


@pytest.mark.parametrize("status", [400, 401, 404])
def test_a_refusal_is_not_asked_again(status: int, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WONTON_ENDPOINT_KEY", KEY)
    server.script.append((status, f"no, {KEY} is wrong".encode(), {}))
    with pytest.raises(ProviderError, match=f"status {status}") as caught:
        Opened(server.url).tactics()
    assert KEY not in str(caught.value) and len(server.asked) == 1


def test_a_redirect_is_not_followed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WONTON_ENDPOINT_KEY", KEY)
    server.script.append((302, b"", {"Location": f"{server.url}/elsewhere"}))
    with pytest.raises(ProviderError, match="status 302"):
        Opened(server.url).tactics()
    assert len(server.asked) == 1


def test_the_key_is_sent_and_told_nowhere(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WONTON_ENDPOINT_KEY", KEY)
    opened = Opened(server.url)
    opened.tactics()
    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"
    provider = opened.provider
    told = f"{provider.fingerprint} {provider.versions} {provider.settings} {provider.usage} {provider.writer.__dict__}"
    assert KEY not in told
    monkeypatch.delenv("WONTON_ENDPOINT_KEY")
    Opened(server.url).tactics()
    assert "Authorization" not in server.headers[1]


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://me:secret@host/v1",
            "http://host/v1?key=secret",
            "http://me:secret@host:x/v1",
            "ftp://me:secret@host",
        ),
        *("ftp://host", "host:80", "", "http://[::1/v1", "http://host:eighty/v1", "http://host:99999/v1"),
    ],
)
def test_an_address_with_more_in_it_is_refused(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Opened(url)
    assert "secret" not in str(caught.value)


def test_unicode_goes_there_and_back(server: Server) -> None:
    server.texts = ["exact ⟨h.2, h.1⟩", "rcases h with ⟨ε, hε⟩"]
    assert set(Opened(server.url).tactics()) == set(server.texts)
    assert "∃ ε > 0" in "".join(EXAMPLES["unicode, imports, steps on the way"][0].text)


def test_all_workers_share_the_limit_on_requests(server: Server, tmp_path: Path) -> None:
    purses = [Purse(Spending(3), tmp_path / "requests" / "one") for _ in range(2)]
    first, second = (Opened(server.url, purse) for purse in purses)
    goal, context = FIRST
    others = [GoalContext(f"t{n}", context.statement) for n in range(4)]
    first.provider.propose(goal, others[0])
    second.provider.propose(goal, others[1])
    first.provider.propose(goal, others[2])
    for opened in (first, second):
        with pytest.raises(RequestCapError, match="limit of 3 requests") as caught:
            opened.provider.propose(goal, others[3])
        assert "--resume" in caught.value.remedy
    assert len(server.asked) == 3


def test_costs_are_counted(server: Server) -> None:
    opened = Opened(server.url, Purse(Spending(None, 2.0, 10.0)))
    opened.tactics()
    assert opened.provider.usage.cost == pytest.approx((100 * 2.0 + 10 * 10.0) / 1e6)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"choices": None},
        {"choices": [None, {"message": None}, {"message": {"content": None}}, {"text": 3}]},
        {"error": "no such model"},
    ],
)
def test_answers_without_a_text_hold_none(answer: dict[str, Any]) -> None:
    assert read_answer(answer) == []


@pytest.mark.parametrize(
    "logs",
    [
        None,
        3,
        {},
        {"content": []},
        {"content": [{"logprob": None}]},
        {"token_logprobs": [None, -1.0]},
        {"content": [{"logprob": 2.0}]},
    ],
)
def test_log_probabilities_that_are_none_are_unknown(logs: object) -> None:
    (written,) = read_answer({"choices": [{"text": "a", "logprobs": logs}]})
    assert written.log_probability is None


def test_a_text_is_cut_in_its_middle() -> None:
    assert keep_ends_of_text("abcdefghij", 5) == "abhij"
    assert keep_ends_of_text("abc", 5) == "abc"
