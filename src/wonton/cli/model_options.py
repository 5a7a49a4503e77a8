"""The options of providers that ask a language model, and the settings that they make."""

from __future__ import annotations

import os
from argparse import ArgumentParser, ArgumentTypeError, BooleanOptionalAction, Namespace

from wonton.core.errors import SettingsError
from wonton.providers.models import APIS, SPECS, ModelSettings, Spending, Surroundings, given_settings, resolve
from wonton.runs.home import Home

#: Options whose settings are called otherwise.
_RENAMED = {"endpoint_url": "url", "endpoint_api": "api"}
_OPTIONS = (
    *("model", "backend", "device", "sampling", "samples", "temperature", "top_p", "max_new_tokens", "batch"),
    *("endpoint_url", "endpoint_api"),
)


def add_model(parser: ArgumentParser) -> None:
    """`--model` and what belongs to it. No option has a default of its own: each provider has its own defaults."""
    group = parser.add_argument_group(f"model of the provider ({', '.join(SPECS)})")
    group.add_argument(
        "--model",
        metavar="PATH",
        help="folder of the weights, config and tokenizer; for endpoint the model's name there",
    )
    group.add_argument("--backend", choices=("transformers", "mlx"), help="what runs the model (deepseek: mlx)")
    group.add_argument(
        "--device", metavar="NAME", help="where: cpu, cuda, cuda:N, mps; mlx: cpu, gpu (its default on Macs)"
    )
    group.add_argument(
        "--sampling", action=BooleanOptionalAction, default=None, help="draw, or take the best of a beam (reprover)"
    )
    group.add_argument("--samples", type=_positive, metavar="N", help="texts for each goal, or the width of the beam")
    group.add_argument("--temperature", type=float, metavar="T", help="of drawing")
    group.add_argument("--top-p", type=float, metavar="P", help="draw among the most probable that hold P together")
    group.add_argument("--max-new-tokens", type=_positive, metavar="N", help="of a text, at most")
    group.add_argument("--batch", type=_positive, metavar="N", help="texts of one goal that are decoded together")
    group.add_argument("--endpoint-url", metavar="URL", help="an OpenAI-compatible server: http://localhost:8000/v1")
    group.add_argument("--endpoint-api", choices=APIS, help="which of its interfaces is asked (chat)")
    group.add_argument(
        "--request-cap", type=_positive, metavar="N", help="requests to the server at most, all workers together"
    )
    group.add_argument(
        "--prices", type=_prices, metavar="IN,OUT", help="of a million tokens in and out, for the line of costs"
    )


def model_from(args: Namespace, home: Home) -> ModelSettings | None:
    """The settings of the model; None for a provider that asks none. Raises `SettingsError`."""
    given = given_settings({_RENAMED.get(name, name): getattr(args, name, None) for name in _OPTIONS})
    if args.provider in SPECS:
        return resolve(args.provider, given, Surroundings(os.environ, home.models))
    if given:
        raise SettingsError(
            f"provider {args.provider} asks no model, so it takes no {next(iter(given))}",
            f"Options of models are for {', '.join(SPECS)}.",
        )
    return None


def spending_from(args: Namespace) -> Spending:
    """What a server may be asked, and what it costs."""
    prices = getattr(args, "prices", None) or (0.0, 0.0)
    return Spending(getattr(args, "request_cap", None), *prices)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a positive whole number")
    return int(text)


def _prices(text: str) -> tuple[float, float]:
    parts = text.split(",")
    try:
        price_in, price_out = (float(part) for part in parts)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not two numbers, as in 0.15,0.6") from None
    return price_in, price_out
