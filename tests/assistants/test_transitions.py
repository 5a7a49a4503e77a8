"""The transition store: what it answers, what it refuses to keep, and what it survives."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.strategies import goals

from wonton.assistants.base import Failure, Limits, Node, Step, Theorem, Transition
from wonton.assistants.fake import Effect, FakeAssistant, World
from wonton.assistants.store import database, tables
from wonton.assistants.store.codec import DamagedValueError, decode, encode
from wonton.assistants.store.database import Answer, Origin, TransitionFile
from wonton.assistants.store.keys import SLOW_SECONDS, is_plain, place_of, places, theorem_key
from wonton.assistants.store.upkeep import list_files
from wonton.assistants.transitions import StoredAssistant, open_store
from wonton.core.errors import ArtifactError, FormatVersionError
from wonton.core.expr import Expr, const, free, pi
from wonton.core.goal import Goal, Hypothesis
from wonton.core.signature import tree_text

THEOREM = Theorem("swap", "swap", "q and p")
LIMITS = Limits()
WRITER = Path(__file__).with_name("store_writer.py")


def fake() -> FakeAssistant:
    """`intro` and `split` lead to equal goals by different paths."""
    effects: dict[str, dict[str, Effect]] = {
        "q and p": {"split": ("q", "p"), "left": ("p", "q"), "loop": "timeout"},
        "q": {"exact hq": (), "loop": "crashed"},
        "p": {"exact hp": ()},
    }
    return FakeAssistant(World(effects))


_OPEN: list[TransitionFile] = []


def tracked(file: TransitionFile) -> TransitionFile:
    """`file`, which is closed when the test ends."""
    _OPEN.append(file)
    return file


@pytest.fixture(autouse=True)
def everything_is_closed() -> Iterator[None]:
    yield
    while _OPEN:
        with suppress(ArtifactError):  # the damaged ones
            _OPEN.pop().close()


@pytest.fixture
def real() -> FakeAssistant:
    return fake()


@pytest.fixture
def stored(real: FakeAssistant, tmp_path: Path) -> StoredAssistant:
    return StoredAssistant(real, tracked(open_store(tmp_path, real)))


def again(stored: StoredAssistant, real: FakeAssistant) -> StoredAssistant:
    """A second process, as it were."""
    stored.close()
    return StoredAssistant(real, tracked(open_store(stored.store.path.parent, real)))


def as_tuple(goal: Goal) -> tuple[object, ...]:
    """All of a goal, the printed names of binders included."""
    rows = [(h.name, h.text, tree_text(h.type), h.value and tree_text(h.value)) for h in goal.hypotheses]
    return (rows, tree_text(goal.target), goal.target_text, goal.fills, goal.shown)


def goals_of(transition: Transition) -> list[list[tuple[object, ...]]]:
    return [[as_tuple(goal) for goal in child.goals] for child in transition.children]


# -- what it answers


def test_only_what_is_not_known_is_asked_and_in_one_call(stored: StoredAssistant, real: FakeAssistant) -> None:
    root = stored.start(THEOREM)
    stored.apply(root, ["split"], LIMITS)
    found = stored.apply(root, ["nothing", "split", "sorry", "nothing"], LIMITS)
    assert found == fake().apply(root, ["nothing", "split", "sorry", "nothing"], LIMITS)
    assert real.calls == 2
    assert (stored.counters.hits, stored.counters.misses) == (1, 3)
    assert stored.apply(root, [], LIMITS) == []


def test_a_warm_store_says_the_same_and_asks_nobody(stored: StoredAssistant, real: FakeAssistant) -> None:
    root = stored.start(THEOREM)
    tactics = ["nothing", "split", "left", "sorry"]
    cold = stored.apply(root, tactics, LIMITS)
    warm = again(stored, real)
    calls = real.calls
    found = warm.apply(root, tactics, LIMITS)
    assert found == cold
    assert [goals_of(t) for t in found] == [goals_of(t) for t in cold]
    assert (real.calls, warm.counters.misses, warm.counters.hits) == (calls, 0, 4)


@pytest.mark.parametrize("kind", ["timeout", "crashed"])
def test_what_the_machine_decided_is_not_kept(kind: str, tmp_path: Path) -> None:
    real = FakeAssistant(fake().world, faults={0: kind})
    stored = StoredAssistant(real, tracked(open_store(tmp_path, real)))
    root = stored.start(THEOREM)
    assert [t.failure.kind for t in stored.apply(root, ["split", "left"], LIMITS) if t.failure] == [kind, kind]
    assert stored.counters.unstorable == 2
    assert len(again(stored, real).apply(root, ["split"], LIMITS)[0].children) == 2


def test_a_failure_to_answer_keeps_nothing(tmp_path: Path) -> None:
    real = FakeAssistant(fake().world, faults={0: "lost"})
    stored = StoredAssistant(real, tracked(open_store(tmp_path, real)))
    root = stored.start(THEOREM)
    with pytest.raises(Exception, match="lost"):
        stored.apply(root, ["split"], LIMITS)
    stored.close()
    assert list_files(tmp_path)[0].transitions == 0


def test_close_ends_the_assistant_and_can_be_repeated(stored: StoredAssistant, real: FakeAssistant) -> None:
    stored.close()
    stored.close()
    assert real.closed


# -- keys


def node(*steps: str, theorem: Theorem = THEOREM, goal: str = "p") -> Node:
    path = tuple(Step(step, 0) for step in steps)
    return Node(theorem, path, (Goal((Hypothesis("h", "q", const("q")),), const(goal), goal),))


def test_paths_to_one_goal_share_a_place() -> None:
    one, two = places(node("intro"), LIMITS, "lean"), places(node("intros", "exact h"), LIMITS, "lean")
    assert one.goal is not None
    assert one.goal == two.goal
    assert one.path != two.path


@pytest.mark.parametrize(
    "other",
    [
        node("intro", goal="q"),
        node("intro", theorem=replace(THEOREM, header="import Nat")),
        node("intro", theorem=replace(THEOREM, statement="q and q")),
        node("intro", theorem=replace(THEOREM, name="swapped")),
    ],
)
def test_another_goal_theorem_or_header_is_another_place(other: Node) -> None:
    mine, its = places(node("intro"), LIMITS, "lean"), places(other, LIMITS, "lean")
    assert mine.goal != its.goal


def test_the_deterministic_limit_is_part_of_the_key_and_the_clock_is_not() -> None:
    mine = places(node(), LIMITS, "lean")
    assert mine != places(node(), replace(LIMITS, heartbeats=1), "lean")
    assert mine == places(node(), replace(LIMITS, wall_seconds=1.0, memory_mb=9), "lean")


def hidden(**changes: object) -> Node:
    goal = replace(node("intro").goal, **changes)  # type: ignore[arg-type]
    return replace(node("intro"), goals=(goal,))


@pytest.mark.parametrize(
    "hiding",
    [
        node("case inl => exact h"),
        node("refine f ?a"),
        hidden(target_text="P ?1"),
        hidden(fills="?1"),
        hidden(target_text="Eq Type p p"),
        hidden(target_text="_example.match_1 p"),
        hidden(hypotheses=(Hypothesis("x", "Nat", const("Nat"), const("zero")),)),
        replace(node("intro"), goals=node().goals * 2),
    ],
)
def test_goals_that_do_not_show_everything_are_kept_by_path_alone(hiding: Node) -> None:
    assert places(node("intro"), LIMITS, "lean").goal is not None
    assert places(hiding, LIMITS, "lean").goal is None


def test_an_unknown_assistant_is_kept_by_path_alone() -> None:
    assert places(node(), LIMITS, "isabelle").goal is None


@pytest.mark.parametrize(
    ("tactic", "assistant", "plain"),
    [
        ("exact And.intro h h", "lean", True),
        ("refine And.intro ?_ ?_", "lean", True),
        ("induction n with | zero => ?_ | succ n ih => ?_", "lean", True),
        ("induction n with | zero => rfl | succ n ih => ?_", "lean", False),
        ("refine f ?a", "lean", False),
        ("exact ?_x", "lean", False),
        ("case inl => exact h", "lean", False),
        ("exact f (by exact h)", "lean", False),
        ("rename_i x", "lean", False),
        ("first | exact h | rfl", "lean", False),
        ("destruct H as [a|b]", "rocq", True),
        ("generalize dependent n; induction m as [|n1 IH]; intros", "rocq", True),
        ("intros; shady", "rocq", False),
        ("split; [eauto|auto]", "rocq", False),
        ("intros; [auto;auto|auto]", "rocq", False),
        ("eapply f", "rocq", False),
        ("refine (f _)", "rocq", False),
        ("destruct H as [?|b]", "rocq", False),
        ("exact swap_subproof", "rocq", False),
        ("abstract auto", "rocq", False),
        ("apply (f Type)", "rocq", False),
    ],
)
def test_tactics_that_depend_on_the_printed_goal_alone(tactic: str, assistant: str, plain: bool) -> None:
    assert is_plain(tactic, assistant) is plain


def test_where_an_answer_is_kept() -> None:
    where = places(node("intro"), LIMITS, "lean")
    done = Transition("exact h")
    assert place_of(done, where, "lean") == where.goal
    assert place_of(replace(done, tactic="next x => exact h"), where, "lean") == where.path
    assert place_of(replace(done, elapsed=2 * SLOW_SECONDS), where, "lean") == where.path
    deep = Failure("error", "maximum recursion depth has been reached")
    assert place_of(replace(done, failure=deep), where, "lean") == where.path


@pytest.mark.parametrize(
    "answer",
    [
        Transition("simp", failure=Failure("timeout", "(deterministic) timeout"), limit_met="heartbeats"),
        Transition("simp", failure=Failure("timeout", "Coq took more than 1 s"), limit_met="wall"),
        Transition("simp", failure=Failure("crashed", "died"), limit_met="memory"),
        Transition("simp", failure=Failure("error", "Stack overflow.")),
        Transition("simp", failure=Failure("error", "Lean gave no answer")),
    ],
)
def test_what_is_kept_nowhere(answer: Transition) -> None:
    assert place_of(answer, places(node(), LIMITS, "lean"), "lean") is None


# -- coding


@given(goals(), st.lists(st.lists(goals(), min_size=1, max_size=2), max_size=3), st.booleans(), st.integers(0, 99))
def test_what_is_decoded_is_what_was_coded(
    parent: Goal, children: Sequence[Sequence[Goal]], bare: bool, seed: int
) -> None:
    """Children that share hypotheses and target with their parent, in any order, and others."""
    draw = random.Random(seed)
    here = Node(THEOREM, (Step("intro", 0),), (parent,))
    made = []
    for number, group in enumerate(children):
        mixed = tuple(
            replace(
                goal,
                hypotheses=tuple(draw.sample([*parent.hypotheses, *goal.hypotheses], len(goal.hypotheses))),
                target=draw.choice([goal.target, parent.target]),
                fills=draw.choice(["", "?1"]),
                shown=draw.choice(["", "p q : Prop\n⊢ p ∧ q"]),
            )
            for goal in group
        )
        step = Step("split" if bare else "split.", number, tuple(range(len(group))), len(children))
        made.append(Node(THEOREM, (*here.path, step), mixed))
    transition = Transition("split.", tuple(made))
    found = decode(here, "split.", encode(here, transition))
    assert found == transition
    assert goals_of(found) == goals_of(transition)


def test_names_of_binders_and_values_survive() -> None:
    trees = [pi(hint, const("p"), free("h")) for hint in ("x", "y")]
    here = Node(THEOREM, (), (Goal((Hypothesis("h", "p", trees[0]),), trees[0], "g"),))
    child = Goal((Hypothesis("h", "p", trees[1]), Hypothesis("v", "p", const("p"), trees[0])), trees[1], "g")
    transition = Transition("t", (replace(here, path=(Step("t", 0),), goals=(child,)),))
    assert goals_of(decode(here, "t", encode(here, transition))) == goals_of(transition)


def test_a_tree_as_deep_as_any_is_coded() -> None:
    tree: Expr = const("O")
    for _ in range(20_000):
        tree = pi("x", const("p"), tree)
    here = Node(THEOREM, (), (Goal((), const("p"), "p"),))
    made = Transition("t", (Node(THEOREM, (Step("t", 0),), (Goal((), tree, "deep"),)),))
    found = decode(here, "t", encode(here, made)).children[0].goal.target
    assert found.size == tree.size


@given(st.binary(max_size=60))
def test_other_bytes_are_refused_and_nothing_else_happens(data: bytes) -> None:
    here = node()
    try:
        found = decode(here, "t", b"k" + data)
    except DamagedValueError:
        return
    assert isinstance(found, Transition)


@pytest.mark.parametrize("message", ["", "no goal ⊢ q", "x" * 5000])
def test_messages_survive_whole(message: str) -> None:
    for kind in ("error", "forbidden"):
        made = Transition("t", failure=Failure(kind, message))  # type: ignore[arg-type]
        assert decode(node(), "t", encode(node(), made)) == made


# -- the file


def answer(place: int, tactic: str = "split", size: int = 10) -> Answer:
    key = place.to_bytes(16, "big")
    origin = Origin(theorem_key(THEOREM, 1), THEOREM, 1, (Step(f"step {place}", 0),))
    return Answer(key, origin, tactic, random.Random(place).randbytes(size))


def opened(path: Path, max_bytes: int = database.MAX_BYTES) -> TransitionFile:
    return tracked(TransitionFile(path, "fake-1", "code", max_bytes))


def test_answers_are_found_before_they_are_written_and_after(tmp_path: Path) -> None:
    file = opened(tmp_path / "a.sqlite")
    file.add([answer(1), answer(1, "left"), answer(2)])
    keys = [answer(1).place, answer(2).place]
    before = file.rows(keys[:1])
    assert set(before) == {"split", "left"}
    file.close()
    assert file.rows(keys[:1]) == before
    assert opened(tmp_path / "a.sqlite").rows(keys[:1]) == before


def test_what_is_there_already_stays(tmp_path: Path) -> None:
    one, two = opened(tmp_path / "a.sqlite"), opened(tmp_path / "a.sqlite")
    one.add([replace(answer(1), value=b"first")])
    two.add([replace(answer(1), value=b"second"), answer(1, "left")])
    one.close()
    two.close()
    assert one.rows([answer(1).place])["split"] == b"first"
    assert "left" in one.rows([answer(1).place])


def writer(path: Path, number: int, rows: int) -> subprocess.Popen[str]:
    words = [sys.executable, str(WRITER), str(path), str(number), str(rows)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def test_many_processes_write_at_once_and_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    writers = [writer(path, number, 400) for number in range(4)]
    assert [process.communicate()[0].count("\n") >= 1 and process.returncode for process in writers] == [0] * 4
    (file,) = list_files(tmp_path)
    assert file.problem == ""
    assert file.transitions == 4 * 400 + 400  # their own, and those that all of them wrote


def test_a_writer_that_is_killed_leaves_a_sound_file(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    process = writer(path, 0, 10**9)
    assert process.stdout is not None
    for _ in range(5):
        written = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    base = sqlite3.connect(path)
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert base.execute("SELECT count(*) FROM transitions").fetchone()[0] >= written
    base.close()
    file = opened(path)
    file.add([answer(1)])
    file.close()


def test_a_full_file_drops_what_was_not_used_for_longest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bound = 400_000
    file = opened(tmp_path / "a.sqlite", bound)
    for batch in range(60):
        monkeypatch.setattr(database, "hour_now", partial(int, 100 * batch))
        file.rows([answer(0).place])  # used all the time
        file.add(answer(place, size=1000) for place in range(20 * batch, 20 * batch + 20))
        file.flush()
    file.close()
    assert (tmp_path / "a.sqlite").stat().st_size < 3 * bound
    base = sqlite3.connect(tmp_path / "a.sqlite")
    assert tables.used_bytes(base) <= bound
    left = {int.from_bytes(key, "big") for (key,) in base.execute("SELECT key FROM places")}
    base.close()
    assert 0 in left
    assert min(left - {0}) > 300
    assert set(range(1180, 1200)) <= left


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(ArtifactError, match=r"a\.sqlite is damaged") as caught:
        opened(path)
    assert "delete it" in caught.value.remedy
    assert path.read_bytes() == b"not a database" * 100


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").touch()
    with pytest.raises(ArtifactError, match=r"a\.sqlite is damaged: it is no store at all"):
        opened(tmp_path / "a.sqlite")


def test_a_tactic_that_is_no_text_is_answered_and_not_kept(stored: StoredAssistant) -> None:
    assert stored.apply(stored.start(THEOREM), ["exact \ud800"], LIMITS)[0].failed
    stored.close()
    assert stored.counters.unstorable == 1


def test_a_torn_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    file = opened(path)
    file.add(answer(place) for place in range(600))
    file.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + random.Random(1).randbytes(len(whole) - 8192))
    with pytest.raises(ArtifactError, match=r"a\.sqlite is damaged"):
        opened(path).rows([answer(place).place for place in range(50)])


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    opened(path).close()
    base = sqlite3.connect(path)
    base.execute("UPDATE meta SET value = '99' WHERE name = 'format'")
    base.commit()
    base.close()
    with pytest.raises(FormatVersionError, match="format 99; this program reads format 1") as caught:
        opened(path)
    assert str(path) in caught.value.message


def test_a_file_of_another_fingerprint_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    opened(path).close()
    with pytest.raises(ArtifactError, match="holds the answers of fake-1"):
        TransitionFile(path, "fake-2", "code")


def test_a_damaged_transition_is_an_error_that_names_the_file(stored: StoredAssistant, real: FakeAssistant) -> None:
    root = stored.start(THEOREM)
    stored.apply(root, ["split"], LIMITS)
    stored.close()
    base = sqlite3.connect(stored.store.path)
    base.execute("UPDATE transitions SET value = ?", (b"k\x00\x01",))
    base.commit()
    base.close()
    with pytest.raises(ArtifactError, match=r"\.sqlite is damaged: the transition of 'split'"):
        again(stored, real).apply(root, ["split"], LIMITS)


def test_a_store_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("in the way")
    with pytest.raises(ArtifactError, match="cannot write to the store"):
        open_store(tmp_path / "store", fake())


def test_what_is_stored_leads_back_to_its_goal(stored: StoredAssistant) -> None:
    """Theorem and path are kept once for a place."""
    root = stored.start(replace(THEOREM, header="a header", footer="a footer"))
    first = stored.apply(root, ["split"], LIMITS)[0].children[0]
    stored.apply(first, ["nothing", "exact hq"], LIMITS)
    stored.close()
    base = sqlite3.connect(stored.store.path)
    rows = base.execute("SELECT path FROM places ORDER BY length(path)").fetchall()
    assert [len(database.path_from(path)) for (path,) in rows] == [0, 1]
    header, footer, name = base.execute("SELECT header, footer, name FROM theorems").fetchone()
    assert (database.text_at(base, header), database.text_at(base, footer), name) == ("a header", "a footer", "swap")
    base.close()
    assert json.dumps([step.tactic for step in first.path]) == '["split"]'


def test_a_known_place_stays_known_while_another_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading one place lets go of the one that was kept longest, which may be asked for in the same breath."""
    monkeypatch.setattr(database, "_KEPT_PLACES", 2)
    file = opened(tmp_path / "a.sqlite")
    file.add([answer(number, f"tactic {number}") for number in range(3)])
    file.flush()
    keys = [answer(number).place for number in range(3)]
    for key in keys[:2]:
        file.rows([key])
    assert set(file.rows([keys[0], keys[2]])) == {"tactic 0", "tactic 2"}
