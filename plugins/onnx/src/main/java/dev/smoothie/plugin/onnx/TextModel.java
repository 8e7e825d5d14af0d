package dev.smoothie.plugin.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a transformer's graph in ONNX Runtime: the tokens of one text in, one vector out. Any number of threads may run
 * it, each text on the calling thread alone. {@link #close} is called once, by its owner.
 */
final class TextModel implements AutoCloseable {

    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";
    private static final String SENTENCE = "sentence_embedding";

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Set<String> inputs;
    private final String output;
    private final ModelFolder folder;

    private TextModel(OrtEnvironment environment, OrtSession session, ModelFolder folder) throws OrtException {
        this.environment = environment;
        this.session = session;
        this.folder = folder;
        this.inputs = inputs(session.getInputInfo());
        this.output = output(session.getOutputInfo());
    }

    static TextModel open(ModelFolder folder) {
        OrtEnvironment environment = OnnxRuntime.environment();
        try (OrtSession.SessionOptions options = OnnxRuntime.options(); Arena scratch = Arena.ofConfined()) {
            OrtSession session = folder.bundled()
                    ? environment.createSession(bundledGraph(folder, scratch), options)
                    : environment.createSession(folder.model().toString(), options);
            try {
                return new TextModel(environment, session, folder);
            } catch (OrtException | RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (OrtException | IOException e) {
            throw new SmoothieException("onnx: cannot open the model %s: %s; is it a complete ONNX file?"
                    .formatted(folder.model(), e.getMessage()), e);
        }
    }

    /** Whether the graph gives vectors of texts, and not of tokens. */
    boolean poolsItself() {
        return output.equals(SENTENCE);
    }

    /** The vector of one text, pooled, not normalised. */
    float[] run(Tokens tokens) {
        long[] ones = new long[tokens.length()];
        Arrays.fill(ones, 1);
        Map<String, OnnxTensor> feed = new HashMap<>();
        try {
            try {
                put(feed, IDS, tokens.ids());
                put(feed, MASK, ones);
                put(feed, TYPES, tokens.types());
                try (OrtSession.Result result = session.run(feed, Set.of(output))) {
                    return vector((OnnxTensor) result.get(0));
                }
            } finally {
                feed.values().forEach(OnnxTensor::close);
            }
        } catch (OrtException e) {
            throw new SmoothieException("onnx: the model %s failed on a text of %d tokens: %s"
                    .formatted(folder.model(), tokens.length(), e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new SmoothieException("onnx: cannot close the model %s: %s".formatted(folder.model(), e.getMessage()),
                    e);
        }
    }

    private void put(Map<String, OnnxTensor> feed, String input, long[] values) throws OrtException {
        if (inputs.contains(input)) {
            long[] shape = {1, values.length};
            feed.put(input, OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape));
        }
    }

    private float[] vector(OnnxTensor tensor) {
        int dimension = (int) tensor.getInfo().getShape()[tensor.getInfo().getShape().length - 1];
        Pooling pooling = output.equals(SENTENCE) ? Pooling.CLS : folder.pooling();
        return pooling.pool(tensor.getFloatBuffer(), dimension);
    }

    private Set<String> inputs(Map<String, NodeInfo> nodes) {
        for (Map.Entry<String, NodeInfo> node : nodes.entrySet()) {
            boolean known = Set.of(IDS, MASK, TYPES).contains(node.getKey());
            if (!known || !(node.getValue().getInfo() instanceof TensorInfo info) || info.type != OnnxJavaType.INT64) {
                throw new SmoothieException(
                        "onnx: the model %s wants the input %s; known are %s, %s and %s, all of int64"
                                .formatted(folder.model(), node.getValue(), IDS, MASK, TYPES));
            }
        }
        if (!nodes.containsKey(IDS)) {
            throw new SmoothieException("onnx: the model %s has no input %s but %s".formatted(folder.model(), IDS,
                    nodes.keySet()));
        }
        return Set.copyOf(nodes.keySet());
    }

    /**
     * The output to use: token vectors by their usual names, else the first output of three dimensions, else a pooled
     * sentence vector.
     */
    private String output(Map<String, NodeInfo> nodes) {
        List<String> tokenVectors = new ArrayList<>();
        for (Map.Entry<String, NodeInfo> node : nodes.entrySet()) {
            if (rank(node.getValue()) == 3) {
                tokenVectors.add(node.getKey());
            }
        }
        for (String name : List.of("last_hidden_state", "token_embeddings")) {
            if (tokenVectors.contains(name)) {
                tokenVectors.addFirst(name);
            }
        }
        boolean pooled = nodes.containsKey(SENTENCE) && rank(nodes.get(SENTENCE)) == 2;
        if (!tokenVectors.isEmpty() && folder.unsupported().isEmpty()) {
            return tokenVectors.getFirst();
        }
        if (pooled) {
            return SENTENCE;
        }
        throw new SmoothieException(tokenVectors.isEmpty()
                ? "onnx: the model %s has the outputs %s; expected token vectors of three dimensions (last_hidden_state) or a %s of two"
                        .formatted(folder.model(), nodes.values(), SENTENCE)
                : "onnx: modules.json beside %s lists %s, which is not supported; export the model with its %s as output"
                        .formatted(folder.model(), folder.unsupported(), SENTENCE));
    }

    private static int rank(NodeInfo node) {
        return node.getInfo() instanceof TensorInfo info ? info.getShape().length : 0;
    }

    /** The bundled graph with the hint by which ONNX Runtime can fuse its operations. */
    private static ByteBuffer bundledGraph(ModelFolder folder, Arena arena) throws IOException {
        byte[] hint = ShapeHint.row("/embeddings/Slice_output_0", "sequence_length");
        try (FileChannel file = FileChannel.open(folder.model())) {
            int size = Math.toIntExact(file.size());
            ByteBuffer graph = arena.allocate(size + (long) hint.length).asByteBuffer().limit(size);
            int read = 0;
            while (graph.hasRemaining() && read >= 0) {
                read = file.read(graph);
            }
            return graph.limit(graph.capacity()).put(hint).flip();
        }
    }
}
