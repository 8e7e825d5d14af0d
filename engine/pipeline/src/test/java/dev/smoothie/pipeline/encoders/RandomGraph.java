package dev.smoothie.pipeline.encoders;

import dev.smoothie.pipeline.encoders.OnnxWriter.Attribute;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;

/**
 * Writes the graph of a random encoder as exporters do: biases, norms and tables keep their names, matrices are
 * transposed and go by {@code onnx::MatMul_…}. ONNX Runtime runs all forms but one.
 */
public final class RandomGraph {
    /** How the graph is written. */
    public enum Form {
        /** As PyTorch exports for opset 17: LayerNormalization, heads in a constant shape. */
        CURRENT,
        /** As it did before: norms in their parts, heads in a shape that is put together. */
        DECOMPOSED,
        /** Decomposed, with weights of eight bits, as ONNX Runtime's dynamic quantisation writes. */
        QUANTIZED,
        /** Weights of eight bits that become numbers before they are used, as in statically quantised graphs. */
        DEQUANTIZED,
        /** Matrices under their own names, transposed by a node, and with all numbers of them in another file. */
        EXTERNAL,
        /** Matrices under their own names, which Gemm transposes. ONNX Runtime has no Gemm for a batch. */
        GEMM;

        boolean integers() {
            return this == QUANTIZED || this == DEQUANTIZED;
        }
    }

    /** The file beside the graph that {@link Form#EXTERNAL} has its matrices in. */
    static final String DATA = "model.onnx.data";

    private final EncoderSpec spec;
    private final Map<String, Tensor> tensors;
    private final Form form;
    private final String activation;
    private final OnnxWriter graph = new OnnxWriter();
    private final ByteArrayOutputStream external = new ByteArrayOutputStream();
    private int matrices = 100;

    RandomGraph(RandomEncoder encoder, Form form) {
        this(encoder, form, "Erf");
    }

    /** A graph whose activation is another; Erf stands for the exact GELU. */
    RandomGraph(RandomEncoder encoder, Form form, String activation) {
        this.spec = encoder.spec();
        this.tensors = encoder.tensors();
        this.form = form;
        this.activation = activation;
    }

    byte[] toBytes() {
        graph.input("input_ids");
        graph.input("attention_mask");
        String mask = mask();
        String x = embeddings();
        for (int layer = 0; layer < spec.layers(); layer++) {
            x = layer("encoder.layer.%d.".formatted(layer), x, mask, layer == spec.layers() - 1);
        }
        graph.output(x, spec.hidden());
        return graph.toBytes();
    }

    /** What belongs into {@link #DATA}, once the graph is written. */
    byte[] externalBytes() {
        return external.toByteArray();
    }

    /** 0 at tokens and the least float at padding, {@code [batch, 1, 1, tokens]}. */
    private String mask() {
        String wide = graph.node("Unsqueeze", "/Unsqueeze", List.of("attention_mask", graph.integers(1, 2)));
        String cast = graph.node("Cast", "/Cast", List.of(wide), new Attribute("to", OnnxTensor.FLOAT));
        String inverse = graph.node("Sub", "/Sub", List.of(graph.number(1), cast));
        return graph.node("Mul", "/Mul", List.of(inverse, graph.number(-Float.MAX_VALUE)));
    }

    private String embeddings() {
        String shape = graph.node("Shape", "/embeddings/Shape", List.of("input_ids"));
        String word = row("embeddings.word_embeddings", "input_ids");
        String type = row("embeddings.token_type_embeddings", types(shape));
        String position = row("embeddings.position_embeddings", spec.isBert() ? positions(shape) : counted());
        String sum = graph.node("Add", "/embeddings/Add", List.of(word, type));
        return norm("embeddings.LayerNorm", graph.node("Add", "/embeddings/Add_1", List.of(sum, position)), false);
    }

    private String types(String shape) {
        if (spec.isBert()) {
            graph.input("token_type_ids");
            return "token_type_ids";
        }
        return graph.node("Expand", "/embeddings/Expand", List.of(graph.integer(0), shape));
    }

    private String positions(String shape) {
        var all = new Integer[spec.positions()];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        String row = graph.node("Unsqueeze", "/embeddings/ids", List.of(graph.integers(all), graph.integers(0)));
        String tokens = graph.node("Gather", "/embeddings/Gather", List.of(shape, graph.integers(1)));
        return graph.node("Slice", "/embeddings/Slice", List.of(row, graph.integers(0), tokens, graph.integers(1)));
    }

