/**
 * Calls native libraries: OpenBLAS and CUDA, each behind small wrappers that check their arguments. It depends on
 * {@code java.base} only and knows nothing of embeddings.
 */
module dev.smoothie.bindings {
    exports dev.smoothie.bindings;
    exports dev.smoothie.bindings.cuda;
}
