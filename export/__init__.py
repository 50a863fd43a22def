"""From a training checkpoint to the files a student is run from: GGUF and ONNX, quantised, verified, measured.

Needs the extra ``export`` (torch, transformers, gguf, onnx); nothing here is imported by the solving core.
"""
