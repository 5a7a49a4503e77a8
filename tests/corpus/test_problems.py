"""Problems as corpora: what files say of themselves, the shipped ones, and what cannot be used."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from wonton.core.errors import SettingsError
from wonton.corpus import build_named, open_corpus
from wonton.corpus.items import item_from_json
from wonton.corpus.problems import smtlib, tptp
from wonton.corpus.problems.building import problems_build

SHARED = Path(__file__).parents[3] / "shared" / "data"


def write(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path = path.with_name(f"{path.name}.{'ax' if 'Axioms' in name else 'p'}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_a_tptp_root_is_read_with_its_includes(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        Axioms__A="include('Axioms/B.ax').\nfof(a, axiom, p).\n",
        Axioms__B="tff(t, type, c: $i).\ninclude('Axioms/A.ax').\n",
        Problems__PUZ__PUZ001="% Status   : Theorem\n% Problem  : A puzzle\n"
        "include('Axioms/A.ax',[a]).\ncnf(x, axiom, q).\n",
        Problems__PUZ__PUZ002="include('Axioms/nothing.ax').\n% thf(a, axiom, p).\nfof('thf(', axiom, q(\"thf(\")).\n",
        Problems__X__empty="% nothing\n",
    )
    build = problems_build(root, "tptp")
    first, second = build.items
    assert (first.item_id, first.name, first.topic) == ("Problems/PUZ/PUZ001", "PUZ001", "PUZ")
    assert (first.dialect, first.expected, first.statement) == ("tff", "Theorem", "A puzzle")
    assert (second.dialect, second.expected) == ("fof", "")
    assert {reason: refusal.names for reason, refusal in build.refused.items()} == {
        "it has no formula": ("Problems/X/empty.p",)
    }
    before = first.sha256
    (root / "Axioms" / "B.ax").write_text("tff(t, type, d: $i).\n")
    assert problems_build(root, "tptp").items[0].sha256 != before


def test_what_a_script_expects() -> None:
    two = "(set-info :status sat)\n(check-sat)(assert false) ; (check-sat)\n(set-info :status unsat) (check-sat)\n"
    assert smtlib.expected(two) == "sat unsat"
    assert smtlib.expected("(check-sat)(set-info :status unsat)(check-sat)") == "unknown unsat"
    assert smtlib.expected("(set-info :status unknown)(check-sat)") == ""
    assert smtlib.expected("(set-info :status unsat)(check-sat)(check-sat)") == "unsat unsat"
    assert smtlib.logic("(set-info :source |(set-logic X)|)\n(set-logic ; now\n QF_LIA)") == "QF_LIA"


def test_quotes_and_comments_hide_dialects() -> None:
    assert tptp.scan("/* thf(a) */ cnf(a, axiom, 'fof('(x)). ").dialect == "cnf"
    assert tptp.scan("fof(a, axiom, tff(b)).").dialect == "fof"


@pytest.mark.parametrize("name", ["tptp", "smtlib"])
def test_forty_problems_come_with_the_program(tmp_path: Path, name: str) -> None:
    corpus = open_corpus(tmp_path, f"{name}:small")
    assert len(corpus.items) == 40
    assert all(item.expected and item.statement and item.dialect for item in corpus.items)
    assert len(Counter(item.topic for item in corpus.items)) >= 6
    assert [item_from_json(item.to_json()) for item in corpus.items] == list(corpus.items)


def test_a_corpus_of_problems_is_built_by_name(tmp_path: Path) -> None:
    root = write(tmp_path / "mine", a="fof(a, axiom, p).\n")
    (corpus,) = build_named(tmp_path, "tptp", [str(root)])
    assert (corpus.ref.name, [item.path for item in corpus.items]) == ("tptp:mine", ["a.p"])
    with pytest.raises(SettingsError, match=r"no \*.smt2 files"):
        build_named(tmp_path, "smtlib", [str(root)])
    with pytest.raises(SettingsError, match="not a folder"):
        build_named(tmp_path, "tptp", [str(root / "nothing")])


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is absent")
def test_problems_of_others_are_read() -> None:
    found = Counter(item.expected for item in problems_build(SHARED / "tptp", "tptp").items)
    assert (found["Theorem"], found["Unsatisfiable"], found["Satisfiable"]) == (5, 14, 1)
    assert len(problems_build(SHARED / "smtlib", "smtlib").items) == 60
