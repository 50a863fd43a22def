"""A decoder-only student as an ONNX graph of onnxruntime's fused operators, written operator by operator.

No tracing: the graph is the same for every checkpoint of an architecture, and needs no PyTorch to be read. Attention
is ``GroupQueryAttention`` with rotary positions inside and the KV cache written in place (past and present may be
one buffer), norms are fused with the residual sum, query, key and value are one matrix, gate and up another.

Inputs: ``input_ids`` (batch, new) int64, ``seqlens_k`` (batch,) int32: the tokens each row then holds, minus one,
``total_sequence_length`` () int32: the largest of these plus one, ``num_logits`` (1,) int64: for how many of the last
positions logits are wanted, ``past_key_values.N.key|value`` (batch, kv heads, cells, head size).
Outputs: ``logits`` (batch, num_logits, vocabulary), ``present.N.key|value`` like the past.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kpdd_edge.errors import UsageError
from kpdd_edge.export.checkpoint import Checkpoint
from kpdd_edge.export.onnx_weights import BLOCK, Quantised, quantise_blocks

MICROSOFT = "com.microsoft"
OPSET = 21
#: Positions that the rotary tables are written for at most.
MAX_CONTEXT = 8192

#: Precision → bits of the layers' matrices and of the embedding with the output head; None: float.
BITS: dict[str, tuple[int | None, int | None]] = {
    "fp32": (None, None), "fp16": (None, None), "int8": (8, 8), "int4": (4, 8),
}  # fmt: skip


class GraphWriter:
    """Collects nodes and weights; ``checkpoint`` gives tensors, ``importance`` per GGUF name is optional."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        precision: str,
        *,
        context: int = MAX_CONTEXT,
        importance: dict[str, Any] | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> None:
        if checkpoint.encoder_decoder:
            raise UsageError("An encoder–decoder model has another graph")
        self.checkpoint = checkpoint
        self.config = checkpoint.config
        self.kind = checkpoint.model_type
        self.dtype = np.dtype(np.float16 if precision == "fp16" else np.float32)
        self.bits, self.head_bits = BITS[precision]
        self.importance = importance or {}
        self.progress = progress
        self.nodes: list[Any] = []
        self.weights: dict[str, Any] = {}
        self.weight_bytes = 0
        c = self.config
        self.hidden = int(c["hidden_size"])
        self.heads = int(c["num_attention_heads"])
        self.kv_heads = int(c.get("num_key_value_heads") or self.heads)
        self.head_size = int(c.get("head_dim") or self.hidden // self.heads)
        self.layers = int(c["num_hidden_layers"])
        self.vocabulary = int(c["vocab_size"])
        self.inner = int(c["intermediate_size"])
        self.context = min(int(c["max_position_embeddings"]), context)
        self.epsilon = float(c.get("rms_norm_eps", 1e-6))
        self.gemma = self.kind == "gemma3_text"

    # -- small pieces ------------------------------------------------------------------------------------------

    def node(self, op: str, inputs: list[str], outputs: list[str], *, domain: str = "", **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(
            helper.make_node(op, inputs, outputs, name=outputs[0] + "/" + op, domain=domain, **attributes)
        )
        return outputs[0]

    def constant(self, name: str, value: Any) -> str:
        self.weights.setdefault(name, np.ascontiguousarray(value))
        return name

    def tensor(self, name: str) -> Any:
        """A float32 array of the checkpoint."""
        return self.checkpoint.tensor(name).float().numpy()

    def gamma(self, name: str) -> str:
        value = self.tensor(name)
        return self.constant(name, (value + 1 if self.gemma else value).astype(self.dtype))

    def linear(self, x: str, name: str, weight: Any, bias: Any, out: str, important: Any = None) -> str:
        """``out = x · weightᵀ + bias``, quantised where the precision says so."""
        if self.bits is None:
            w = self.constant(name, weight.T.astype(self.dtype))
            self.weight_bytes += self.weights[name].nbytes
            if bias is None:
                return self.node("MatMul", [x, w], [out])
            product = self.node("MatMul", [x, w], [out + "/product"])
            return self.node("Add", [product, self.constant(name + ".bias", bias.astype(self.dtype))], [out])
        inputs = [x, *self.quantised(name, quantise_blocks(weight, self.bits, important))]
        if bias is not None:
            inputs += ["", self.constant(name + ".bias", bias.astype(self.dtype))]
        return self.nbits(inputs, out, weight.shape[0], weight.shape[1], self.bits)

    def nbits(self, inputs: list[str], out: str, rows: int, columns: int, bits: int) -> str:
        return self.node(
            "MatMulNBits",
            inputs,
            [out],
            domain=MICROSOFT,
            K=columns,
            N=rows,
            bits=bits,
            block_size=BLOCK,
            accuracy_level=4,
        )

    def quantised(self, name: str, q: Quantised) -> list[str]:
        self.weight_bytes += q.nbytes
        return [
            self.constant(name + ".codes", q.data),
            self.constant(name + ".scales", q.scales.astype(self.dtype)),
            self.constant(name + ".zeros", q.zeros),
        ]

    def norm(self, x: str, gamma: str, out: str) -> str:
        return self.node("SimplifiedLayerNormalization", [x, gamma], [out], axis=-1, epsilon=self.epsilon, stash_type=1)

    def add_norm(self, x: str, residual: str, gamma: str, out: str) -> tuple[str, str]:
        """The norm of ``x + residual``, and that sum."""
        self.node(
            "SkipSimplifiedLayerNormalization", [x, residual, gamma], [out, "", "", out + "/sum"], domain=MICROSOFT,
            epsilon=self.epsilon,
        )  # fmt: skip
        return out, out + "/sum"

    # -- the model ---------------------------------------------------------------------------------------------

    def build(self) -> Any:
        """Make all nodes and weights; ``onnx_files.save_graph`` writes them. Returns the writer itself."""
        x = self.embed()
        tables = {base: self.rotary(base, linear) for base, linear in {self.rope(i) for i in range(self.layers)}}
        residual = x
        normed = self.norm(x, self.gamma("model.layers.0.input_layernorm.weight"), "layer.0/normed")
        for i in range(self.layers):
            normed, residual = self.layer(i, normed, residual, tables[self.rope(i)[0]])
            if self.progress:
                self.progress((i + 1) / (self.layers + 1))
        self.head(normed)
        return self

    def embed(self) -> str:
        table = "model.embed_tokens.weight"
        value = self.tensor(table)
        self.embedding = value
        if self.head_bits is None:
            self.constant(table, value.astype(self.dtype))
            self.weight_bytes += self.weights[table].nbytes
            out = self.node("Gather", [table, "input_ids"], ["embedded"])
        else:
            # One copy serves the table and, where they are tied, the output head; the head wants another shape.
            q = quantise_blocks(value, self.head_bits, self.importance.get("token_embd.weight"))
            codes, scales, zeros = self.quantised(table, q)
            flat = self.node(
                "Reshape", [codes, self.constant("flat", np.array([q.rows, -1], np.int64))], ["embed/flat"]
            )
            out = self.node(
                "GatherBlockQuantized", [flat, "input_ids", scales, zeros], ["embedded"], domain=MICROSOFT,
                bits=self.head_bits, block_size=BLOCK, gather_axis=0, quantize_axis=1,
            )  # fmt: skip
            if q.columns % BLOCK:
                raise UsageError(
                    f"A hidden size of {q.columns} cannot be quantised", cause=f"It is no multiple of {BLOCK}."
                )
        if self.gemma:
            scale = self.constant("embed/scale", np.array(self.hidden**0.5, self.dtype))
            out = self.node("Mul", [out, scale], ["embedded/scaled"])
        return out

    def rope(self, layer: int) -> tuple[float, float]:
        """Rotary base and linear scaling factor of a layer."""
        base = float(self.config.get("rope_theta", 10000.0))
        scaling = self.config.get("rope_scaling") or {}
        rule = scaling.get("rope_type", scaling.get("type", "default"))
        if rule not in ("default", "linear", "llama3"):
            raise UsageError(f"Rotary scaling {rule!r} is not supported", cause="default, linear and llama3 are.")
        linear = float(scaling["factor"]) if rule == "linear" else 1.0
        if self.gemma and self.local(layer):
            return float(self.config.get("rope_local_base_freq", 10000.0)), 1.0
        return base, linear

    def local(self, layer: int) -> bool:
        """Whether a layer of Gemma 3 looks at a window only."""
        kinds = self.config.get("layer_types")
        if kinds:
            return bool(kinds[layer] == "sliding_attention")
        pattern = int(self.config.get("sliding_window_pattern") or self.config.get("_sliding_window_pattern") or 6)
        return (layer + 1) % pattern != 0

    def rotary(self, base: float, linear: float) -> tuple[str, str]:
        size = self.head_size
        frequency = 1.0 / base ** (np.arange(0, size, 2, dtype=np.float64) / size) / linear
        scaling = self.config.get("rope_scaling") or {}
        if scaling.get("rope_type", scaling.get("type")) == "llama3":
            from kpdd_edge.export.gguf_write import llama3_factors

            frequency /= np.array(llama3_factors(self.config))
        angles = np.outer(np.arange(self.context), frequency)
        return (
            self.constant(f"rotary/{base:g}/cos", np.cos(angles).astype(self.dtype)),
            self.constant(f"rotary/{base:g}/sin", np.sin(angles).astype(self.dtype)),
        )

    def layer(self, i: int, normed: str, residual: str, tables: tuple[str, str]) -> tuple[str, str]:
        name, out = f"model.layers.{i}", f"layer.{i}"
        attended = self.attention(i, normed, tables)
        if self.gemma:
            attended = self.norm(
                attended, self.gamma(name + ".post_attention_layernorm.weight"), out + "/attended/normed"
            )
            before = self.gamma(name + ".pre_feedforward_layernorm.weight")
        else:
            before = self.gamma(name + ".post_attention_layernorm.weight")
        normed, residual = self.add_norm(attended, residual, before, out + "/middle")
        gate, up = self.tensor(name + ".mlp.gate_proj.weight"), self.tensor(name + ".mlp.up_proj.weight")
        important = self.importance.get(f"blk.{i}.ffn_gate.weight")
        both = self.linear(normed, out + ".gate_up", np.concatenate([gate, up]), None, out + "/gate_up", important)
        halves = [out + "/gate", out + "/up"]
        self.node("Split", [both], halves, axis=-1, num_outputs=2)
        if self.gemma:
            active = self.node("Gelu", [halves[0]], [out + "/active"], approximate="tanh")
        else:
            active = self.node(
                "QuickGelu", [halves[0]], [out + "/active"], domain=MICROSOFT, alpha=1.0
            )  # alpha 1: SiLU
        product = self.node("Mul", [active, halves[1]], [out + "/product"])
        down = self.tensor(name + ".mlp.down_proj.weight")
        written = self.linear(
            product, out + ".down", down, None, out + "/down", self.importance.get(f"blk.{i}.ffn_down.weight")
        )
        if self.gemma:
            written = self.norm(written, self.gamma(name + ".post_feedforward_layernorm.weight"), out + "/down/normed")
        last = i + 1 == self.layers
        after = self.gamma("model.norm.weight" if last else f"model.layers.{i + 1}.input_layernorm.weight")
        return self.add_norm(written, residual, after, out + "/end")

    def attention(self, i: int, x: str, tables: tuple[str, str]) -> str:
        name, out = f"model.layers.{i}.self_attn", f"layer.{i}"
        parts = [self.tensor(f"{name}.{p}_proj.weight") for p in "qkv"]
        biases = None
        if self.checkpoint.has(f"{name}.q_proj.bias"):
            biases = np.concatenate([self.tensor(f"{name}.{p}_proj.bias") for p in "qkv"])
        important = self.importance.get(f"blk.{i}.attn_q.weight")
        qkv = self.linear(x, out + ".qkv", np.concatenate(parts), biases, out + "/qkv", important)
        scale = float(self.config["query_pre_attn_scalar"]) ** -0.5 if self.gemma else self.head_size**-0.5
        query, key, value = qkv, "", ""
        if self.checkpoint.has(f"{name}.q_norm.weight"):
            widths = np.array([self.heads, self.kv_heads, self.kv_heads], np.int64) * self.head_size
            query, key, value = out + "/q", out + "/k", out + "/v"
            self.node("Split", [qkv, self.constant("qkv/widths", widths)], [query, key, value], axis=-1)
            query = self.head_norm(query, f"{name}.q_norm.weight")
            key = self.head_norm(key, f"{name}.k_norm.weight")
        window = {"local_window_size": int(self.config["sliding_window"])} if self.gemma and self.local(i) else {}
        past = [f"past_key_values.{i}.key", f"past_key_values.{i}.value"]
        attended = out + "/attention"
        self.node(
            "GroupQueryAttention",
            [query, key, value, *past, "seqlens_k", "total_sequence_length", *tables],
            [attended, f"present.{i}.key", f"present.{i}.value"],
            domain=MICROSOFT, num_heads=self.heads, kv_num_heads=self.kv_heads, do_rotary=1, rotary_interleaved=0,
            scale=scale, **window,
        )  # fmt: skip
        weight = self.tensor(f"{name}.o_proj.weight")
        bias = self.tensor(f"{name}.o_proj.bias") if self.checkpoint.has(f"{name}.o_proj.bias") else None
        return self.linear(
            attended, out + ".o", weight, bias, out + "/o", self.importance.get(f"blk.{i}.attn_output.weight")
        )

    def head_norm(self, x: str, gamma: str) -> str:
        """A norm over each head (Qwen 3, Gemma 3)."""
        split = self.constant("heads/split", np.array([0, 0, -1, self.head_size], np.int64))
        joined = self.constant("heads/joined", np.array([0, 0, -1], np.int64))
        heads = self.node("Reshape", [x, split], [x + "/heads"])
        normed = self.norm(heads, self.gamma(gamma), x + "/heads/normed")
        return self.node("Reshape", [normed, joined], [x + "/normed"])

    def head(self, x: str) -> None:
        start = self.node("Neg", ["num_logits"], ["last/start"])
        end = self.constant("last/end", np.array([np.iinfo(np.int64).max], np.int64))
        wanted = self.node("Slice", [x, start, end, self.constant("last/axis", np.array([1], np.int64))], ["last"])
        tied = self.checkpoint.tied
        cap = self.config.get("final_logit_softcapping")
        out = "logits" if not cap else "logits/uncapped"
        table = "model.embed_tokens.weight"
        if self.head_bits is not None:
            if tied:
                inputs = [table + ".codes", table + ".scales", table + ".zeros"]
            else:
                q = quantise_blocks(self.tensor("lm_head.weight"), self.head_bits, self.importance.get("output.weight"))
                inputs = self.quantised("lm_head", q)
            self.nbits([wanted, *inputs], out, self.vocabulary, self.hidden, self.head_bits)
        else:
            if tied:
                weight = table
            else:
                weight = self.constant("lm_head.weight", self.tensor("lm_head.weight").astype(self.dtype))
                self.weight_bytes += self.weights[weight].nbytes
            # Gemm reads the table as it lies, so a tied one is stored once.
            rows = self.node(
                "Reshape", [wanted, self.constant("rows", np.array([-1, self.hidden], np.int64))], ["last/rows"]
            )
            flat = self.node("Gemm", [rows, weight], ["logits/rows"], transB=1)
            shape = self.node("Shape", [wanted], ["last/shape"], start=0, end=2)
            width = self.constant("logits/width", np.array([self.vocabulary], np.int64))
            full = self.node("Concat", [shape, width], ["logits/shape"], axis=0)
            self.node("Reshape", [flat, full], [out])
        if cap:
            by = self.constant("logits/cap", np.array(float(cap), self.dtype))
            small = self.node("Tanh", [self.node("Div", [out, by], ["logits/small"])], ["logits/tanh"])
            self.node("Mul", [small, by], ["logits"])

    def ends(self) -> tuple[list[Any], list[Any]]:
        """Declarations of the graph's inputs and outputs."""
        from onnx import TensorProto, helper

        real = TensorProto.FLOAT16 if self.dtype == np.float16 else TensorProto.FLOAT
        cache = ["batch", self.kv_heads, "cells", self.head_size]

        def declare(name: str, kind: int, shape: list[Any]) -> Any:
            return helper.make_tensor_value_info(name, kind, shape)

        inputs = [
            declare("input_ids", TensorProto.INT64, ["batch", "new"]),
            declare("seqlens_k", TensorProto.INT32, ["batch"]),
            declare("total_sequence_length", TensorProto.INT32, []),
            declare("num_logits", TensorProto.INT64, [1]),
        ]
        outputs = [declare("logits", real, ["batch", "num_logits", self.vocabulary])]
        for i in range(self.layers):
            for part in ("key", "value"):
                inputs.append(declare(f"past_key_values.{i}.{part}", real, cache))
                outputs.append(declare(f"present.{i}.{part}", real, cache))
        return inputs, outputs
