"""The model card: what was trained for how long, and every measured number, from the report of `evaluate`."""

from __future__ import annotations

from typing import Any

_HEAD = """\
---
license: apache-2.0
library_name: diffusers
pipeline_tag: text-to-video
tags:
- video
- vace
- motion-control
- toy-world
language:
- en
---

# Pocket

A video diffusion model small enough to ship in the box: a Wan VACE at toy size in ordinary diffusers classes, trained
from nothing on a procedural world of lit ground, sky, solids and a walking figure. It makes 17 frames of 96 x 64
pixels at 8 frames a second on two CPU cores, and is there so that every line that runs the big models runs anywhere.

```python
import torch
from diffusers import WanVACEPipeline

pipe = WanVACEPipeline.from_pretrained("assets/pocket", dtype=torch.float32, local_files_only=True)
clip = pipe(
    prompt="a red ball and a blue box on a checkered grey floor under a purple sky",
    width=96, height=64, num_frames=17, max_sequence_length=40,
    num_inference_steps={steps}, guidance_scale={guidance},
).frames[0]
```

Always pass `max_sequence_length=40` (the tokenizer's `model_max_length`): the pipeline pads prompts with zeros and
Pocket has seen that length only. `video` and `mask` take control as any VACE does: the picture to start from as frame
0 with mask 0, and from frame 1 on, mask 1 and one of

* a crude animation, the object's cut-out moved along its stroke over a filled background (`models/control/crude.py`);
* a depth clip, near is white; Canny edges, white on black; an OpenPose-18 skeleton in its usual colours, on black;
* plain grey (127), for no control.

## Parts

| part | class | size |
| --- | --- | --- |
| transformer | `WanVACETransformer3DModel`, 8 layers of 256, 4 of control, patch 2x2 | {transformer} M, bfloat16 |
| autoencoder | `AutoencoderKLWan`, 24 channels, 8x8 in space, 4 in time | {vae} M, float32 |
| text | `UMT5EncoderModel`, 2 layers of width 128, {words} whole words | {text} M, bfloat16 |
| sampler | `UniPCMultistepScheduler`, flow prediction, shift {shift:g} | |

"""

_TRAINING = """\
## Training

On 2 cores of an EPYC (AVX-512 with bfloat16), no GPU; the cores were shared with other work, so the times are upper
bounds.

{rows}

Data: `models/pocket/world`, rendered at two samples a pixel each way, training seeds below 10,000,000. Loss of the
autoencoder: absolute + squared + gradient error, and a small divergence from a Gaussian. Loss of the transformer:
flow matching, with more weight where the picture moves. The mix of tasks is in `models/pocket/data.py`.

"""

_METHOD = """\
## Measured

Seeds from 1,000,000,000 on, which training refuses. Scenes: a fixed camera and one moving object whose centre is
visible in the first and last frame and which never shows fewer than 30 pixels; nothing else is asked of a scene.
{steps} denoising steps, guidance {guidance:g}, shift {shift:g}, float32, {threads} thread(s). Brackets: 95 %
bootstrap interval of the median.

The commanded path is the object's true track. The tracker knows the first frame and the object's mask in it, never
the path: it learns the object's and the background's colours there, and in each generated frame takes the largest
connected patch nearer to the former (`models/pocket/tracking.py`). Path error is the mean distance over frames 1 to
16 between commanded and tracked offset; IoU compares the patch in the last frame with the true mask. The row "true
clip" is the tracker's own error. "Control off" has the same first frame, prompt and noise, and grey for the crude
animation.

"""

_LIMITS = """\
## Limits

A toy world and small pictures: it knows no photographs, no other words than its own, no other size or length than 17
frames of 96 x 64 with any confidence. Fine floor patterns and thin limbs come out soft. It has not seen reference
images. One prompt in eight was empty in training, so guidance above 1 works, but nothing was measured with it. What
is measured is control in this world; it says nothing about photographs.
"""


def model_card(report: dict[str, Any], training: list[dict[str, Any]], sizes: dict[str, float]) -> str:
    """The whole card in Markdown.

    report: what `evaluate` gives. training: rows with stage, steps, data, minutes. sizes: millions of parameters of
    "transformer", "vae" and "text", and the number of "words".
    """
    settings = report["settings"]
    head = _HEAD.replace("{steps}", str(settings["steps"])).replace("{guidance}", f"{settings['guidance']:g}")
    head = head.replace("{transformer}", f"{sizes['transformer']:.1f}").replace("{vae}", f"{sizes['vae']:.1f}")
    head = head.replace("{text}", f"{sizes['text']:.2f}").replace("{words}", f"{sizes['words']:g}")
    head = head.replace("{shift:g}", f"{settings['flow_shift']:g}")
    rows = ["| what | steps | data | minutes |", "| --- | --- | --- | --- |"]
    rows += [f"| {row['stage']} | {row['steps']:,} | {row['data']} | {row['minutes']:.0f} |" for row in training]
    method = _METHOD.format(
        steps=settings["steps"],
        guidance=settings["guidance"],
        shift=settings["flow_shift"],
        threads=report["threads"],
    )
    return head + _TRAINING.format(rows="\n".join(rows)) + method + _results(report) + _LIMITS


def _results(report: dict[str, Any]) -> str:
    parts = []
    vae = report["vae"]
    parts.append(f"Autoencoder, {vae['clip_psnr_db']['scenes']} unseen clips of every kind:\n")
    parts.append("| | median PSNR | mean |\n| --- | --- | --- |")
    for name, key in (("clip", "clip_psnr_db"), ("first frame", "first_frame_psnr_db")):
        parts.append(f"| {name} | {_interval(vae[key])} dB | {vae[key]['mean']:.1f} dB |")
    strokes = report["strokes"]
    parts.append(f"\nStrokes, {strokes['scenes']} unseen scenes:\n")
    parts.append("| | path error, px of 96 | % of width | IoU in the last frame |\n| --- | --- | --- | --- |")
    names = {
        "control": "control",
        "rough mask": "control, mask as drawn by hand, size held",
        "off": "control off",
        "scale 0": "`conditioning_scale=0`",
        "truth": "true clip",
    }
    for mode, name in names.items():
        if mode in strokes:
            row = strokes[mode]
            percent = row["path_error_percent_of_width"]
            parts.append(
                f"| {name} | {_interval(row['path_error_px'])} | {percent:.1f} | {_interval(row['last_frame_iou'])} |"
            )
    parts.append(f"\nRatio control / off: {strokes['ratio_control_to_off']:.2f}. ")
    parts.append(f"Seconds a clip: {_interval(strokes['sampling_s'])}.\n")
    if "other controls" in report:
        parts.append(
            "Other controls, first frame kept; edge F1 is the agreement of Canny edges with the true clip's:\n"
        )
        parts.append("| | scenes | path error, px | the same, off | edge F1 | the same, off |")
        parts.append("| --- | --- | --- | --- | --- | --- |")
        for name, modes in report["other controls"].items():
            on, off = modes["control"], modes["off"]
            cells = [_interval(m[key]) for key in ("path_error_px", "edge_f1") for m in (on, off)]
            parts.append(f"| {name} | {on['edge_f1']['scenes']} | {' | '.join(cells)} |")
        parts.append("")
    return "\n".join(parts) + "\n"


def _interval(numbers: dict[str, Any]) -> str:
    return f"{numbers['median']:.2f} [{numbers['low']:.2f}, {numbers['high']:.2f}]"