    private String counted() {
        String equal = graph.node("Equal", "/embeddings/Equal", List.of("input_ids", graph.integer(spec.padding())));
        String not = graph.node("Not", "/embeddings/Not", List.of(equal));
        String ones = graph.node("Cast", "/embeddings/Cast", List.of(not), new Attribute("to", OnnxTensor.INT64));
        String sum = graph.node("CumSum", "/embeddings/CumSum", List.of(ones, graph.integer(1)));
        String masked = graph.node("Mul", "/embeddings/Mul", List.of(sum, ones));
        return graph.node("Add", "/embeddings/Add_2", List.of(masked, graph.integer(spec.padding())));
    }

    private String row(String name, String indices) {
        String path = "/" + name.replace('.', '/') + "/";
        Tensor table = tensors.get(name + ".weight");
        if (!form.integers()) {
            return graph.node("Gather", path + "Gather",
                    List.of(graph.initializer(name + ".weight", table), indices));
        }
        Quantized q = Quantized.unsigned(table);
        String stored = graph.initializer(name + ".weight_quantized", OnnxTensor.UINT8, table.shape(), q.values());
        String scale = graph.initializer(name + ".weight_scale", new Tensor(List.of(), q.factors()));
        String zero = graph.spelledOut(name + ".weight_zero_point", OnnxTensor.UINT8, List.of(), q.zeros());
        if (form == Form.DEQUANTIZED) {
            String whole = graph.node("DequantizeLinear", name + ".weight_DequantizeLinear_Output",
                    List.of(stored, scale, zero));
            return graph.node("Gather", path + "Gather", List.of(whole, indices));
        }
        return graph.node("DequantizeLinear", path + "Dequantize",
                List.of(graph.node("Gather", path + "Gather", List.of(stored, indices)), scale, zero));
    }

    private String layer(String prefix, String x, String mask, boolean last) {
        String path = "/" + prefix.replace('.', '/');
        String query = heads(prefix + "attention.self.query", x, List.of(0, 2, 1, 3));
        String key = heads(prefix + "attention.self.key", x, List.of(0, 2, 3, 1));
        String value = heads(prefix + "attention.self.value", x, List.of(0, 2, 1, 3));
        String logits = graph.node("MatMul", path + "logits", List.of(query, key));
        float root = (float) Math.sqrt((double) spec.hidden() / spec.heads());
        String scaled = graph.node("Div", path + "scaled", List.of(logits, graph.number(root)));
        String masked = graph.node("Add", path + "masked", List.of(scaled, mask));
        String weights = graph.node("Softmax", path + "Softmax", List.of(masked), new Attribute("axis", -1));
        String attended = graph.node("MatMul", path + "attended", List.of(weights, value));
        String back = graph.node("Transpose", path + "back", List.of(attended),
                new Attribute("perm", List.of(0, 2, 1, 3)));
        String joined = graph.node("Reshape", path + "joined", List.of(back, graph.integers(0, 0, spec.hidden())));
        String output = dense(prefix + "attention.output.dense", joined);
        String y = norm(prefix + "attention.output.LayerNorm",
                graph.node("Add", path + "sum", List.of(output, x)), false);
        String wide = activated(path, dense(prefix + "intermediate.dense", y));
        String result = dense(prefix + "output.dense", wide);
        return norm(prefix + "output.LayerNorm", graph.node("Add", path + "sum_1", List.of(result, y)), last);
    }

    private String activated(String path, String x) {
        if (!activation.equals("Erf")) {
            return graph.node(activation, path + "activation", List.of(x));
        }
        String divided = graph.node("Div", path + "Div", List.of(x, graph.number((float) Math.sqrt(2))));
        String erf = graph.node("Erf", path + "Erf", List.of(divided));
        String plus = graph.node("Add", path + "plus", List.of(erf, graph.number(1)));
        String times = graph.node("Mul", path + "times", List.of(x, plus));
        return graph.node("Mul", path + "half", List.of(times, graph.number(0.5f)));
    }

