"""`lean:mathlib4` out of a tree of Lean files, out of any checkout, and what the wheel's Lean says of the tree."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from wonton.assistants.lean.assistant import open_assistant
from wonton.core.errors import SettingsError
from wonton.corpus import Corpus, Selection, build_named, select, validate
from wonton.corpus.lean.mathlib import VARIABLE, mathlib_build

TREE = Path(__file__).parent / "tree"
CHECKOUT = os.environ.get(VARIABLE, "")
MINIF2F = Path(__file__).parents[4] / "shared" / "data" / "minif2f"

#: Theorems of the tree that Lean accepts over our Core library.
VALID = """
plain, with_variables, with_explicit, included, not_included, included_from_here_on, omitted, at_the_root, behind_mutual
Mathlib.Logic.Basic.Outer.Inner.hidden, Outer.Inner.visible, Outer.Inner.Deeper.named, Outer.between
Outer.Inner.Deeper.beside, Outer.Inner.«with a name of its own»
by_alternatives, by_fields, with_let, under_options, uses_what_came_before, classical, given_up, of_mathlib
with_universe
"""
#: Those that want another library, or words of it.
INVALID = """
behind_what_this_library_has_not
absolute, absolute_alternatives, image_of_preimage, Set.of_sep, chained, with_default, by_match, two_of_nat
Mathlib.Order.Twice.hidden, Mathlib.Order.Twice.twice
"""
REFUSED = {
    "behind a command that is not known": ["guarded"],
    "mutual block": ["one_of_two", "two_of_two"],
    "no proof and no sorry behind it": ["proof_is_missing"],
    "pattern matching behind a match": ["matched"],
    "the name stands twice in its file": ["Mathlib.Order.Twice.twice"],
}


def ids(text: str) -> set[str]:
    return {name.strip() for name in text.replace("\n", ",").split(",")} - {""}


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    (made,) = build_named(tmp_path / "home", "lean-mathlib", [str(TREE)])
    return made


def test_the_theorems_of_the_tree_and_what_is_left_out(corpus: Corpus) -> None:
    assert corpus.ref.name == "lean:mathlib4"
    assert {item.item_id for item in corpus.items} == ids(VALID) | ids(INVALID)
    assert {reason: refusal["names"] for reason, refusal in corpus.manifest.refused.items()} == REFUSED
    assert {item.topic for item in corpus.items} == {"Logic", "Order"}


def test_a_context_ends_where_what_belongs_to_the_theorem_begins(corpus: Corpus) -> None:
    begun = {}
    for item in corpus.items:
        begun[item.item_id] = (TREE / item.context).read_text(encoding="utf-8")[item.context_end :].split("\n")[0]
        assert f"theorem {item.item_id} " not in corpus.context(item.context)[: item.context_end]
    assert {begun[name] for name in ("plain", "with_explicit", "included", "omitted", "under_options", "chained")} == {
        "/-- Documented. theorem nor_that : False := -/",
        "/-- Two lines of attributes. -/",
        "include hr in",
        "omit hr in",
        "set_option maxHeartbeats 400000 in",
        "open Classical in",
    }


def test_imports_are_plain_whatever_the_file_says_of_them(corpus: Corpus) -> None:
    lines = corpus.context("Mathlib/Order/Notation.lean").split("@[expose]")[0].split("\n")
    imports = [line.strip() for line in lines if line.strip()]
    assert imports == [f"import Mathlib.{name}" for name in ("Logic.Basic", "Tactic.Basic", "Logic.Proofs")]


def test_commands_for_one_theorem_open_sections(corpus: Corpus) -> None:
    (item,) = select(corpus.items, Selection(theorems=("chained",)))
    theorem = corpus.theorem(item)
    assert theorem.header.endswith("\nsection\nopen Classical\nsection\nvariable (f)\n")
    assert theorem.statement == ": ∃ g : β → α, ∀ y, (fun x ↦ g x) y = g y"


def test_the_same_files_give_the_same_build_from_anywhere(corpus: Corpus, tmp_path: Path) -> None:
    moved = shutil.copytree(TREE, tmp_path / "moved")
    (again,) = build_named(tmp_path / "other", "lean-mathlib", [str(moved)])
    assert again.ref == corpus.ref
    (moved / "Mathlib" / "Order" / "Twice.lean").unlink()
    (less,) = build_named(tmp_path / "other", "lean-mathlib", [str(moved)], "less")
    assert (less.ref.corpus_id, len(less.items)) == ("less", len(corpus.items) - 2)


def test_a_project_without_a_folder_mathlib_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "MyLib").mkdir()
    (tmp_path / "MyLib" / "A.lean").write_text("theorem a : True := trivial", encoding="utf-8")
    (tmp_path / "lakefile.lean").write_text("theorem b : True := trivial", encoding="utf-8")
    made = mathlib_build(tmp_path)
    assert [(item.item_id, item.topic) for item in made.items] == [("a", "A")]
    assert made.provenance["source"] == "Lean project"


def test_a_checkout_is_named_by_argument_or_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(SettingsError, match="no Mathlib checkout is named") as caught:
        build_named(tmp_path, "lean-mathlib")
    assert VARIABLE in caught.value.remedy
    monkeypatch.setenv(VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(SettingsError, match=r"nowhere is not a folder \(MATHLIB_PATH\)"):
        build_named(tmp_path, "lean:mathlib4")
    monkeypatch.setenv(VARIABLE, str(TREE))
    assert build_named(tmp_path, "lean:mathlib4")[0].ref == build_named(tmp_path, "lean-mathlib", [str(TREE)])[0].ref


def test_lean_accepts_what_it_can_and_its_messages_say_why_not_the_rest(corpus: Corpus, lean_cache: Path) -> None:
    assistant = open_assistant(lean_cache)
    try:
        rows = validate(corpus, assistant)
        roots = {item.item_id: assistant.start(corpus.theorem(item)) for item in corpus.items if item.item_id in GOALS}
    finally:
        assistant.close()
    assert {row.item_id for row in rows if row.valid} == ids(VALID)
    assert {row.message.split("\n")[0] for row in rows if row.item_id in ids(INVALID)} == {
        "unknown module prefix 'Mathlib'",
        "unexpected identifier; expected command",
    }
    for item_id, names in GOALS.items():
        assert [hypothesis.name for hypothesis in roots[item_id].goal.hypotheses] == names


#: Whose goal has what: a theorem has those variables of its section that it mentions or that `include` names.
GOALS = {
    "with_variables": ["p", "q", "h"],
    "included": ["p", "r", "hr"],
    "not_included": ["p", "r"],
    "omitted": ["q", "r", "h"],
    "Outer.Inner.visible": ["α", "a", "b", "h"],
}


@pytest.mark.skipif(not CHECKOUT, reason=f"{VARIABLE} names no Mathlib checkout")
def test_a_real_checkout_is_read_nearly_whole(tmp_path: Path) -> None:
    (made,) = build_named(tmp_path, "lean-mathlib", [CHECKOUT])
    refused = sum(refusal["count"] for refusal in made.manifest.refused.values())
    assert len(made.items) > 50 * refused
    for item in made.items[:: max(1, len(made.items) // 1000)]:
        assert made.theorem(item).statement


@pytest.mark.skipif(not MINIF2F.is_dir(), reason="miniF2F is not beside the checkout")
def test_all_of_minif2f_is_read_and_paired(tmp_path: Path) -> None:
    (lean,) = build_named(tmp_path, "lean-files", [str(MINIF2F / "lean")])
    assert (len(lean.items), dict(lean.manifest.refused)) == (244, {})
    assert all(lean.theorem(item).header.startswith("import Mathlib\n") for item in lean.items)
    build_named(tmp_path, "rocq-files", [str(MINIF2F / "rocq")])
    pairs = build_named(tmp_path, "paired", ["lean:minif2f", "rocq:minif2f"])
    assert [len(pair.items) for pair in pairs] == [244, 244]
    assert all(item.lean and item.rocq for pair in pairs for item in pair.items)
