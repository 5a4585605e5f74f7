"""Texts as vectors: the accurate embedder, the fast one, what is kept of their work."""

from qualkit.themes.embedding.choice import embedder_for, library_versions, taught
from qualkit.themes.embedding.files import load_embedder, save_embedder
from qualkit.themes.embedding.minilm import MODEL_SHA256, model_folder
from qualkit.themes.embedding.onnx_embedder import OnnxEmbedder
from qualkit.themes.embedding.sentence_embedder import SentenceEmbedder
from qualkit.themes.embedding.static_embedder import StaticEmbedder
from qualkit.themes.embedding.unique import embed_unique, vectors_in_chunks
from qualkit.themes.embedding.vector_cache import CacheFacts, VectorCache, clear_cache

__all__ = [
    "MODEL_SHA256",
    "CacheFacts",
    "OnnxEmbedder",
    "SentenceEmbedder",
    "StaticEmbedder",
    "VectorCache",
    "clear_cache",
    "embed_unique",
    "embedder_for",
    "library_versions",
    "load_embedder",
    "model_folder",
    "save_embedder",
    "taught",
    "vectors_in_chunks",
]
