"""`python -m models.pocket STEP`: the steps of making and measuring Pocket; each has its own help."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from models.pocket import commands


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one step of making or measuring Pocket."""
    options = _parser().parse_args(arguments)
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    import torch

    torch.set_num_threads(options.threads)
    report = options.run(options)
    if report is not None:
        print(json.dumps(report, indent=2))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m models.pocket", description=__doc__)
    parser.add_argument("--threads", type=int, default=2, help="CPU threads torch may use (default 2)")
    steps = parser.add_subparsers(required=True, metavar="step")

    render = steps.add_parser("render", help="render clips and control pictures for the autoencoder")
    render.add_argument("--out", type=Path, required=True, help="the .npy file to write, uint8 [N,T,H,W,3]")
    render.add_argument("--clips", type=int, default=1000, help="how many clips (default 1000)")
    render.add_argument("--first-seed", type=int, default=0, help="first training seed (default 0)")
    render.set_defaults(run=commands.render)

    vae = steps.add_parser("train-vae", help="train the autoencoder; goes on from its checkpoint")
    vae.add_argument("--pools", type=Path, nargs="+", required=True, help=".npy files of `render`")
    vae.add_argument("--checkpoint", type=Path, required=True, help="file to save the training in and resume it from")
    vae.add_argument("--stage", choices=("frames", "clips"), required=True, help="single frames first, then clips")
    vae.add_argument("--steps", type=int, required=True, help="length of the stage's schedule")
    vae.add_argument("--pictures", type=int, default=16, help="frames a step sees in all (default 16; 36 for clips)")
    vae.add_argument(
        "--lengths", type=int, nargs="+", default=[5, 9, 17], help="lengths of pieces in stage clips, 4 n + 1 each"
    )
    vae.add_argument("--learning-rate", type=float, default=2e-3, help="peak of the schedule (default 0.002)")
    vae.add_argument("--chroma", type=float, default=1.0, help="extra weight of colour differences (default 1)")
    vae.add_argument("--motion", type=float, default=0.0, help="extra weight of what moves (default 0; 4 for clips)")
    vae.add_argument("--saturation", type=float, default=8.0, help="extra weight of vivid pixels (default 8)")
    vae.add_argument("--inflate", action="store_true", help="before the first step on clips, after single frames")
    vae.add_argument("--residual", action="store_true", help="with shortcuts: a teacher for `distil`")
    vae.add_argument("--freeze-encoder", action="store_true", help="train the decoder only")
    vae.add_argument("--bf16", action="store_true", help="autocast to bfloat16: twice as fast on clips")
    vae.set_defaults(run=commands.train_vae)

    distil = steps.add_parser("distil", help="teach an autoencoder without shortcuts one with them; goes on likewise")
    distil.add_argument("--pools", type=Path, nargs="+", required=True, help=".npy files of `render`")
    distil.add_argument("--teacher", type=Path, required=True, help="checkpoint of train-vae --residual")
    distil.add_argument("--checkpoint", type=Path, required=True, help="file to save this half in and resume it from")
    distil.add_argument("--half", choices=("encoder", "decoder"), required=True, help="which half learns")
    distil.add_argument("--steps", type=int, required=True, help="length of the schedule")
    distil.add_argument("--bf16", action="store_true", help="autocast to bfloat16")
    distil.set_defaults(run=commands.distil)

    join = steps.add_parser("join", help="one checkpoint for train-vae from the two halves of distil")
    join.add_argument("--encoder", type=Path, required=True, help="checkpoint of distil --half encoder")
    join.add_argument("--decoder", type=Path, required=True, help="checkpoint of distil --half decoder")
    join.add_argument("--out", type=Path, required=True, help="checkpoint to write")
    join.set_defaults(run=commands.join)

    export_vae = steps.add_parser("export-vae", help="measure latent statistics and write the autoencoder's folder")
    export_vae.add_argument("--checkpoint", type=Path, required=True, help="checkpoint of train-vae")
    export_vae.add_argument("--out", type=Path, required=True, help="folder to write")
    export_vae.add_argument("--clips", type=int, default=64, help="clips to measure the latents on (default 64)")
    export_vae.add_argument(
        "--keep-statistics", type=Path, help="take latent statistics from this folder (after decoder-only training)"
    )
    export_vae.set_defaults(run=commands.export_vae)

    encode = steps.add_parser("encode", help="render and encode training samples into shards")
    encode.add_argument("--vae", type=Path, required=True, help="folder of export-vae")
    encode.add_argument("--out", type=Path, required=True, help="folder of shards")
    encode.add_argument("--samples", type=int, default=4096, help="how many samples (default 4096)")
    encode.add_argument("--first-seed", type=int, default=1_000_000, help="first training seed (default 1000000)")
    encode.add_argument("--bf16", action="store_true", help="autocast to bfloat16: faster, slightly less exact")
    encode.set_defaults(run=commands.encode)

    train = steps.add_parser("train", help="train the transformer and the text encoder; goes on from the checkpoint")
    train.add_argument("--shards", type=Path, required=True, help="folder of encode")
    train.add_argument(
        "--checkpoint", type=Path, required=True, help="file to save the training in and resume it from"
    )
    train.add_argument("--steps", type=int, default=100_000, help="length of the schedule (default 100000)")
    train.add_argument("--minutes", type=float, help="stop after this time; the learning rate then follows the clock")
    train.add_argument("--batch", type=int, default=16, help="samples a step (default 16)")
    train.add_argument("--learning-rate", type=float, default=6e-4, help="peak of the schedule (default 0.0006)")
    train.add_argument(
        "--timestep-shift",
        type=float,
        default=2.0,
        help="pushes training towards noise (default 2), where only control can tell what to draw",
    )
    train.add_argument("--bf16", action="store_true", help="autocast to bfloat16: twice as fast where the CPU has it")
    train.set_defaults(run=commands.train)

    export = steps.add_parser("export", help="write the diffusers folder from the two trainings")
    export.add_argument("--vae", type=Path, required=True, help="folder of export-vae")
    export.add_argument("--checkpoint", type=Path, required=True, help="checkpoint of train")
    export.add_argument("--out", type=Path, required=True, help="folder to write, such as assets/pocket")
    export.add_argument("--shift", type=float, default=commands.FLOW_SHIFT, help="flow shift of the scheduler")
    export.add_argument(
        "--control-gain",
        type=float,
        default=1.0,
        help="what control adds is multiplied by this, so that a conditioning_scale of 1 means this one (default 1)",
    )
    export.set_defaults(run=commands.export)

    evaluate = steps.add_parser("evaluate", help="measure the folder on scenes it never saw")
    evaluate.add_argument("--folder", type=Path, default=commands.ASSETS, help="folder to measure (the bundled one)")
    evaluate.add_argument("--scenes", type=int, default=64, help="unseen scenes (default 64)")
    evaluate.add_argument("--other-scenes", type=int, default=16, help="scenes for depth, edges, pose each; 0: none")
    evaluate.add_argument(
        "--modes",
        nargs="+",
        default=["control", "off", "truth", "rough mask", "scale 0"],
        help="what to measure strokes in; control and off are needed",
    )
    evaluate.add_argument("--jobs", type=int, default=2, help="processes for the strokes (default 2)")
    evaluate.add_argument("--steps", type=int, default=commands.STEPS, help="denoising steps")
    evaluate.add_argument("--guidance", type=float, default=commands.GUIDANCE, help="guidance scale")
    evaluate.add_argument("--shift", type=float, help="flow shift, instead of the folder's own")
    evaluate.add_argument("--json", type=Path, help="also write the report here")
    evaluate.set_defaults(run=commands.evaluate)

    card = steps.add_parser("card", help="write the model card from a report")
    card.add_argument("--folder", type=Path, default=commands.ASSETS, help="folder the card is for (the bundled one)")
    card.add_argument("--report", type=Path, required=True, help="JSON of evaluate")
    card.add_argument("--training", type=Path, required=True, help="JSON list of stage, steps, data, minutes")
    card.set_defaults(run=commands.card)
    return parser


if __name__ == "__main__":
    sys.exit(main())
