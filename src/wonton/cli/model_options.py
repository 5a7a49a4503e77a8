"""The options of providers that ask a language model, and the settings that they make."""

from __future__ import annotations

import os
from argparse import ArgumentParser, ArgumentTypeError, BooleanOptionalAction, Namespace
from collections.abc import Sequence

from wonton.cli.parsing import positive
from wonton.core.errors import SettingsError
from wonton.providers.models import APIS, SPECS, ModelSettings, Spending, Surroundings, given_settings, resolve
from wonton.runs.home import Home

#: Options whose settings are called otherwise.
_RENAMED = {"endpoint_url": "url", "endpoint_api": "api"}
_OPTIONS = (
    *("model", "backend", "device", "sampling", "samples", "temperature", "top_p", "max_new_tokens", "batch"),
    *("endpoint_url", "endpoint_api"),
)
#: What a server may be asked, and what it costs.
_SPENDING = ("request_cap", "prices")
#: Options of models behind a server, and of models in this process.
_OF_SERVERS = ("endpoint_url", "endpoint_api", *_SPENDING)
_IN_PROCESS = ("backend", "device")


def add_model(parser: ArgumentParser) -> None:
    """`--model` and what belongs to it. No option has a default of its own: each provider has its own defaults."""
    group = parser.add_argument_group(f"model of the provider ({', '.join(SPECS)})")
    group.add_argument(
        "--model",
        action="append",
        metavar="PATH",
        help="folder of the weights, config and tokenizer; for endpoint the model's name there; of one of several "
        "providers: NAME=PATH, once for each",
    )
    group.add_argument("--backend", choices=("transformers", "mlx"), help="what runs the model (deepseek: mlx)")
    group.add_argument(
        "--device", metavar="NAME", help="where: cpu, cuda, cuda:N, mps; mlx: cpu, gpu (its default on Macs)"
    )
    group.add_argument(
        "--sampling", action=BooleanOptionalAction, default=None, help="draw, or take the best of a beam (reprover)"
    )
    group.add_argument("--samples", type=positive, metavar="N", help="texts for each goal, or the width of the beam")
    group.add_argument("--temperature", type=float, metavar="T", help="of drawing")
    group.add_argument("--top-p", type=float, metavar="P", help="draw among the most probable that hold P together")
    group.add_argument("--max-new-tokens", type=positive, metavar="N", help="of a text, at most")
    group.add_argument("--batch", type=positive, metavar="N", help="texts of one goal that are decoded together")
    group.add_argument("--endpoint-url", metavar="URL", help="an OpenAI-compatible server: http://localhost:8000/v1")
    group.add_argument("--endpoint-api", choices=APIS, help="which of its interfaces is asked (chat)")
    group.add_argument(
        "--request-cap", type=positive, metavar="N", help="requests to the server at most, all workers together"
    )
    group.add_argument(
        "--prices", type=_prices, metavar="IN,OUT", help="of a million tokens in and out, for the line of costs"
    )


def model_from(args: Namespace, home: Home) -> ModelSettings | None:
    """The settings of the model; None for a provider that asks none. Raises `SettingsError`."""
    given = given_settings({_RENAMED.get(name, name): getattr(args, name, None) for name in _OPTIONS})
    if args.provider in SPECS:
        if "model" in given:
            given["model"] = _models(given["model"], [args.provider])[args.provider]
        return resolve(args.provider, given, Surroundings(os.environ, home.models))
    if given:
        raise SettingsError(
            f"provider {args.provider} asks no model, so it takes no {next(iter(given))}",
            f"Options of models are for {', '.join(SPECS)}.",
        )
    return None


def split_by_provider(args: Namespace, providers: Sequence[str]) -> dict[str, Namespace]:
    """The arguments as they hold for each of `providers`: `provider` is its name, `model` its own.

    `--model NAME=PATH` is for that provider, `--model PATH` for the only one that asks a model; any other option is
    for all whom it can concern. Raises `SettingsError` for one that concerns nobody.
    """
    models = _models(args.model or [], providers)
    given = [name for name in (*_OPTIONS, *_SPENDING) if name != "model" and getattr(args, name) is not None]
    for option in given:
        if not any(_concerns(option, provider) for provider in providers):
            raise SettingsError(
                f"none of {', '.join(providers)} takes --{option.replace('_', '-')}", "Leave it out, or name one."
            )
    return {provider: _of_provider(args, provider, given, models.get(provider)) for provider in providers}


def _of_provider(args: Namespace, provider: str, given: Sequence[str], model: str | None) -> Namespace:
    dropped = {option: None for option in given if not _concerns(option, provider)}
    own = {"provider": provider, "model": None if model is None else [model]}
    return Namespace(**{**vars(args), **dropped, **own})


def _concerns(option: str, provider: str) -> bool:
    if option in _OF_SERVERS or provider == "endpoint":
        return provider == "endpoint" and option not in _IN_PROCESS
    return provider in SPECS


def _models(texts: Sequence[str], providers: Sequence[str]) -> dict[str, str]:
    """The models that `--model` names, by provider. Raises `SettingsError` where it is not clear whose one is."""
    found = {}
    asking = [name for name in providers if name in SPECS]
    for text in texts:
        name, named, path = text.partition("=")
        owners = [name] if named and name in SPECS else asking
        if len(owners) != 1 or owners[0] not in providers:
            raise SettingsError(
                f"--model {text}: of the providers {', '.join(providers)}, {', '.join(asking) or 'none'} ask a model",
                f"Say whose it is: --model {(asking or ['reprover'])[0]}=PATH.",
            )
        found[owners[0]] = path if named and name in SPECS else text
    return found


def spending_from(args: Namespace) -> Spending:
    """What a server may be asked, and what it costs."""
    prices = getattr(args, "prices", None) or (0.0, 0.0)
    return Spending(getattr(args, "request_cap", None), *prices)


def _prices(text: str) -> tuple[float, float]:
    parts = text.split(",")
    try:
        price_in, price_out = (float(part) for part in parts)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not two numbers, as in 0.15,0.6") from None
    return price_in, price_out