    private String heads(String name, String x, List<Integer> order) {
        String dense = dense(name, x);
        int size = spec.hidden() / spec.heads();
        String shape = form == Form.CURRENT
                ? graph.integers(0, 0, spec.heads(), size)
                : graph.node("Concat", name + "/Concat", List.of(graph.integers(0), graph.integers(0),
                        graph.integers(spec.heads()), graph.integers(size)), new Attribute("axis", 0));
        String reshaped = graph.node("Reshape", name + "/Reshape", List.of(dense, shape));
        return graph.node("Transpose", name + "/Transpose", List.of(reshaped), new Attribute("perm", order));
    }

    private String dense(String name, String x) {
        String bias = graph.initializer(name + ".bias", tensors.get(name + ".bias"));
        if (form == Form.GEMM) {
            String weight = graph.initializer(name + ".weight", tensors.get(name + ".weight"));
            return graph.node("Gemm", name + "/Gemm", List.of(x, weight, bias), new Attribute("transB", 1));
        }
        return graph.node("Add", name + "/Add", List.of(bias, product(name, x)));
    }

    private String product(String name, String x) {
        String anonymous = "onnx::MatMul_%d".formatted(matrices++);
        Tensor weight = tensors.get(name + ".weight");
        if (form == Form.EXTERNAL) {
            int offset = external.size();
            external.writeBytes(weight.bytes());
            String stored = graph.external(name + ".weight", weight.shape(), DATA, offset, external.size() - offset);
            return graph.node("MatMul", name + "/MatMul", List.of(x, graph.node("Transpose", name + "/transposed",
                    List.of(stored), new Attribute("perm", List.of(1, 0)))));
        }
        if (!form.integers()) {
            return graph.node("MatMul", name + "/MatMul",
                    List.of(x, graph.initializer(anonymous, weight.transposed())));
        }
        Quantized q = Quantized.byRow(weight);
        int out = weight.shape().getFirst();
        String stored = graph.initializer(anonymous + "_quantized", OnnxTensor.INT8, weight.shape().reversed(),
                q.transposed(out));
        String scale = graph.initializer(anonymous + "_scale", new Tensor(List.of(out), q.factors()));
        String zero = graph.spelledOut(anonymous + "_zero_point", OnnxTensor.INT8, List.of(out), q.zeros());
        if (form == Form.DEQUANTIZED) {
            return graph.node("MatMul", name + "/MatMul", List.of(x, graph.node("DequantizeLinear",
                    name + "/dequantized", List.of(stored, scale, zero), new Attribute("axis", 1))));
        }
        List<String> dynamic = List.of(name + "/x", name + "/scale", name + "/zero");
        graph.node("DynamicQuantizeLinear", dynamic, List.of(x));
        String product = graph.node("MatMulInteger", name + "/MatMulInteger",
                List.of(dynamic.get(0), stored, dynamic.get(2), zero));
        String cast = graph.node("Cast", name + "/Cast", List.of(product), new Attribute("to", OnnxTensor.FLOAT));
        String scales = graph.node("Mul", name + "/scales", List.of(dynamic.get(1), scale));
        return graph.node("Mul", name + "/MatMul", List.of(cast, scales));
    }

    private String norm(String name, String x, boolean last) {
        String gamma = graph.initializer(name + ".weight", tensors.get(name + ".weight"));
        String beta = graph.initializer(name + ".bias", tensors.get(name + ".bias"));
        String output = last ? "last_hidden_state" : name + "/output";
        float epsilon = (float) spec.epsilon();
        if (form == Form.CURRENT) {
            return graph.node("LayerNormalization", output, List.of(x, gamma, beta), new Attribute("axis", -1),
                    new Attribute("epsilon", epsilon));
        }
        var axes = new Attribute("axes", List.of(-1));
        String mean = graph.node("ReduceMean", name + "/mean", List.of(x), axes);
        String centred = graph.node("Sub", name + "/Sub", List.of(x, mean));
        String square = graph.node("Pow", name + "/Pow", List.of(centred, graph.number(2)));
        String variance = graph.node("ReduceMean", name + "/variance", List.of(square), axes);
        String raised = graph.node("Add", name + "/raised", List.of(variance, graph.number(epsilon)));
        String root = graph.node("Sqrt", name + "/Sqrt", List.of(raised));
        String normal = graph.node("Div", name + "/Div", List.of(centred, root));
        return graph.node("Add", output, List.of(graph.node("Mul", name + "/Mul", List.of(normal, gamma)), beta));
    }
}
