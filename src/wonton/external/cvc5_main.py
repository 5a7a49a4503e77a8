"""cvc5 out of its Python package, with the face of its program: `python -P cvc5_main.py [--option] FILE`.

A script, not imported: it must start fast, and needs nothing of ours. Takes the options that `wonton.external.cvc5`
gives. Answers go to standard output, statistics to standard error.
"""

from __future__ import annotations

import sys
from typing import Any


def main(arguments: list[str]) -> int:
    """Do what the program `cvc5` does with these arguments; gives its exit code."""
    import cvc5

    if arguments == ["--version"]:
        print_line(f"This is cvc5 version {cvc5.__version__}")
        return 0
    *options, path = arguments
    solver, symbols = _solver(cvc5, options)
    parser = cvc5.InputParser(solver, symbols)
    try:
        parser.setFileInput(cvc5.InputLanguage.SMT_LIB_2_6, path)
        while not (command := parser.nextCommand()).isNull():
            answer = str(command.invoke(solver, symbols))
            print_line(answer)
            if answer.strip() == "unsat" and "--dump-proofs" in options:
                for proof in solver.getProof():
                    print_line(_text(solver.proofToString(proof, cvc5.ProofFormat.CPC)))
    except RuntimeError as error:
        print_line('(error "' + str(error).replace('"', '""') + '")')
        return 1
    finally:
        for name, value in solver.getStatistics().get(False, False).items():
            if isinstance(value.get("value"), int | float) and not value["default"]:
                sys.stderr.write(f"{name} = {value['value']}\n")
    return 0


def _solver(cvc5: Any, options: list[str]) -> tuple[Any, Any]:
    terms = cvc5.TermManager()
    solver = cvc5.Solver(terms)
    for option in options:
        name, _, value = option.removeprefix("--").partition("=")
        if name not in ("lang", "stats", "dump-proofs", "proof-format-mode"):
            solver.setOption(name, value or "true")
    if "--dump-proofs" in options:
        solver.setOption("produce-proofs", "true")
    return solver, cvc5.SymbolManager(terms)


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def print_line(text: str) -> None:
    """One answer, at once: whoever reads must not wait for the end."""
    if text.strip():
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
