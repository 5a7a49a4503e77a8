"""The XML protocol of `coqidetop`: requests as bytes, replies as values.

Covers the calls that a search needs. A reply is everything up to `</value>`; the feedback before the value carries
messages. Text is printed with mark-up for colours, which is dropped."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

REPLY_END = b"</value>"
INIT = b'<call val="Init"><option val="none"/></call>'
_GOALS = (
    b'<call val="Subgoals"><goal_flags><string>%b</string>'
    b'<bool val="true"/><bool val="false"/><bool val="true"/><bool val="true"/></goal_flags></call>'
)
#: The goals in focus, the shelved and the given-up ones; not those behind other branches.
GOALS = _GOALS % b"full"
#: The same without hypotheses.
TARGETS = _GOALS % b"short"


def _options(**values: bool) -> bytes:
    """Set printing options, which change no document."""
    pairs = "".join(
        f"<pair><list>{''.join(f'<string>{word}</string>' for word in ('Printing', *name.split('_')))}</list>"
        f'<option_value val="boolvalue"><bool val="{str(value).lower()}"/></option_value></pair>'
        for name, value in values.items()
    )
    return f'<call val="SetOptions"><list>{pairs}</list></call>'.encode()


#: Print everything but the constructors of numerals: `400` instead of as many `S`.
WITH_NUMERALS = _options(All=False, Implicit=True, Coercions=True, Notations=False, Records=False)
#: Print everything.
EXPLICIT = _options(All=True, Implicit=False, Coercions=False, Notations=True, Records=True)

_TAG = re.compile(r"<[^>]*>")
_STATE = re.compile(r'<value val="good"><pair><state_id val="(\d+)"')
_MESSAGE = re.compile(r'<message_level val="(\w+)"/>.*?<richpp>(.*?)</richpp></message>', re.DOTALL)
_FAILURE = re.compile(r"<richpp>(.*)</richpp></value>", re.DOTALL)
_GOAL_ID = re.compile(r"<goal><string>([^<]*)</string>")
_OPTION_NAME = '<option val="some"><string>'


@dataclass(frozen=True, slots=True)
class PrintedGoal:
    """One goal as Coq prints it: its evar's name (without `?`), one text for each line of hypotheses, the target."""

    name: str
    hypotheses: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class PrintedGoals:
    """The goals of a state: in focus, shelved, and given up."""

    focused: tuple[PrintedGoal, ...]
    shelved: tuple[PrintedGoal, ...]
    given_up: tuple[PrintedGoal, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: whether the call worked, and the raw text of its value and of the feedback before it."""

    good: bool
    value: str
    feedback: str

    @property
    def state(self) -> int | None:
        """The state that an `add` made, None where it is no such reply."""
        match = _STATE.match(self.value)
        return int(match.group(1)) if match else None

    @property
    def cut_off(self) -> bool:
        """Whether Coq left out what stands too deep inside a goal: beyond 50 boxes, which no option changes."""
        return self.good and "..." in self.value

    @property
    def error(self) -> str:
        """Coq's message where the call failed, else `""`."""
        match = None if self.good else _FAILURE.search(self.value)
        return plain(match.group(1)).strip() if match else ""

    @property
    def messages(self) -> tuple[str, ...]:
        """What Coq said meanwhile, other than debugging output, in order."""
        if "<message>" not in self.feedback:
            return ()
        return tuple(plain(text).strip() for level, text in _MESSAGE.findall(self.feedback) if level != "debug")


def add(sentence: str, state: int) -> bytes:
    """Append a sentence to the document whose tip is `state`."""
    text = html.escape(sentence, quote=False)
    return (
        f'<call val="Add"><pair><pair><pair><pair><string>{text}</string><int>-1</int></pair><pair>'
        f'<state_id val="{state}"/><bool val="false"/></pair></pair><int>0</int></pair>'
        "<pair><int>0</int><int>0</int></pair></pair></call>"
    ).encode()


def edit_at(state: int) -> bytes:
    """Go back to `state`."""
    return f'<call val="Edit_at"><state_id val="{state}"/></call>'.encode()


def query(sentence: str, state: int) -> bytes:
    """Run a command at `state` that changes nothing; its output comes as messages."""
    text = html.escape(sentence, quote=False)
    return (
        f'<call val="Query"><pair><route_id val="0"/><pair><string>{text}</string><state_id val="{state}"/></pair>'
        "</pair></call>"
    ).encode()


def read_reply(raw: bytes) -> Reply:
    """The reply in `raw`, which ends behind its `</value>`. Raises `ValueError` where there is none in it."""
    text = raw.decode("utf-8", "replace")
    start = text.rfind('<value val="')
    if start < 0:
        raise ValueError(f"no value in a reply of {len(raw)} bytes")
    return Reply(text.startswith('<value val="good"', start), text[start:], text[:start])


def read_goals(value: str) -> PrintedGoals | None:
    """The goals of a good reply to `GOALS`; None where no proof is open. Raises `ValueError` for any other shape."""
    if '<option val="none"/></value>' in value[:60]:
        return None
    lists = [[], [], [], []] if (start := value.find("<goals>")) < 0 else _goal_lists(value, start + len("<goals>"))
    if start < 0 or len(lists) != 4:
        raise ValueError("no goals in the reply")
    return PrintedGoals(tuple(lists[0]), tuple(lists[2]), tuple(lists[3]))


def focused_ids(value: str) -> tuple[str, ...]:
    """Coq's numbers of the goals in focus, in order: unlike their names, never used again in a process."""
    goals = read_goals(value)
    if goals is None or not goals.focused:
        return ()
    return tuple(found.group(1) for found in islice(_GOAL_ID.finditer(value), len(goals.focused)))


def _goal_lists(value: str, place: int) -> list[list[PrintedGoal]]:
    lists: list[list[PrintedGoal]] = []
    while not value.startswith("</goals>", place):
        if value.startswith("<list/>", place):
            lists.append([])
            place += len("<list/>")
            continue
        place += len("<list>")
        goals: list[PrintedGoal] = []
        while value.startswith("<goal>", place):
            goal, place = _next_goal(value, place)
            goals.append(goal)
        if not value.startswith("</list>", place):
            raise ValueError(f"unexpected text among the goals: {value[place : place + 80]!r}")
        lists.append(goals)
        place += len("</list>")
    return lists


def _next_goal(value: str, place: int) -> tuple[PrintedGoal, int]:
    """The goal that begins at `place`, and the place behind it. Goals may be long: no pattern walks through them."""
    try:
        place = value.index("</string>", place) + len("</string>")
        hypotheses = ""
        if value.startswith("<list>", place):
            end = value.index("</list>", place)
            hypotheses, place = value[place + len("<list>") : end], end + len("</list>")
        elif value.startswith("<list/>", place):
            place += len("<list/>")
        end = value.index("</richpp>", place)
        target, place = value[place + len("<richpp>") : end], end + len("</richpp>")
        name = ""
        if value.startswith(_OPTION_NAME, place):
            end = value.index("</string>", place + len(_OPTION_NAME))
            name = value[place + len(_OPTION_NAME) : end]
        end = value.index("</goal>", place)
    except ValueError as error:
        raise ValueError(f"unexpected text among the goals: {value[place : place + 80]!r}") from error
    return _goal(hypotheses, target, name), end + len("</goal>")


# Marked-up goals can be long: more of them in memory came to gigabytes, and answered hardly more often.
@lru_cache(maxsize=512)
def _goal(hypotheses: str, target: str, name: str) -> PrintedGoal:
    return PrintedGoal(name, tuple(one_line(text) for text in hypotheses.split("</richpp>")[:-1]), one_line(target))


@lru_cache(maxsize=512)
def one_line(rich: str) -> str:
    """Marked-up text as plain text on one line."""
    return " ".join(plain(rich).split())


def plain(rich: str) -> str:
    """Marked-up text as plain text."""
    return html.unescape(_TAG.sub("", rich).replace("&nbsp;", " "))


def said(replies: Sequence[Reply]) -> str:
    """The first error among `replies`, `""` where all are good."""
    return next((reply.error or "Coq failed without a message" for reply in replies if not reply.good), "")
